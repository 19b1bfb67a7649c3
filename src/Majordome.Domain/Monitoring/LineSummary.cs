namespace Majordome.Domain.Monitoring;

/// <summary>What is said of a line beside its drawing, from all its readings, before they are thinned. Those that are no number, or infinite, count for nothing.</summary>
/// <param name="Count">How many readings; at least one.</param>
/// <param name="Last">The latest.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Mean">Their sum over their number.</param>
public readonly record struct LineSummary(long Count, double Last, double Least, double Most, double Mean)
{
    /// <summary>Of samples; <c>null</c>: none is finite.</summary>
    public static LineSummary? Of(ReadOnlySpan<double> values)
    {
        var (count, last, least, most, sum) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                (count, last, least, most, sum) = (count + 1, value, Math.Min(least, value), Math.Max(most, value), sum + value);
            }
        }

        return count == 0 ? null : new(count, last, least, most, sum / count);
    }

    /// <summary>Of hours, without those that hold an infinite reading; <c>null</c>: there are none.</summary>
    public static LineSummary? Of(IReadOnlyList<HourFigures> hours)
    {
        var told = hours.Where(hour => double.IsFinite(hour.Sum)).ToList();
        var count = told.Sum(hour => (long)hour.Count);
        return count == 0 ? null : new(count, told[^1].Last, told.Min(hour => hour.Least), told.Max(hour => hour.Most), told.Sum(hour => hour.Sum) / count);
    }
}
