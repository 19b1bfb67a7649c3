namespace Majordome.Domain.Monitoring;

/// <summary>How fast counters grow, a second: what a chart of something that only ever grows shows. Resets count as <see cref="HourFigures.Step"/> takes them.</summary>
public static class CounterRates
{
    /// <summary>From each reading to the next: one fewer than there are readings, each at the instant of the later one.</summary>
    /// <param name="instants">In microseconds since 1970-01-01T00:00Z, strictly growing.</param>
    /// <param name="values">As many. A rate from or to what is no number is none.</param>
    public static (long[] Instants, double[] Rates) Of(ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        var rates = new double[Math.Max(0, values.Length - 1)];
        for (var i = 0; i < rates.Length; i++)
        {
            rates[i] = double.IsNaN(values[i]) ? double.NaN : HourFigures.Step(values[i], values[i + 1]) * 1e6 / (instants[i + 1] - instants[i]);
        }

        return (instants.IsEmpty ? [] : instants[1..].ToArray(), rates);
    }

    /// <summary>
    /// Within each hour that is over and has two samples or more, in the middle of it. An hour knows what was gained between its first sample and its
    /// last, which with even steps is all but one step of it; of one that was silent for a while, this is too little.
    /// </summary>
    /// <param name="hours">The hours.</param>
    /// <param name="until">From when on nothing is known yet, in microseconds since 1970-01-01T00:00Z.</param>
    public static (long[] Instants, double[] Rates) Of(IReadOnlyList<HourFigures> hours, long until)
    {
        var told = hours.Where(hour => hour.Count > 1 && hour.Start + HourFigures.Hour <= until).ToList();
        return (
            [.. told.Select(hour => hour.Start + (HourFigures.Hour / 2))],
            [.. told.Select(hour => hour.Increase * 1e6 / HourFigures.Hour * hour.Count / (hour.Count - 1))]);
    }
}
