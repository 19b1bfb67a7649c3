using NodaTime;

namespace Majordome.Server.Notifications.Watch;

/// <summary>A time during which Majordome knew something to be wrong with itself.</summary>
public sealed class WatchEpisode
{
    /// <summary>Key; part of the idempotency keys of what is told.</summary>
    public required Guid Id { get; init; }

    /// <summary>What was looked at: <c>outbox</c>, <c>loop:escalation</c>, <c>probe:…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was found: the rule, key of its sentence.</summary>
    public required string Rule { get; init; }

    /// <summary>What the sentence needs, as a JSON array of texts.</summary>
    public required string Values { get; init; }

    /// <summary>Who was told, as a JSON array of user keys: they are owed the end.</summary>
    public required string Told { get; set; }

    /// <summary>When it was found.</summary>
    public required Instant OpenedAt { get; init; }

    /// <summary>When it was over; <c>null</c>: it is not.</summary>
    public Instant? ClosedAt { get; set; }
}
