using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// Where a line stops because nothing was read: a silence of more than <see cref="Patience"/> times the usual step, which is the middle one of the
/// steps around it. Around it, not overall: a check that was slowed down or hurried is not full of holes before or after.
/// </summary>
public static class Gaps
{
    /// <summary>How many usual steps a silence may last: one reading may be missing or late, two may not.</summary>
    public const double Patience = 2.5;

    /// <summary>How many steps are looked at before and after a silence.</summary>
    private const int Around = 5;

    /// <summary>Fewer steps than that tell nothing usual.</summary>
    private const int FewestSteps = 3;

    /// <summary>Whether a line stops between a reading and the next.</summary>
    /// <param name="instants">When readings were taken: growing, in microseconds since 1970-01-01T00:00Z.</param>
    /// <param name="place">Place of the reading before the silence: from 0, and not the last.</param>
    public static bool IsAfter(ReadOnlySpan<long> instants, int place)
    {
        var (from, to) = (Math.Max(0, place - Around), Math.Min(instants.Length - 1, place + 1 + Around));
        Span<long> steps = stackalloc long[(2 * Around) + 1];
        for (var i = from; i < to; i++)
        {
            steps[i - from] = instants[i + 1] - instants[i];
        }

        var around = steps[..(to - from)];
        if (around.Length < FewestSteps)
        {
            return false;
        }

        // Of an even number the shorter of the two in the middle.
        around.Sort();
        return instants[place + 1] - instants[place] > Patience * around[(around.Length - 1) / 2];
    }

    /// <summary>Marks the gaps of a line that was thinned: where it stops, a reading that is no number stands between the two that are kept.</summary>
    /// <param name="instants">When all readings were taken.</param>
    /// <param name="thinned">Those that are kept (<see cref="Thinning"/>).</param>
    public static ImmutableArray<Reading> Mark(ReadOnlySpan<long> instants, ImmutableArray<Reading> thinned)
    {
        var marked = ImmutableArray.CreateBuilder<Reading>(thinned.Length);
        var (kept, shortest) = (0, Shortest(instants));
        for (var i = 0; i < instants.Length - 1; i++)
        {
            if (instants[i + 1] - instants[i] <= Patience * shortest || !IsAfter(instants, i))
            {
                continue;
            }

            while (kept < thinned.Length && thinned[kept].Instant <= instants[i])
            {
                marked.Add(thinned[kept++]);
            }

            if (marked.Count > 0 && !double.IsNaN(marked[^1].Value))
            {
                marked.Add(new(instants[i] + ((instants[i + 1] - instants[i]) / 2), double.NaN));
            }
        }

        marked.AddRange(thinned.AsSpan()[kept..]);
        return marked.DrainToImmutable();
    }

    // No silence is a gap that is not one beside the shortest step of all: this spares regular lines the closer look.
    private static long Shortest(ReadOnlySpan<long> instants)
    {
        var shortest = long.MaxValue;
        for (var i = 0; i < instants.Length - 1; i++)
        {
            shortest = Math.Min(shortest, instants[i + 1] - instants[i]);
        }

        return shortest;
    }
}
