using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>How the reading of a clock is shown.</summary>
public static class ClockFaces
{
    private static readonly Duration OneDay = Duration.FromDays(1);

    /// <summary>The face of a clock as it stands at an instant.</summary>
    /// <param name="kind">Which clock.</param>
    /// <param name="reading">Its reading at <paramref name="now"/>.</param>
    /// <param name="calendar">The calendar in force.</param>
    /// <param name="now">The instant of the reading.</param>
    /// <param name="pausedSince">The start of the pause that holds the GTR now; <c>null</c> when none does.</param>
    /// <param name="undecided">Coverage is to be decided: the clock counts as if covered and is shown as not known.</param>
    /// <param name="attentionPercent">The contract's warning threshold in percent of the target, 1–100.</param>
    /// <returns><c>null</c> when nothing is promised (best effort).</returns>
    public static ClockFace? Of(
        ClockFaceKind kind, in ClockReading reading, ServiceCalendar calendar, Instant now, Instant? pausedSince = null,
        bool undecided = false, int attentionPercent = ClockTerms.DefaultAttentionPercent)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (reading.Target is not { } promise || reading.State == ClockState.None)
        {
            return null;
        }

        var open = calendar.IsOpen(now);
        var state = StateOf(reading, now, open, undecided);
        var value = state switch
        {
            ClockFaceState.Met => reading.Elapsed,
            ClockFaceState.Late or ClockFaceState.Missed => reading.Overrun,
            _ => reading.Remaining!.Value,
        };
        return new ClockFace(kind, state, value, promise, promise > Duration.Zero ? reading.Elapsed / promise : 1, MomentOf(state, reading, calendar, now, pausedSince))
        {
            ServiceDay = value >= OneDay ? LongestDay(calendar, now) : null,
            CountsUntil = open && pausedSince is null ? calendar.Hours(now, now + OneDay)[0].End : null,
            AttentionAt = promise * (100 - attentionPercent) / 100,
        };
    }

    private static ClockFaceState StateOf(in ClockReading reading, Instant now, bool open, bool undecided) => reading.State switch
    {
        ClockState.Met => ClockFaceState.Met,
        ClockState.Breached when reading.EndedAt is not null => ClockFaceState.Missed,
        ClockState.Breached => ClockFaceState.Late,
        ClockState.Paused => ClockFaceState.Paused,
        _ when undecided => ClockFaceState.Undecided,
        _ when reading.NeedsAttention(now) => ClockFaceState.Attention,
        _ => open ? ClockFaceState.Running : ClockFaceState.OffHours,
    };

    private static Instant? MomentOf(ClockFaceState state, in ClockReading reading, ServiceCalendar calendar, Instant now, Instant? pausedSince) => state switch
    {
        ClockFaceState.Met or ClockFaceState.Missed => reading.EndedAt,
        ClockFaceState.Paused => pausedSince,
        ClockFaceState.OffHours => calendar.NextOpening(now),
        _ => reading.Deadline,
    };

    /// <summary>What a day of service is, to read days by: the longest of the seven to come.</summary>
    private static Duration LongestDay(ServiceCalendar calendar, Instant now)
    {
        var today = now.InZone(calendar.Zone).Date;
        var longest = Enumerable.Range(0, 7).Max(n => calendar.ServiceTime(
            calendar.Zone.AtStartOfDay(today.PlusDays(n)).ToInstant(), calendar.Zone.AtStartOfDay(today.PlusDays(n + 1)).ToInstant()));
        return longest > Duration.Zero ? longest : OneDay;
    }
}
