using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>What may happen to a ticket.</summary>
public enum TicketEventKind
{
    /// <summary>The desk registered it.</summary>
    Registered,

    /// <summary>A qualified person started to work: the only thing a person does that ends the GTI.</summary>
    Taken,

    /// <summary>It was given to somebody, or to nobody.</summary>
    Assigned,

    /// <summary>It went to another line of support.</summary>
    Escalated,

    /// <summary>The GTR was paused.</summary>
    Paused,

    /// <summary>The GTR goes on.</summary>
    Resumed,

    /// <summary>Impact or urgency changed, and with them priority and promise.</summary>
    PriorityChanged,

    /// <summary>Coverage was decided again.</summary>
    CoverageDecided,

    /// <summary>What is known of it was corrected: subject, item, contact.</summary>
    Edited,

    /// <summary>Service is back.</summary>
    Restored,

    /// <summary>Service had not come back for good, or the solution was none.</summary>
    Reopened,

    /// <summary>The solution is written.</summary>
    Resolved,

    /// <summary>Closed for good.</summary>
    Closed,

    /// <summary>A check's problem belongs to it.</summary>
    ProblemJoined,

    /// <summary>That problem is over.</summary>
    ProblemEnded,

    /// <summary>That problem is watched no more: whether it is over, nobody knows.</summary>
    ProblemWithdrawn,

    /// <summary>People were warned of a clock at the contract's threshold.</summary>
    AttentionTold,

    /// <summary>People were told of a broken promise; stays a fact whatever comes later.</summary>
    BreachTold,

    /// <summary>Who has it in hand was reminded of a pause.</summary>
    ReminderTold,
}

/// <summary>How service came back.</summary>
public enum RestorationMeans
{
    /// <summary>The cause was removed.</summary>
    Repair,

    /// <summary>A validated detour.</summary>
    Workaround,

    /// <summary>It came back by itself, seen by monitoring.</summary>
    ByItself,
}

/// <summary>The particulars of an event; each kind uses a few.</summary>
public sealed record TicketEventData
{
    /// <summary>Paused: why. </summary>
    public PauseReason? Reason { get; init; }

    /// <summary>Paused: the article of the contract that allows it.</summary>
    public string? Article { get; init; }

    /// <summary>Paused: what proves it (a message, a call, a mail); told in the journal.</summary>
    public string? Proof { get; init; }

    /// <summary>A remark by the person, internal.</summary>
    public string? Note { get; init; }

    /// <summary>Paused, reminder told: when to ask again.</summary>
    public Instant? RemindAt { get; init; }

    /// <summary>Registered, priority changed: how much is touched.</summary>
    public Impact? Impact { get; init; }

    /// <summary>Registered, priority changed: how soon.</summary>
    public Urgency? Urgency { get; init; }

    /// <summary>Registered, priority changed: what follows.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Taken, assigned, escalated: who has it from now on; <c>null</c>: nobody.</summary>
    public Guid? Assignee { get; init; }

    /// <summary>Their name at that time.</summary>
    public string? AssigneeName { get; init; }

    /// <summary>Escalated: to which line. Resolved: by which line.</summary>
    public SupportTier? Tier { get; init; }

    /// <summary>Restored: how.</summary>
    public RestorationMeans? Means { get; init; }

    /// <summary>Resolved: what was done.</summary>
    public string? Solution { get; init; }

    /// <summary>Resolved: the cause, when found.</summary>
    public string? Cause { get; init; }

    /// <summary>Resolved: the first contact solved it.</summary>
    public bool? FirstContact { get; init; }

    /// <summary>Told: <c>gti</c> or <c>gtr</c>.</summary>
    public string? Clock { get; init; }

    /// <summary>Told: of which target (the sequence of the event that set it).</summary>
    public string? Epoch { get; init; }

    /// <summary>Told: the deadline.</summary>
    public Instant? Deadline { get; init; }

    /// <summary>Problems: which check.</summary>
    public Guid? Check { get; init; }

    /// <summary>Problems: its number within the check.</summary>
    public long? Problem { get; init; }

    /// <summary>Problems: how bad.</summary>
    public CheckStatus? Severity { get; init; }

    /// <summary>Problems: what was seen.</summary>
    public string? Summary { get; init; }

    /// <summary>Edited: which members.</summary>
    public ImmutableArray<string>? Fields { get; init; }
}

/// <summary>Something that happened to a ticket.</summary>
public sealed class TicketEvent : IClientOwned, IFact
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>To which ticket.</summary>
    public required Guid TicketId { get; init; }

    /// <summary>Its place among the events of the ticket, in the order of writing, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>What.</summary>
    public required TicketEventKind Kind { get; init; }

    /// <summary>When it happened.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who did it; <c>null</c>: the program.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Their name at that time, or the part of the program.</summary>
    public required string Author { get; init; }

    /// <summary>The particulars: <see cref="TicketEventData"/> in JSON.</summary>
    public required string Data { get; init; }

    /// <summary>The particulars.</summary>
    public TicketEventData Read() => JsonSerializer.Deserialize<TicketEventData>(Data, Json.Options)!;
}
