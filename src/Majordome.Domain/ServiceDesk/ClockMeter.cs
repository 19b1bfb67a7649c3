using System.Runtime.InteropServices;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>The counter of one clock and when it reached its target. All values are nanoseconds.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ClockMeter
{
    private const long Unset = long.MinValue;

    private long counted;
    private Duration? promised;
    private long target;
    private long threshold;
    private long dueAt;
    private long attentionAt;
    private long countedWhenDue;

    /// <summary>
    /// Puts a target in force at an instant, in the place of any earlier one. What is already used up is due at that instant,
    /// never before it.
    /// </summary>
    public void Aim(long at, Duration? newTarget, int attentionPercent)
    {
        promised = newTarget;
        (dueAt, attentionAt) = (Unset, Unset);
        if (newTarget is not { } goal)
        {
            return;
        }

        target = ServiceCalendar.ToNanoseconds(goal);
        threshold = (long)((Int128)target * attentionPercent / 100);
        if (counted >= target)
        {
            (dueAt, countedWhenDue) = (at, counted);
        }

        if (counted >= threshold)
        {
            attentionAt = at;
        }
    }

    /// <summary>Counts the service time between two marks of the calendar in force.</summary>
    public void Count(ServiceCalendar calendar, long fromMark, long toMark)
    {
        var total = counted + (toMark - fromMark);
        if (promised is not null)
        {
            if (dueAt == Unset && total >= target)
            {
                (dueAt, countedWhenDue) = (calendar.Reach(fromMark, target - counted) ?? Unset, target);
            }

            if (attentionAt == Unset && total >= threshold)
            {
                attentionAt = calendar.Reach(fromMark, threshold - counted) ?? Unset;
            }
        }

        counted = total;
    }

    /// <summary>Tells when a target not yet reached will be, were the clock to run on from a mark under the calendar in force.</summary>
    public void Project(ServiceCalendar calendar, long fromMark)
    {
        if (promised is null)
        {
            return;
        }

        if (dueAt == Unset)
        {
            dueAt = calendar.Reach(fromMark, target - counted) ?? Unset;
            countedWhenDue = target;
        }

        if (attentionAt == Unset)
        {
            attentionAt = calendar.Reach(fromMark, threshold - counted) ?? Unset;
        }
    }

    /// <summary>The same count with the due instants of another meter.</summary>
    public readonly ClockMeter WithDueOf(in ClockMeter other) =>
        this with { dueAt = other.dueAt, attentionAt = other.attentionAt, countedWhenDue = other.countedWhenDue };

    /// <summary>The reading at <paramref name="now"/> of a clock that ended at <paramref name="endedAt"/>, if it ended.</summary>
    public readonly ClockReading Read(long now, long? endedAt, bool isPaused)
    {
        var late = promised is not null && dueAt != Unset && (endedAt ?? now) > dueAt;
        var state = promised is null ? ClockState.None
            : late ? ClockState.Breached
            : endedAt is not null ? ClockState.Met
            : isPaused ? ClockState.Paused
            : ClockState.Running;
        return new ClockReading(
            state,
            Duration.FromNanoseconds(counted),
            promised,
            state is ClockState.None or ClockState.Paused ? null : ToInstant(dueAt),
            state is ClockState.None ? null : ToInstant(attentionAt),
            ToInstant(endedAt ?? Unset),
            late ? Duration.FromNanoseconds(Math.Max(counted - countedWhenDue, 0)) : Duration.Zero);
    }

    private static Instant? ToInstant(long nanoseconds) => nanoseconds == Unset ? null : ServiceCalendar.ToInstant(nanoseconds);
}
