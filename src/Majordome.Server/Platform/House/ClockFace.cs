using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>Which promise a clock counts.</summary>
public enum ClockFaceKind
{
    /// <summary>GTI: until somebody qualified starts work.</summary>
    Response,

    /// <summary>GTR: until the service is back.</summary>
    Restoration,
}

/// <summary>How a clock is shown.</summary>
public enum ClockFaceState
{
    /// <summary>Counting, more than the warning threshold left.</summary>
    Running,

    /// <summary>Counting, the warning threshold is crossed.</summary>
    Attention,

    /// <summary>The promise is broken and the work not done.</summary>
    Late,

    /// <summary>Paused for a reason of the contract.</summary>
    Paused,

    /// <summary>Waiting for the service hours to begin again.</summary>
    OffHours,

    /// <summary>Ended in time.</summary>
    Met,

    /// <summary>Ended late.</summary>
    Missed,

    /// <summary>Counting as if covered, coverage not decided yet.</summary>
    Undecided,
}

/// <summary>What a clock shows, computed by the server from the facts; a component only writes it.</summary>
/// <param name="Kind">GTI or GTR.</param>
/// <param name="State">How it is shown.</param>
/// <param name="Value">
/// Service time, at least zero: what is left while it runs, is paused or waits; the overrun when late or missed; what it took when met.
/// </param>
/// <param name="Promise">What is promised, in service time.</param>
/// <param name="Ratio">Counted ÷ promised, from 0; above 1 reads as 1.</param>
/// <param name="At">
/// The wall time of the caption: the breach to come (running, attention, undecided), the breach that was (late), the start of
/// the pause (paused), the next opening (off-hours). Not used for met and missed.
/// </param>
public sealed record ClockFace(ClockFaceKind Kind, ClockFaceState State, Duration Value, Duration Promise, double Ratio, Instant? At)
{
    /// <summary>How long a day of service is, to read 2 j 3 h by; <c>null</c>: 24 hours.</summary>
    public Duration? ServiceDay { get; init; }

    /// <summary>
    /// Until when the clock counts without a break: the end of the current span of service hours. With it, the page's script
    /// moves the clock each minute; without, the clock stays as printed.
    /// </summary>
    public Instant? CountsUntil { get; init; }

    /// <summary>What is left when attention begins: the contract's warning threshold, in service time.</summary>
    public Duration? AttentionAt { get; init; }
}
