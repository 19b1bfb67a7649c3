namespace Majordome.Domain.Reviews;

/// <summary>A number of cases among others. A share is exact; only its display rounds.</summary>
/// <param name="Numerator">At least zero. May exceed the denominator where other cases are counted than those it is set against.</param>
/// <param name="Denominator">At least zero.</param>
public readonly record struct Share(int Numerator, int Denominator)
{
    /// <summary>Under this number of cases no percentage is shown, but '2 of 2'.</summary>
    public const int FewestForPercent = 5;

    /// <summary>Whether the share reaches a target, exactly; <c>null</c> when there is no case.</summary>
    /// <param name="target">In percent.</param>
    public bool? Meets(decimal target) => Denominator == 0 ? null : Numerator * 100m >= target * Denominator;

    /// <summary>
    /// The percentage to show, or <c>null</c> under five cases. Rounded half up to one decimal, or to the decimals of the
    /// target where it has more, with one exception: what misses the target, or misses all of the cases, is rounded down
    /// rather than up to it. So what is shown compares with the target as what is true does.
    /// </summary>
    /// <param name="target">In percent; <c>null</c>: none.</param>
    public decimal? ToPercent(decimal? target = null)
    {
        if (Denominator < FewestForPercent)
        {
            return null;
        }

        // In integers of the last decimal shown, so that no division loses a digit before the rounding.
        var decimals = Math.Max(1, target is { } t ? (t / 1.0000000000000000000000000000m).Scale : 0);
        var unit = (decimal)Math.Pow(10, decimals);
        var scaled = Numerator * 100m * unit;
        var down = decimal.Floor(scaled / Denominator);
        var up = 2 * (scaled - down * Denominator) >= Denominator ? down + 1 : down;
        var flatters = (Meets(target ?? 0) == false && up >= target * unit) || (Numerator < Denominator && up >= 100 * unit);
        return (flatters ? down : up) / unit;
    }
}
