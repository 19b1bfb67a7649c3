using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Outbox;

/// <summary>Where a message stands.</summary>
public enum OutboxState
{
    /// <summary>To be delivered, at once or at a later try.</summary>
    Pending,

    /// <summary>Delivered.</summary>
    Delivered,

    /// <summary>Given up: refused for good, or too many tries. A person sees it and can send it again.</summary>
    Dead,
}

/// <summary>Something that must reach the outside although the program may die: written with the fact that causes it, delivered at least once.</summary>
public sealed class OutboxMessage
{
    /// <summary>Key; also the idempotency key the receiver gets (Message-ID, webhook-id), the same at each try.</summary>
    public required Guid Id { get; init; }

    /// <summary>How it is delivered: <c>mail</c>, <c>webhook</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Whom it concerns; <c>null</c>: the provider itself.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>What it says about what, once: <c>page/0197…/2</c>. A second message with the same key is not written.</summary>
    public required string DeduplicationKey { get; init; }

    /// <summary>What is delivered, as JSON; its shape is the channel's.</summary>
    public required string Payload { get; init; }

    /// <summary>To whom, as a person reads it.</summary>
    public required string Recipient { get; init; }

    /// <summary>What it is about, in one line, as a person reads it.</summary>
    public required string Summary { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public OutboxState State { get; set; }

    /// <summary>The earliest next try; while a dispatcher holds it, the end of its lease.</summary>
    public required Instant DueAt { get; set; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; set; }

    /// <summary>What the last try answered, or why it failed.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>When it was delivered or given up.</summary>
    public Instant? EndedAt { get; set; }
}

/// <summary>Maps the outbox.</summary>
public sealed class OutboxTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model) => model.Entity<OutboxMessage>(message =>
    {
        message.ToTable("Outbox");
        message.Property(m => m.Id).ValueGeneratedNever();
        message.HasIndex(m => m.DeduplicationKey).IsUnique();
        message.HasIndex(m => new { m.State, m.DueAt });
        message.HasIndex(m => m.CreatedAt);
    });
}
