namespace Majordome.Protocols.Prometheus;

/// <summary>A sample as an exporter wrote it, in place.</summary>
public readonly ref struct ExpositionSample
{
    internal ExpositionSample(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value, long? timestamp, ReadOnlySpan<byte> exemplar)
    {
        Name = name;
        LabelText = labels;
        Value = value;
        Timestamp = timestamp;
        Exemplar = exemplar;
    }

    /// <summary>The name of the series, with its suffix: <c>http_requests_total</c>, <c>latency_bucket</c>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What stands between the braces, as written.</summary>
    public ReadOnlySpan<byte> LabelText { get; }

    /// <summary>Its labels, in the order written.</summary>
    public ExpositionLabels Labels => new(LabelText);

    /// <summary>Any double.</summary>
    public double Value { get; }

    /// <summary>Milliseconds since 1970 UTC, where the exporter says when.</summary>
    public long? Timestamp { get; }

    /// <summary>The exemplar as written (<c>{trace_id="…"} 0.67 1.5</c>); empty: none.</summary>
    public ReadOnlySpan<byte> Exemplar { get; }
}

/// <summary>What the lines that begin with <c>#</c> say of a family.</summary>
public ref struct ExpositionFamily
{
    private static readonly string[] Suffixes = ["_total", "_created", "_bucket", "_count", "_sum", "_info", "_gcount", "_gsum"];

    internal ExpositionFamily(ReadOnlySpan<byte> name) => Name = name;

    /// <summary>Its name, without the suffix of a series; in the text format a counter's family keeps its <c>_total</c>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Its kind; unknown until told.</summary>
    public MetricKind Kind { get; internal set; }

    /// <summary>Its unit; empty until told.</summary>
    public ReadOnlySpan<byte> Unit { get; internal set; }

    /// <summary>Its explanation.</summary>
    public readonly string Help => ExpositionLabels.Unescape(HelpRaw);

    internal ReadOnlySpan<byte> HelpRaw { get; set; }

    /// <summary>The kind that a word of a TYPE line names; <c>null</c>: none.</summary>
    internal static MetricKind? KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("counter"u8) ? MetricKind.Counter
        : type.SequenceEqual("gauge"u8) ? MetricKind.Gauge
        : type.SequenceEqual("histogram"u8) ? MetricKind.Histogram
        : type.SequenceEqual("summary"u8) ? MetricKind.Summary
        : type.SequenceEqual("untyped"u8) || type.SequenceEqual("unknown"u8) ? MetricKind.Unknown
        : type.SequenceEqual("gaugehistogram"u8) ? MetricKind.GaugeHistogram
        : type.SequenceEqual("info"u8) ? MetricKind.Info
        : type.SequenceEqual("stateset"u8) ? MetricKind.StateSet
        : null;

    /// <summary>Whether a series is of this family: its name, or its name and a suffix.</summary>
    internal readonly bool Holds(ReadOnlySpan<byte> series)
    {
        if (Name.IsEmpty || !series.StartsWith(Name))
        {
            return false;
        }

        Span<char> suffix = stackalloc char[8];
        var rest = series[Name.Length..];
        if (rest.Length > suffix.Length)
        {
            return false;
        }

        for (var i = 0; i < rest.Length; i++)
        {
            suffix[i] = (char)rest[i];
        }

        return rest.IsEmpty || IsSuffix(suffix[..rest.Length]);
    }

    private static bool IsSuffix(ReadOnlySpan<char> text)
    {
        foreach (var suffix in Suffixes)
        {
            if (text.SequenceEqual(suffix))
            {
                return true;
            }
        }

        return false;
    }
}
