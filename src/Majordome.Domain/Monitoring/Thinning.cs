using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>A reading at an instant, in microseconds since 1970-01-01T00:00Z.</summary>
public readonly record struct Reading(long Instant, double Value);

/// <summary>Thins a line for the width of a screen: of each stretch the first, the least, the greatest and the last reading stay, so that no extreme is lost.</summary>
public static class Thinning
{
    /// <summary>Thins.</summary>
    /// <param name="instants">In microseconds since 1970-01-01T00:00Z, growing.</param>
    /// <param name="values">As many.</param>
    /// <param name="stretches">How many stretches of equal time the line is cut into, from 1: the pixels of its width.</param>
    /// <returns>At most four readings a stretch, in order; all of them when they are no more than that.</returns>
    public static ImmutableArray<Reading> Thin(ReadOnlySpan<long> instants, ReadOnlySpan<double> values, int stretches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stretches, 1);
        var thinned = ImmutableArray.CreateBuilder<Reading>(Math.Min(instants.Length, 4 * stretches));
        if (instants.Length <= 4 * stretches)
        {
            for (var i = 0; i < instants.Length; i++)
            {
                thinned.Add(new(instants[i], values[i]));
            }

            return thinned.DrainToImmutable();
        }

        var length = ((double)instants[^1] - instants[0] + 1) / stretches;
        for (var (from, to) = (0, 0); from < instants.Length; from = to)
        {
            var stretch = (long)((instants[from] - (double)instants[0]) / length);
            var (least, most) = (from, from);
            for (to = from; to < instants.Length && (long)((instants[to] - (double)instants[0]) / length) == stretch; to++)
            {
                // Comparisons with what is no number are false: it is kept only at an end.
                least = values[to] < values[least] || double.IsNaN(values[least]) ? to : least;
                most = values[to] > values[most] || double.IsNaN(values[most]) ? to : most;
            }

            Add(thinned, instants, values, from, Math.Min(least, most), Math.Max(least, most), to - 1);
        }

        return thinned.DrainToImmutable();
    }

    private static void Add(ImmutableArray<Reading>.Builder to, ReadOnlySpan<long> instants, ReadOnlySpan<double> values, params ReadOnlySpan<int> places)
    {
        var last = -1;
        foreach (var place in places)
        {
            if (place > last)
            {
                to.Add(new(instants[place], values[place]));
                last = place;
            }
        }
    }
}
