using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>How a clock stands.</summary>
public enum ClockState
{
    /// <summary>No target: best effort, counted, never late.</summary>
    None,

    /// <summary>Counting (when its calendar is open) and not late.</summary>
    Running,

    /// <summary>Paused and not late.</summary>
    Paused,

    /// <summary>Ended, not after its deadline.</summary>
    Met,

    /// <summary>Ended, or now, after its deadline.</summary>
    Breached,
}

/// <summary>What ended the GTI.</summary>
public enum ResponseEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>A person took the ticket.</summary>
    Taken,

    /// <summary>Service came back before anybody took the ticket; counted apart in every figure.</summary>
    RestoredBeforeTaken,
}

/// <summary>One clock of a ticket, as it stands at an instant.</summary>
/// <param name="State">How it stands, judged by the target in force.</param>
/// <param name="Elapsed">Service time counted so far, under the calendars that were in force.</param>
/// <param name="Target">The target in force; <c>null</c>: best effort.</param>
/// <param name="Deadline">
/// The earliest instant at which the counted time reaches the target in force, never before that target came into force. Of an
/// ended clock: where it would have fallen had it gone on. <c>null</c> without target, while paused and not late, or when no
/// service time is left before the end of calendars.
/// </param>
/// <param name="Attention">
/// Likewise for the share of the target at which people are warned; <c>null</c> as well while paused before it.
/// </param>
/// <param name="EndedAt">When it ended; <c>null</c> while it has not.</param>
/// <param name="Overrun">Service time counted after the deadline; zero when not late.</param>
public readonly record struct ClockReading(
    ClockState State, Duration Elapsed, Duration? Target, Instant? Deadline, Instant? Attention, Instant? EndedAt, Duration Overrun)
{
    /// <summary>Service time left before the target; zero when it is used up, <c>null</c> without target.</summary>
    public Duration? Remaining => Target is { } target ? Duration.Max(target - Elapsed, Duration.Zero) : null;

    /// <summary>Whether people should be warned at <paramref name="now"/>: not ended, not late, and past the share of the target.</summary>
    public bool NeedsAttention(Instant now) => State is ClockState.Running or ClockState.Paused && Attention <= now;
}
