using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Conversation;

/// <summary>For whom a message is.</summary>
public enum MessageKind
{
    /// <summary>The desk answers the client.</summary>
    Reply,

    /// <summary>Internal: never leaves the provider.</summary>
    Note,

    /// <summary>The client writes.</summary>
    FromClient,
}

/// <summary>Something written in a ticket.</summary>
public sealed class Message : IClientOwned, IFact
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 20_000;

    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>In which ticket.</summary>
    public required Guid TicketId { get; init; }

    /// <summary>For whom.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>Who wrote it.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Their name at that time.</summary>
    public required string Author { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }
}
