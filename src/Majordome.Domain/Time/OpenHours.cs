using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>
/// The open stretches of a calendar between two instants, with the service time counted before each: immutable, so that any
/// number of threads may read it. Counting and seeking are searches in sorted arrays. All values are nanoseconds.
/// </summary>
/// <remarks>
/// A <em>mark</em> is the service time since an origin that stays the same for one calendar however often its table grows:
/// the service time between two instants is the difference of their marks.
/// </remarks>
internal sealed class OpenHours
{
    private readonly long[] starts;
    private readonly long[] ends;
    private readonly long[] marks;
    private readonly SortedKeys byStart;
    private readonly SortedKeys byMark;

    private OpenHours(int fromYear, int toYear, long origin, List<UnfoldedSpan> spans)
    {
        (FromYear, ToYear, Origin) = (fromYear, toYear, origin);
        From = StartOf(fromYear);
        To = StartOf(toYear);
        var open = spans.Where(span => span.Kind == HourKind.Open).ToList();
        starts = [.. open.Select(span => span.Start)];
        ends = [.. open.Select(span => span.End)];
        marks = new long[open.Count];
        long total = 0;
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = total;
            total += ends[i] - starts[i];
        }

        byStart = new SortedKeys(starts);
        var shift = MarkAt(origin);
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] -= shift;
        }

        byMark = new SortedKeys(marks);
        Last = total - shift;
    }

    /// <summary>First year of the table.</summary>
    public int FromYear { get; }

    /// <summary>The year after the last one of the table.</summary>
    public int ToYear { get; }

    /// <summary>First instant of the table.</summary>
    public long From { get; }

    /// <summary>The instant after the last one of the table.</summary>
    public long To { get; }

    /// <summary>The instant whose mark is 0.</summary>
    public long Origin { get; }

    /// <summary>The mark of <see cref="To"/>: the greatest in the table.</summary>
    public long Last { get; }

    /// <summary>Works the table out for whole years of UTC.</summary>
    public static OpenHours Of(ServiceCalendar calendar, int fromYear, int toYear, long? origin) =>
        new(fromYear, toYear, origin ?? StartOf(fromYear), SpanUnfolding.Between(calendar, StartOf(fromYear), StartOf(toYear)));

    /// <summary>The mark of an instant within the table.</summary>
    public long MarkAt(long instant)
    {
        var i = IndexAt(instant);
        return i < 0 ? (marks.Length == 0 ? 0 : marks[0]) : marks[i] + Math.Min(instant, ends[i]) - starts[i];
    }

    /// <summary>The earliest instant with a mark that is greater than the table's first and at most <see cref="Last"/>.</summary>
    public long InstantOf(long mark)
    {
        var i = byMark.LastAtOrBefore(mark - 1);
        return starts[i] + (mark - marks[i]);
    }

    /// <summary>Whether an instant within the table is service time.</summary>
    public bool IsOpen(long instant)
    {
        var i = IndexAt(instant);
        return i >= 0 && instant < ends[i];
    }

    /// <summary>The earliest open instant not before an instant of the table; <c>null</c> when the table has none.</summary>
    public long? OpeningFrom(long instant)
    {
        var i = IndexAt(instant);
        if (i >= 0 && instant < ends[i])
        {
            return instant;
        }

        return i + 1 < starts.Length ? starts[i + 1] : null;
    }

    /// <summary>The first instant of a year of UTC.</summary>
    public static long StartOf(int year) => Instant.FromUtc(year, 1, 1, 0, 0).ToUnixTimeTicks() * 100;

    /// <summary>The last stretch that starts at or before an instant; -1 before the first.</summary>
    private int IndexAt(long instant) => byStart.LastAtOrBefore(instant);
}
