using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>Names of OpenTelemetry as Prometheus has them (OpenTelemetry, «Prometheus and OpenMetrics Compatibility», «Metric Metadata», «Attributes»).</summary>
internal static class OtlpNames
{
    private static readonly SearchValues<char> Word = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    // UCUM to the words that Prometheus recommends.
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tebibytes",
        ["KBy"] = "kilobytes", ["kBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams",
        ["Cel"] = "celsius", ["Hz"] = "hertz", ["1"] = "", ["%"] = "percent",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Rates = new Dictionary<string, string>
    {
        ["s"] = "second", ["min"] = "minute", ["m"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of a metric: letters, digits, colons and single underscores; its unit and <c>_total</c> at the end, each once.</summary>
    public static string Of(OtlpMetric metric)
    {
        var name = Clean(metric.Name, ':');
        var isCounter = metric is { Kind: OtlpKind.Sum, IsMonotonic: true };
        if (isCounter && name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^6];
        }

        var unit = metric is { Unit: "1", Kind: OtlpKind.Gauge } ? "ratio" : UnitOf(metric.Unit);
        if (unit.Length > 0 && name != unit && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name = name.TrimEnd('_') + "_" + unit;
        }

        name = name.Length > 0 && isCounter ? name.TrimEnd('_') + "_total" : name;
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }

    /// <summary>The name of a label; one that would begin with a digit begins with <c>key_</c>.</summary>
    public static string Label(string key)
    {
        var name = Clean(key, '_');
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? "key_" + name : name;
    }

    /// <summary>The words of a unit: <c>By/s</c> is <c>bytes_per_second</c>; annotations in braces say nothing.</summary>
    public static string UnitOf(string unit)
    {
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        var main = Part(slash < 0 ? unit : unit[..slash], Units);
        var per = slash < 0 ? "" : Part(unit[(slash + 1)..], Rates);
        return per.Length == 0 ? main : main.Length == 0 ? "per_" + per : main + "_per_" + per;
    }

    private static string Part(string unit, FrozenDictionary<string, string> words)
    {
        var plain = unit.Trim();
        return plain.Contains('{', StringComparison.Ordinal) ? "" : words.TryGetValue(plain, out var word) ? word : Clean(plain, '_').Trim('_');
    }

    private static string Clean(string text, char also)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (Word.Contains(c) || (c == also && also != '_'))
            {
                clean.Append(c);
            }
            else if (clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append('_');
            }
        }

        return clean.ToString();
    }
}
