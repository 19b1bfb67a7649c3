using System.Globalization;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>What the points of a metric are.</summary>
internal enum OtlpKind
{
    /// <summary>A value at an instant.</summary>
    Gauge,

    /// <summary>A value that is added to.</summary>
    Sum,

    /// <summary>Counts by explicit bounds.</summary>
    Histogram,

    /// <summary>Counts by bounds in powers.</summary>
    ExponentialHistogram,

    /// <summary>Quantiles.</summary>
    Summary,
}

/// <summary>A metric without its points.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Unit">UCUM, as sent; may be empty.</param>
/// <param name="Kind">What its points are.</param>
/// <param name="Temporality"><c>AggregationTemporality</c>: 1 delta, 2 cumulative; of no account for gauges and summaries.</param>
/// <param name="IsMonotonic">Whether a sum only rises.</param>
internal readonly record struct OtlpMetric(string Name, string Unit, OtlpKind Kind, long Temporality, bool IsMonotonic);

/// <summary>A data point of any kind, filled anew for each.</summary>
internal sealed class OtlpPoint
{
    private const int MostAttributes = 64;
    private const int LongestText = 4096;

    /// <summary>What is wrong with it so far.</summary>
    public string? Rule { get; set; }

    /// <summary>Nanoseconds since 1970 UTC.</summary>
    public ulong Time { get; set; }

    /// <summary><c>DataPointFlags</c>.</summary>
    public ulong Flags { get; set; }

    /// <summary>The value of a gauge or sum.</summary>
    public double? Value { get; set; }

    /// <summary>How many were observed.</summary>
    public ulong Count { get; set; }

    /// <summary>What they come to; <c>null</c>: not said.</summary>
    public double? Sum { get; set; }

    /// <summary>Its attributes, as sent.</summary>
    public List<KeyValuePair<string, string>> Attributes { get; } = [];

    /// <summary>Upper bounds of buckets; the last bucket has none.</summary>
    public List<double> Bounds { get; } = [];

    /// <summary>How many fell into each bucket.</summary>
    public List<ulong> Buckets { get; } = [];

    /// <summary>Quantiles and their values.</summary>
    public List<(double Quantile, double Value)> Quantiles { get; } = [];

    /// <summary>Whether it says that nothing was recorded.</summary>
    public bool IsWithoutValue => (Flags & 1) != 0;

    /// <summary>Starts on another.</summary>
    public void Clear()
    {
        (Rule, Time, Flags, Value, Count, Sum) = (null, 0, 0, null, 0, null);
        Attributes.Clear();
        Bounds.Clear();
        Buckets.Clear();
        Quantiles.Clear();
    }

    /// <summary>Adds an attribute; <c>null</c>: its value is of a type that no label can hold.</summary>
    public void Add(string key, string? value)
    {
        if (value is null || key.Length > LongestText || value.Length > LongestText || Attributes.Count == MostAttributes)
        {
            Rule ??= value is null ? "otlp-attribute-type"
                : Attributes.Count == MostAttributes ? "labels-too-many"
                : value.Length > LongestText ? "label-value-too-long" : "label-name-too-long";
            return;
        }

        Attributes.Add(new(key, value));
    }

    /// <summary>Adds to one of the lists.</summary>
    public void Add<T>(List<T> list, T entry)
    {
        if (list.Count == OtlpMetrics.MostBuckets)
        {
            Rule ??= "otlp-buckets-too-many";
            return;
        }

        list.Add(entry);
    }

    /// <summary>A number as Prometheus writes it in labels.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf"
            : value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
}
