using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>A reading of a series.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The reading; <c>null</c> where there is none, or a gap: the line stops.</param>
public sealed record ChartPoint(Instant At, double? Value);

/// <summary>A threshold.</summary>
/// <param name="At">Where it lies, in the unit of the chart.</param>
/// <param name="IsCritical">Whether what lies beyond is critical; else it asks to be watched.</param>
public sealed record ChartLimit(double At, bool IsCritical);

/// <summary>The vertical scale of a chart: from 0 or a round number below the least reading, to a round number above the greatest.</summary>
/// <param name="Least">The lowest rule.</param>
/// <param name="Middle">The rule between.</param>
/// <param name="Most">The highest rule.</param>
public readonly record struct ChartScale(double Least, double Middle, double Most)
{
    /// <summary>Three rules, one series: bounds are 1, 2, 2.5 or 5 times a power of ten.</summary>
    public static ChartScale For(IEnumerable<double> values)
    {
        var (least, most) = (0.0, 0.0);
        var any = false;
        foreach (var value in values.Where(double.IsFinite))
        {
            (least, most) = any ? (Math.Min(least, value), Math.Max(most, value)) : (value, value);
            any = true;
        }

        // A series that stands or moves widely starts at zero; one that moves little far from it uses the height. By less than a thousandth it stands: its
        // rules would need more digits than there is room for, to enlarge what matters to nobody.
        var floor = least >= 0 && (least < 0.6 * most || least >= 0.999 * most) ? 0 : least;
        var step = Round((most - Math.Min(floor, least)) / 2);
        var start = floor == 0 ? 0 : Math.Floor(floor / step) * step;
        while (start + 2 * step < most)
        {
            step = Round(step * 1.01);
            start = floor == 0 ? 0 : Math.Floor(floor / step) * step;
        }

        return new(start, start + step, start + 2 * step);
    }

    /// <summary>From the top: 0 at the greatest rule, 100 at the least.</summary>
    public double Y(double value) => 100 * (Most - value) / (Most - Least);

    private static double Round(double step)
    {
        if (step <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var nice = new[] { 1, 2, 2.5, 5, 10 }.First(multiple => multiple * power >= step * 0.999_999);
        return nice * power;
    }
}
