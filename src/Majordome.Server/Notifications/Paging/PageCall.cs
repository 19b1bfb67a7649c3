using System.Collections.Immutable;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Notifications.Paging;

/// <summary>
/// A call for somebody to come to a ticket, from the first person told to the end of the problem. A ticket has at most one open
/// call; a problem that comes back after its end is a new one.
/// </summary>
public sealed class PageCall : IClientOwned
{
    /// <summary>Key; part of the idempotency keys of what is told.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Which ticket.</summary>
    public required Guid TicketId { get; init; }

    /// <summary>The ticket as messages name it, as JSON.</summary>
    public required string Ticket { get; set; }

    /// <summary>Whom to page, in order, as it stood when paging began: JSON of <see cref="Listed"/>.</summary>
    public string List { get; set; } = "[]";

    /// <summary>When it began.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>When paging began; <c>null</c>: people were only warned of a clock.</summary>
    public Instant? PagedAt { get; set; }

    /// <summary>How many of the list were paged, both rounds counted.</summary>
    public int Steps { get; set; }

    /// <summary>When the next one is paged; <c>null</c>: nobody further is.</summary>
    public Instant? NextStepAt { get; set; }

    /// <summary>When somebody acknowledged.</summary>
    public Instant? AcknowledgedAt { get; set; }

    /// <summary>Who.</summary>
    public Guid? AcknowledgedBy { get; set; }

    /// <summary>When it was over.</summary>
    public Instant? EndedAt { get; set; }
}

/// <summary>A person of the list.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Within">How long they have to acknowledge.</param>
public sealed record Listed(Guid UserId, Duration Within);

/// <summary>Why somebody was told within a call.</summary>
public enum ToldReason
{
    /// <summary>They are next on the contract's list.</summary>
    OnList,

    /// <summary>As administrator: the list is empty.</summary>
    ListEmpty,

    /// <summary>As administrator: nobody on the list acknowledged.</summary>
    NobodyAcknowledged,

    /// <summary>A clock reached its attention threshold.</summary>
    ClockAttention,

    /// <summary>A clock passed its deadline.</summary>
    ClockBreach,
}

/// <summary>Somebody was told: they are owed the end.</summary>
public sealed class PageStep : IClientOwned, IFact
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Within which call.</summary>
    public required Guid CallId { get; init; }

    /// <summary>Which step of the list, from 1; for other reasons the steps taken before.</summary>
    public required int Step { get; init; }

    /// <summary>Who.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Why.</summary>
    public required ToldReason Reason { get; init; }

    /// <summary>When.</summary>
    public required Instant ToldAt { get; init; }

    /// <summary>Until when they have to acknowledge, when they are asked to.</summary>
    public Instant? AcknowledgeBy { get; init; }
}

/// <summary>
/// The order in which people are paged: the list from its first to its last, each given their time to acknowledge; then, with the
/// administrators told that nobody did, the list once more from its first. After the second round the administrators are told a
/// last time and nobody further is paged: a third round would be noise, and the ticket stands in La journée all along.
/// </summary>
public static class Escalation
{
    /// <summary>How often the list is gone through.</summary>
    public const int Rounds = 2;

    /// <summary>What comes after that many steps on a list of that many people.</summary>
    /// <param name="steps">Steps taken, from 0.</param>
    /// <param name="count">People on the list, at least 1.</param>
    /// <returns>Whether the administrators are told first, and the position on the list of who is paged; <c>null</c>: nobody.</returns>
    public static (bool TellAdministrators, int? Position) After(int steps, int count) =>
        (steps > 0 && steps % count == 0, steps < Rounds * count ? steps % count : null);
}
