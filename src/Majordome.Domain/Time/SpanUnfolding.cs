using System.Runtime.InteropServices;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>A stretch of spans on the line of instants, in nanoseconds since the Unix epoch.</summary>
internal readonly record struct UnfoldedSpan(long Start, long End, HourKind Kind);

/// <summary>
/// Lays the weekly spans of a calendar on the line of instants. A span is a set of local times: each zone interval (a stretch
/// of constant offset) gives the instants whose local time is in the set, so that a missing hour gives nothing and a
/// repeated one gives both passages.
/// </summary>
internal static class SpanUnfolding
{
    private const long NanosecondsPerMinute = 60_000_000_000;
    private const long NanosecondsPerDay = WeeklySpan.MinutesPerDay * NanosecondsPerMinute;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>
    /// The stretches that touch [<paramref name="from"/>, <paramref name="to"/>), cut to it, in order, neighbours of one kind
    /// joined. Kinds: all but <see cref="HourKind.OutsideHours"/>, which is what lies between them.
    /// </summary>
    public static List<UnfoldedSpan> Between(ServiceCalendar calendar, long from, long to)
    {
        if (calendar.Week.IsAlways)
        {
            return [new UnfoldedSpan(from, to, HourKind.Open)];
        }

        // A span belongs to the day before at most, and no zone is more than a day away from UTC.
        var firstDay = FloorDay(from) - 3;
        var lastDay = FloorDay(to) + 2;
        var offsets = Offsets(calendar.Zone, firstDay - 2, lastDay + 3);
        var pieces = new List<UnfoldedSpan>();
        var nearest = 0;
        for (var day = firstDay; day <= lastDay; day++)
        {
            var midnight = day * NanosecondsPerDay;
            while (nearest + 1 < offsets.Count && offsets[nearest].LocalEnd <= midnight - NanosecondsPerDay)
            {
                nearest++;
            }

            AddDay(calendar, Epoch.PlusDays((int)day), midnight, CollectionsMarshal.AsSpan(offsets)[nearest..], from, to, pieces);
        }

        return Joined(pieces);
    }

    private static void AddDay(
        ServiceCalendar calendar, LocalDate date, long midnight, ReadOnlySpan<OffsetStretch> offsets, long from, long to, List<UnfoldedSpan> pieces)
    {
        var spans = calendar.Week.On(date.DayOfWeek);
        if (spans.IsEmpty)
        {
            return;
        }

        var kind = calendar.KindOf(date);
        foreach (var span in spans)
        {
            var localStart = midnight + span.StartMinute * NanosecondsPerMinute;
            var localEnd = midnight + span.EndMinute * NanosecondsPerMinute;
            foreach (var stretch in offsets)
            {
                if (stretch.LocalStart > localEnd + NanosecondsPerDay)
                {
                    break;
                }

                var start = Math.Max(Math.Max(localStart, stretch.LocalStart) - stretch.Offset, from);
                var end = Math.Min(Math.Min(localEnd, stretch.LocalEnd) - stretch.Offset, to);
                if (start < end)
                {
                    pieces.Add(new UnfoldedSpan(start, end, kind));
                }
            }
        }
    }

    private static List<UnfoldedSpan> Joined(List<UnfoldedSpan> pieces)
    {
        // In the repeated hour the second passage of one span comes after the first passage of the next.
        pieces.Sort((one, other) => one.Start.CompareTo(other.Start));
        var joined = new List<UnfoldedSpan>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (joined.Count > 0 && joined[^1].End == piece.Start && joined[^1].Kind == piece.Kind)
            {
                joined[^1] = joined[^1] with { End = piece.End };
            }
            else
            {
                joined.Add(piece);
            }
        }

        return joined;
    }

    private static List<OffsetStretch> Offsets(DateTimeZone zone, long firstDay, long lastDay)
    {
        var window = new Interval(
            Instant.FromUnixTimeTicks(firstDay * NodaConstants.TicksPerDay),
            Instant.FromUnixTimeTicks(lastDay * NodaConstants.TicksPerDay));
        return [.. zone.GetZoneIntervals(window).Select(part => new OffsetStretch(
            Nanoseconds(part.HasStart ? Instant.Max(part.Start, window.Start) : window.Start),
            Nanoseconds(part.HasEnd ? Instant.Min(part.End, window.End) : window.End),
            part.WallOffset.Nanoseconds))];
    }

    private static long Nanoseconds(Instant instant) => (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    private static long FloorDay(long nanoseconds) => (long)Math.Floor((decimal)nanoseconds / NanosecondsPerDay);

    private readonly record struct OffsetStretch(long Start, long End, long Offset)
    {
        public long LocalStart => Start + Offset;

        public long LocalEnd => End + Offset;
    }
}
