using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// What a counter did within a stretch of time, told by its samples alone: the sum of <see cref="HourFigures.Step"/>s, so that a counter that began
/// again at zero counts what it reached since. Nothing is extrapolated to the edges of the stretch (Prometheus' <c>increase</c> does), hence
/// the increases of neighbouring stretches add up to that of the whole.
/// </summary>
/// <param name="Start">Start of the stretch, in microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Increase">Sum of the steps whose later sample lies in the stretch. Never below zero for a counter.</param>
/// <param name="Covered">The time from the earlier to the later sample of those steps, in microseconds, above zero; longer than the stretch where samples are further apart.</param>
public readonly record struct CounterGrowth(long Start, double Increase, long Covered)
{
    /// <summary>Increase per second of the time covered.</summary>
    public double Rate => Increase / (Covered / 1e6);

    /// <summary>The growth told by samples.</summary>
    /// <param name="instants">In microseconds since 1970-01-01T00:00Z, strictly growing, within the range.</param>
    /// <param name="values">As many. What is no number (NaN) counts for nothing.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">Its end, excluded.</param>
    /// <param name="stretches">How many stretches of equal time it is cut into, from 1: the pixels of a screen's width.</param>
    /// <returns>The stretches that hold the later sample of a step, in order. The first sample is only where the first step begins.</returns>
    public static ImmutableArray<CounterGrowth> Of(ReadOnlySpan<long> instants, ReadOnlySpan<double> values, long from, long to, int stretches)
    {
        var growth = new Stretches(from, to, stretches);
        var (earlier, since) = (double.NaN, 0L);
        for (var i = 0; i < instants.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                continue;
            }

            if (!double.IsNaN(earlier))
            {
                growth.Add(instants[i], HourFigures.Step(earlier, values[i]), instants[i] - since);
            }

            (earlier, since) = (values[i], instants[i]);
        }

        return growth.Finish();
    }

    /// <summary>
    /// The growth told by hours, each from the last sample of the hour before to its own last. An hour no longer knows when that was: the time
    /// covered is taken from the starts of both, right to the distance of two samples. The first hour is only where the first step begins.
    /// </summary>
    /// <param name="hours">In order.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">Its end, excluded.</param>
    /// <param name="stretches">How many stretches of equal time it is cut into, from 1.</param>
    public static ImmutableArray<CounterGrowth> Of(IReadOnlyList<HourFigures> hours, long from, long to, int stretches)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var growth = new Stretches(from, to, stretches);
        for (var i = 1; i < hours.Count; i++)
        {
            var (before, hour) = (hours[i - 1], hours[i]);
            growth.Add(hour.Start, HourFigures.Step(before.Last, hour.First) + hour.Increase, hour.Start - before.Start);
        }

        return growth.Finish();
    }

    private readonly ref struct Stretches
    {
        private readonly ImmutableArray<CounterGrowth>.Builder found = ImmutableArray.CreateBuilder<CounterGrowth>();
        private readonly long from;
        private readonly double length;
        private readonly int last;

        public Stretches(long from, long to, int stretches)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(stretches, 1);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
            (this.from, length, last) = (from, ((double)to - from) / stretches, stretches - 1);
        }

        public void Add(long instant, double step, long covered)
        {
            var start = from + (long)(length * Math.Clamp(Math.Floor((instant - from) / length), 0, last));
            if (found.Count > 0 && found[^1] is var open && open.Start == start)
            {
                found[^1] = new(start, open.Increase + step, open.Covered + covered);
            }
            else
            {
                found.Add(new(start, step, covered));
            }
        }

        public ImmutableArray<CounterGrowth> Finish() => found.DrainToImmutable();
    }
}
