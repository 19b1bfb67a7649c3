namespace Majordome.Domain.Monitoring;

/// <summary>
/// The percentile of a sample by linear interpolation between its order statistics: definition 7 of R. J. Hyndman and Y. Fan, «Sample Quantiles in
/// Statistical Packages», The American Statistician 50 (1996), the one of spreadsheets, NumPy and Prometheus' <c>quantile_over_time</c>.
/// </summary>
public static class Percentile
{
    /// <summary>The percentile of values.</summary>
    /// <param name="values">In any order, which is changed. What is no number (NaN) counts for nothing.</param>
    /// <param name="percent">From 0, the least, to 100, the greatest; 50 is the median.</param>
    /// <returns>
    /// With n values sorted from place 0, what stands at place (n − 1) × percent / 100, between two places in proportion; of two of which one is
    /// infinite, the nearer. <c>null</c> of no value.
    /// </returns>
    public static double? Of(Span<double> values, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        values.Sort();

        // NaN sorts before every number.
        var first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
        {
            first++;
        }

        var sorted = values[first..];
        if (sorted.IsEmpty)
        {
            return null;
        }

        var place = (sorted.Length - 1) * percent / 100;
        var (low, share) = ((int)place, place - Math.Floor(place));
        return share == 0 ? sorted[low] : Between(sorted[low], sorted[low + 1], share);
    }

    // Each weighed by itself: the difference of two doubles may be beyond every double.
    private static double Between(double low, double high, double share) =>
        low == high ? low
        : !double.IsFinite(low) || !double.IsFinite(high) ? (share < 0.5 ? low : high)
        : Math.Clamp((low * (1 - share)) + (high * share), low, high);
}
