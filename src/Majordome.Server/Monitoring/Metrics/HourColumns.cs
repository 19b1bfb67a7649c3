using System.Collections.Immutable;
using Majordome.Domain.Monitoring;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>How hours are kept in blocks: each figure of a series as a series of its own, numbered <c>series × 8 + column</c>.</summary>
internal static class HourColumns
{
    /// <summary>Numbers that a series takes.</summary>
    public const int Count = 8;

    /// <summary>In the order of their columns.</summary>
    private static readonly Func<HourFigures, double>[] Columns =
        [h => h.Count, h => h.Least, h => h.Most, h => h.Sum, h => h.First, h => h.Last, h => h.Increase];

    /// <summary>Adds the hours of a series.</summary>
    public static void Write(BlockShelf shelf, int series, ImmutableArray<HourFigures> hours)
    {
        if (hours.IsEmpty)
        {
            return;
        }

        var instants = hours.Select(h => h.Start).ToArray();
        for (var column = 0; column < Columns.Length; column++)
        {
            shelf.Add((series * Count) + column, instants, [.. hours.Select(Columns[column])]);
        }
    }

    /// <summary>The hours of a series from the samples of its columns.</summary>
    /// <param name="read">The samples of a column.</param>
    public static IReadOnlyList<HourFigures> Read(Func<int, (ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)> read)
    {
        var columns = Enumerable.Range(0, Columns.Length).Select(column => read(column)).ToArray();
        var hours = new HourFigures[columns.Min(c => c.Instants.Length)];
        for (var i = 0; i < hours.Length; i++)
        {
            double At(int column) => columns[column].Values.Span[i];
            hours[i] = new HourFigures(columns[0].Instants.Span[i], (int)At(0), At(1), At(2), At(3), At(4), At(5), At(6));
        }

        return hours;
    }
}
