using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>Turns points into the samples of series, and counts those that it cannot turn.</summary>
internal sealed class OtlpSeries(IOtlpVisitor visitor, long latest)
{
    private const int LongestText = 80;

    // What the attribute host.name is called as a label.
    private const string Host = "host_name";

    // Room for what is added to the labels of the point: a suffix of the name, le or quantile.
    private static readonly RemoteWriteLimits Limits = new() { Labels = RemoteWriteLimits.Default.Labels - 1, ValueBytes = RemoteWriteLimits.Default.ValueBytes - 16 };

    private readonly SortedList<string, string> labels = new(StringComparer.Ordinal);
    private readonly ProtoWriter block = new();
    private readonly ProtoWriter label = new();
    private OtlpMetric metric;
    private string name = "";
    private string job = "";
    private string instance = "";
    private string host = "";
    private long points;
    private long rejected;
    private string? rule;
    private string ruleMetric = "";

    /// <summary>Whether the visitor wants no more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whose metrics come next.</summary>
    public void Resource(List<KeyValuePair<string, string>> attributes)
    {
        var (space, service) = (Last(attributes, "service.namespace"), Last(attributes, "service.name"));
        job = space.Length > 0 && service.Length > 0 ? space + "/" + service : service;
        instance = Last(attributes, "service.instance.id");
        host = Last(attributes, "host.name");
    }

    /// <summary>Which metric's points come next.</summary>
    public void Metric(OtlpMetric next) => (metric, name) = (next, next.Name.Length > Limits.ValueBytes ? "" : OtlpNames.Of(next));

    /// <summary>Takes a point.</summary>
    public void Take(OtlpPoint point)
    {
        points++;
        if (point.IsWithoutValue)
        {
            return;
        }

        Label(point);
        if (RuleOf(point) is not { } wrong)
        {
            Give(point, (long)(point.Time / 1000));
            return;
        }

        rejected++;
        (rule, ruleMetric) = rule is null ? (wrong, metric.Name[..Math.Min(metric.Name.Length, LongestText)]) : (rule, ruleMetric);
    }

    /// <summary>What came of it all.</summary>
    public OtlpOutcome Outcome(FormatFault? fault) => new(points, rejected, rule, ruleMetric, fault);

    private static string Last(List<KeyValuePair<string, string>> attributes, string key) => attributes.FindLast(attribute => attribute.Key == key).Value ?? "";

    // Attributes whose names become one are joined, in the order of their keys as sent.
    private void Label(OtlpPoint point)
    {
        labels.Clear();
        point.Attributes.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        foreach (var (key, value) in point.Attributes)
        {
            var clean = OtlpNames.Label(key);
            labels[clean] = labels.TryGetValue(clean, out var before) ? before + ";" + value : value;
        }

        labels.Remove(metric.Kind == OtlpKind.Summary ? "quantile" : metric.Kind == OtlpKind.Histogram ? "le" : "");
        labels.TryAdd(Host, host);
        Override("job", job);
        Override("instance", instance);
    }

    private void Override(string key, string value)
    {
        if (value.Length > 0)
        {
            labels[key] = value;
        }
    }

    private string? RuleOf(OtlpPoint point)
    {
        var isAccumulated = metric.Kind is OtlpKind.Sum or OtlpKind.Histogram or OtlpKind.ExponentialHistogram;
        return isAccumulated && metric.Temporality != 2 ? (metric.Temporality == 1 ? "otlp-delta-temporality" : "otlp-temporality-unspecified")
            : point.Rule
            ?? (point.Time == 0 || point.Time / 1000 > (ulong)Math.Max(0, latest) ? "otlp-not-of-now"
                : metric.Kind is OtlpKind.Gauge or OtlpKind.Sum && point.Value is null ? "otlp-no-value"
                : metric.Kind == OtlpKind.Histogram && !HasBuckets(point) ? "otlp-buckets"
                : RemoteWriteLabelRules.FaultOf(Block(name), Limits)?.Rule);
    }

    private static bool HasBuckets(OtlpPoint point)
    {
        for (var i = 0; i < point.Bounds.Count; i++)
        {
            if (!double.IsFinite(point.Bounds[i]) || (i > 0 && point.Bounds[i] <= point.Bounds[i - 1]))
            {
                return false;
            }
        }

        return point.Buckets.Count == point.Bounds.Count + 1 || (point.Buckets.Count == 0 && point.Bounds.Count == 0);
    }

    private void Give(OtlpPoint point, long instant)
    {
        if (metric.Kind is OtlpKind.Gauge or OtlpKind.Sum)
        {
            Give("", instant, point.Value!.Value);
            return;
        }

        Give("_count", instant, point.Count);
        if (point.Sum is { } sum)
        {
            Give("_sum", instant, sum);
        }

        if (metric.Kind == OtlpKind.Histogram)
        {
            GiveBuckets(point, instant);
        }

        foreach (var (quantile, value) in point.Quantiles)
        {
            labels["quantile"] = OtlpPoint.Number(quantile);
            Give("", instant, value);
        }
    }

    // Those of Prometheus count what is at or below the bound; the last is everything.
    private void GiveBuckets(OtlpPoint point, long instant)
    {
        var below = 0UL;
        for (var i = 0; i < point.Bounds.Count; i++)
        {
            below += point.Buckets[i];
            labels["le"] = OtlpPoint.Number(point.Bounds[i]);
            Give("_bucket", instant, below);
        }

        labels["le"] = "+Inf";
        Give("_bucket", instant, point.Count);
    }

    private void Give(string suffix, long instant, double value) =>
        IsStopped = IsStopped || !visitor.Sample(Block(suffix.Length > 0 ? name + suffix : name), instant, value);

    private ReadOnlySpan<byte> Block(string metricName)
    {
        labels[LabelBlock.Name] = metricName;
        block.Clear();
        foreach (var (key, value) in labels)
        {
            if (value.Length > 0)
            {
                label.Clear();
                label.Text(1, key);
                label.Text(2, value);
                block.Bytes(1, label.Written);
            }
        }

        return block.Written;
    }
}
