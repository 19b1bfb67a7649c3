namespace Majordome.Server.Monitoring.Charts;

/// <summary>The unit that a whole chart is shown in, and what readings are multiplied by for it.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Factor">From the unit as it was measured.</param>
public readonly record struct FigureUnit(string Name, double Factor)
{
    private const string PerSecond = "/s";

    /// <summary>Base units of Prometheus (prometheus.io, «Metric and label naming»), by what the names of metrics end with.</summary>
    private static readonly (string Suffix, string Unit)[] Suffixes =
    [
        ("_seconds", "s"), ("_milliseconds", "ms"), ("_bytes", "B"), ("_percent", "%"), ("_celsius", "°C"), ("_volts", "V"), ("_amperes", "A"), ("_watts", "W"), ("_joules", "J"),
        ("_hertz", "Hz"), ("_meters", "m"), ("_grams", "g"),
    ];

    /// <summary>Seconds are shown in milliseconds and bytes in their multiples (powers of 1000) when that reads better for the whole chart.</summary>
    /// <param name="unit">As it was measured.</param>
    /// <param name="most">The greatest reading, whatever its sign.</param>
    /// <param name="isRate">Whether readings are so much a second.</param>
    /// <param name="isFrench">In which language.</param>
    public static FigureUnit For(string unit, double most, bool isRate, bool isFrench)
    {
        var (name, factor) = unit switch
        {
            "s" when !isRate && most < 1 => ("ms", 1e3),
            "B" => Bytes(most, isFrench ? "o" : "B"),
            "c" => ("", 1d),
            _ => (unit, 1d),
        };
        return new(isRate ? name + PerSecond : name, factor);
    }

    /// <summary>The unit that the name of a metric tells; empty: it tells none.</summary>
    public static string OfMetric(string name)
    {
        var counted = name.EndsWith("_total", StringComparison.Ordinal) ? name[..^6] : name;
        return Array.Find(Suffixes, one => counted.EndsWith(one.Suffix, StringComparison.Ordinal)).Unit ?? "";
    }

    /// <summary>Whether a metric only ever grows, by its name: a counter, or a part of a histogram or summary (OpenMetrics 1.0, «Suffixes»).</summary>
    public static bool IsCounter(string name) =>
        name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal)
        || name.EndsWith("_sum", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal);

    private static (string, double) Bytes(double most, string letter) => most switch
    {
        >= 1e12 => ("T" + letter, 1e-12),
        >= 1e9 => ("G" + letter, 1e-9),
        >= 1e6 => ("M" + letter, 1e-6),
        >= 1e3 => ("k" + letter, 1e-3),
        _ => (letter, 1),
    };
}
