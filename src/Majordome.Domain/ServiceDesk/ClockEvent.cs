using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>
/// A fact that moves a ticket's clocks. The set is closed. Events of one instant count in the order in which they are given.
/// </summary>
public abstract record ClockEvent
{
    private ClockEvent(Instant at) => At = at;

    /// <summary>When it happened.</summary>
    public Instant At { get; init; }

    /// <summary>A qualified person really starts to work (an intervention). The first one ends the GTI.</summary>
    public sealed record Taken(Instant At) : ClockEvent(At);

    /// <summary>The GTR stops, for a reason the contract knows.</summary>
    public sealed record Paused(Instant At, PauseReason Reason) : ClockEvent(At);

    /// <summary>The GTR goes on.</summary>
    public sealed record Resumed(Instant At) : ClockEvent(At);

    /// <summary>Another priority, hence other targets, from now on.</summary>
    /// <param name="At">When it happened.</param>
    /// <param name="Priority">The priority from now on.</param>
    /// <param name="Targets">What is promised from now on; what was counted is kept.</param>
    /// <param name="Calendar">The calendar from now on; <c>null</c> keeps the one in force.</param>
    public sealed record PriorityChanged(Instant At, Priority Priority, ServiceTargets Targets, ServiceCalendar? Calendar = null) : ClockEvent(At);

    /// <summary>Service is back, by a cure or a validated workaround: ends the GTR, a pause, and the GTI if nobody had taken the ticket.</summary>
    public sealed record Restored(Instant At) : ClockEvent(At);

    /// <summary>The service had not come back for good: the GTR goes on with what it had counted.</summary>
    public sealed record Reopened(Instant At) : ClockEvent(At);
}
