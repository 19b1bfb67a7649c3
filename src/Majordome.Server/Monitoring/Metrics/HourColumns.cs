using Majordome.Domain.Monitoring;
using Majordome.Protocols.Chunks;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// How hours are kept in blocks: each figure of a series as a series of its own, numbered <c>series × 8 + column</c>. A column that says, bit for bit, what
/// the columns before it say is left out: most of those of a series that stands, and half of those of a counter. So columns of blocks that hold the same
/// hours must not be mixed.
/// </summary>
internal static class HourColumns
{
    /// <summary>Numbers that a series takes.</summary>
    public const int Count = 8;

    /// <summary>In the order of their columns: a figure, and what it is when it is left out, given the figures before it.</summary>
    private static readonly (Func<HourFigures, double> Figure, Func<HourFigures, double>? Implied)[] Columns =
    [
        (h => h.Count, null),
        (h => h.Least, null),
        (h => h.Most, h => h.Least),
        (h => h.Sum, h => h.Count * h.Least),
        (h => h.First, h => h.Least),
        (h => h.Last, h => h.Most),
        (h => h.Increase, h => h.Last - h.First),
    ];

    /// <summary>Whether blocks of a tier hold such columns.</summary>
    public static bool IsIn(MetricTier tier) => tier is MetricTier.Hours or MetricTier.Month;

    /// <summary>Adds the hours of a series.</summary>
    public static void Write(BlockShelf shelf, int series, IReadOnlyList<HourFigures> hours)
    {
        if (hours.Count == 0)
        {
            return;
        }

        var instants = hours.Select(h => h.Start).ToArray();
        for (var column = 0; column < Columns.Length; column++)
        {
            var (figure, implied) = Columns[column];
            if (implied is null || !hours.All(h => Same(figure(h), implied(h))))
            {
                shelf.Add((series * Count) + column, instants, [.. hours.Select(figure)]);
            }
        }
    }

    /// <summary>The hours of a series from the samples of its columns.</summary>
    /// <param name="read">The samples of a column; none for one that was left out.</param>
    public static IReadOnlyList<HourFigures> Read(Func<int, (ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)> read)
    {
        var columns = Enumerable.Range(0, Columns.Length).Select(column => read(column)).ToArray();
        var hours = new HourFigures[columns[0].Instants.Length];
        var next = new int[Columns.Length];
        for (var i = 0; i < hours.Length; i++)
        {
            var hour = default(HourFigures) with { Start = columns[0].Instants.Span[i] };
            hour = hour with { Count = (int)At(0, hour) };
            hour = hour with { Least = At(1, hour) };
            hour = hour with { Most = At(2, hour) };
            hour = hour with { Sum = At(3, hour) };
            hour = hour with { First = At(4, hour) };
            hour = hour with { Last = At(5, hour) };
            hours[i] = hour with { Increase = At(6, hour) };
        }

        return hours;

        // One day of a series may have a column that another has not.
        double At(int column, HourFigures hour)
        {
            var (instants, values) = columns[column];
            return next[column] < instants.Length && instants.Span[next[column]] == hour.Start
                ? values.Span[next[column]++]
                : Columns[column].Implied?.Invoke(hour) ?? double.NaN;
        }
    }

    /// <summary>The hours of all series of blocks, by number.</summary>
    /// <param name="earlier">Blocks that hold no hour of a series twice.</param>
    /// <param name="later">As many such; their hours count before those of <paramref name="earlier"/>.</param>
    public static IEnumerable<(int Series, IReadOnlyList<HourFigures> Hours)> Merge(IReadOnlyList<BlockReader> earlier, IReadOnlyList<BlockReader> later)
    {
        using var before = Of(earlier).GetEnumerator();
        var isThere = before.MoveNext();
        foreach (var (series, hours) in Of(later))
        {
            for (; isThere && before.Current.Series < series; isThere = before.MoveNext())
            {
                yield return before.Current;
            }

            if (isThere && before.Current.Series == series)
            {
                yield return (series, Merge(before.Current.Hours, hours));
                isThere = before.MoveNext();
            }
            else
            {
                yield return (series, hours);
            }
        }

        for (; isThere; isThere = before.MoveNext())
        {
            yield return before.Current;
        }
    }

    /// <summary>The hours of a series, in order; those of <paramref name="later"/> count before the same of <paramref name="earlier"/>.</summary>
    public static IReadOnlyList<HourFigures> Merge(IReadOnlyList<HourFigures> earlier, IReadOnlyList<HourFigures> later) =>
        earlier.Count == 0 ? later
        : later.Count == 0 ? earlier
        : earlier[^1].Start < later[0].Start ? [.. earlier, .. later]
        : [.. later.UnionBy(earlier, hour => hour.Start).OrderBy(hour => hour.Start)];

    private static IEnumerable<(int Series, IReadOnlyList<HourFigures> Hours)> Of(IReadOnlyList<BlockReader> blocks)
    {
        var (series, columns) = (-1, new Dictionary<int, (ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)>());
        foreach (var one in MergedSeries.Of(blocks))
        {
            if (one.Series / Count != series && columns.Count > 0)
            {
                yield return (series, Read(column => columns.GetValueOrDefault(column)));
                columns.Clear();
            }

            series = one.Series / Count;
            columns.Add(one.Series % Count, (one.Instants.ToArray(), one.Values.ToArray()));
        }

        if (columns.Count > 0)
        {
            yield return (series, Read(column => columns.GetValueOrDefault(column)));
        }
    }

    private static bool Same(double one, double other) => BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other);
}
