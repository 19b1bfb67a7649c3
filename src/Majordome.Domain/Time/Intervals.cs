using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>
/// Sets of instants as lists of half-open intervals: start included, end excluded. Inputs may come in any order, overlap, be empty or have no
/// bound; results are in order, apart from one another and never empty.
/// </summary>
public static class Intervals
{
    /// <summary>The instants that are in any of the intervals; those that touch become one.</summary>
    public static ImmutableArray<Interval> Union(params IEnumerable<Interval> intervals)
    {
        var result = ImmutableArray.CreateBuilder<Interval>();
        foreach (var interval in intervals.Where(interval => StartOf(interval) < EndOf(interval)).OrderBy(StartOf))
        {
            if (result.Count > 0 && StartOf(interval) <= EndOf(result[^1]))
            {
                result[^1] = Between(StartOf(result[^1]), Instant.Max(EndOf(result[^1]), EndOf(interval)));
            }
            else
            {
                result.Add(interval);
            }
        }

        return result.ToImmutable();
    }

    /// <summary>The instants that are in both sets.</summary>
    public static ImmutableArray<Interval> Intersect(IEnumerable<Interval> one, IEnumerable<Interval> other)
    {
        var (left, right) = (Union(one), Union(other));
        var result = ImmutableArray.CreateBuilder<Interval>();
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            var start = Instant.Max(StartOf(left[i]), StartOf(right[j]));
            var end = Instant.Min(EndOf(left[i]), EndOf(right[j]));
            if (start < end)
            {
                result.Add(Between(start, end));
            }

            _ = EndOf(left[i]) <= EndOf(right[j]) ? i++ : j++;
        }

        return result.ToImmutable();
    }

    /// <summary>The instants of the first set that are not in the second.</summary>
    public static ImmutableArray<Interval> Subtract(IEnumerable<Interval> from, IEnumerable<Interval> removed) =>
        Intersect(from, Complement(removed));

    /// <summary>The instants that are in none of the intervals.</summary>
    public static ImmutableArray<Interval> Complement(IEnumerable<Interval> intervals)
    {
        var result = ImmutableArray.CreateBuilder<Interval>();
        var end = Instant.MinValue;
        foreach (var interval in Union(intervals))
        {
            if (end < StartOf(interval))
            {
                result.Add(Between(end, StartOf(interval)));
            }

            end = EndOf(interval);
        }

        if (end < Instant.MaxValue)
        {
            result.Add(Between(end, Instant.MaxValue));
        }

        return result.ToImmutable();
    }

    /// <summary>How long the set lasts, overlaps counted once.</summary>
    /// <exception cref="InvalidOperationException">An interval has no bound.</exception>
    public static Duration Length(IEnumerable<Interval> intervals) =>
        Union(intervals).Aggregate(Duration.Zero, (total, interval) => total + interval.Duration);

    private static Instant StartOf(Interval interval) => interval.HasStart ? interval.Start : Instant.MinValue;

    private static Instant EndOf(Interval interval) => interval.HasEnd ? interval.End : Instant.MaxValue;

    private static Interval Between(Instant start, Instant end) =>
        new(start == Instant.MinValue ? null : start, end == Instant.MaxValue ? null : end);
}
