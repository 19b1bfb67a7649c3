using System.Text;
using Majordome.Protocols.Prometheus;

namespace Majordome.Probe.Network.Exporters;

/// <summary>What the name of a series tells.</summary>
internal static class ExporterSeries
{
    /// <summary>What only grows: counters, and the counts and sums of histograms and summaries; where no type is told, what is called a total.</summary>
    public static bool IsCounter(ReadOnlySpan<byte> name, MetricKind kind) => kind switch
    {
        MetricKind.Counter => !name.EndsWith("_created"u8),
        MetricKind.Histogram or MetricKind.Summary => name.EndsWith("_bucket"u8) || name.EndsWith("_count"u8) || name.EndsWith("_sum"u8),
        MetricKind.Unknown => name.EndsWith("_total"u8),
        _ => false,
    };

    /// <summary>The name of a series with its labels in order, as it is written.</summary>
    public static string NameOf(in ExpositionSample sample)
    {
        var labels = new List<(string Name, string Raw)>();
        foreach (var label in sample.Labels)
        {
            labels.Add((Encoding.UTF8.GetString(label.Name), Encoding.UTF8.GetString(label.Raw)));
        }

        var name = Encoding.UTF8.GetString(sample.Name);
        return labels.Count == 0 ? name : $"{name}{{{string.Join(',', labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}=\"{label.Raw}\""))}}}";
    }

    /// <summary>The unit that the family tells (OpenMetrics), else the one in its name (prometheus.io, «Metric and label naming», base units).</summary>
    public static string UnitOf(ReadOnlySpan<byte> name, in ExpositionFamily family)
    {
        var bare = name.EndsWith("_total"u8) ? name[..^6] : name.EndsWith("_sum"u8) ? name[..^4] : name;
        var isOfFamily = !family.Unit.IsEmpty && name.StartsWith(family.Name);
        return Ends(bare, "bytes"u8, isOfFamily ? family.Unit : default) ? "B"
            : Ends(bare, "seconds"u8, isOfFamily ? family.Unit : default) ? "s"
            : Ends(bare, "celsius"u8, isOfFamily ? family.Unit : default) ? "°C"
            : Ends(bare, "volts"u8, isOfFamily ? family.Unit : default) ? "V"
            : Ends(bare, "amperes"u8, isOfFamily ? family.Unit : default) ? "A"
            : Ends(bare, "hertz"u8, isOfFamily ? family.Unit : default) ? "Hz"
            : "";
    }

    private static bool Ends(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> told) =>
        told.SequenceEqual(unit) || (name.Length > unit.Length && name.EndsWith(unit) && name[^(unit.Length + 1)] == '_');
}
