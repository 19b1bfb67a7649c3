using System.Buffers;
using System.Text.Unicode;

namespace Majordome.Protocols.Prometheus;

/// <summary>How large the labels of a series may be.</summary>
public sealed record RemoteWriteLimits
{
    /// <summary>What a receiver allows unless told otherwise.</summary>
    public static readonly RemoteWriteLimits Default = new();

    /// <summary>Labels of a series, its name included.</summary>
    /// <value>64.</value>
    public int Labels { get; init; } = 64;

    /// <summary>Bytes of a label's name.</summary>
    /// <value>1,024.</value>
    public int NameBytes { get; init; } = 1024;

    /// <summary>Bytes of a label's value.</summary>
    /// <value>4,096.</value>
    public int ValueBytes { get; init; } = 4096;
}

/// <summary>What the labels of a series must be (remote write 1.0, «Labels»).</summary>
/// <remarks>
/// Rules: <c>labels-too-many</c>, <c>label-name-too-long</c>, <c>label-value-too-long</c>, <c>label-name-invalid</c> (<c>[a-zA-Z_][a-zA-Z0-9_]*</c>; UTF-8 names
/// belong to remote write 2.0), <c>label-value-not-utf8</c>, <c>label-value-empty</c> (an empty label is a label that is not there), <c>labels-unsorted</c>,
/// <c>label-twice</c>, <c>metric-name-missing</c>, <c>metric-name-invalid</c> (<c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>), and those of protobuf.
/// </remarks>
public static class RemoteWriteLabelRules
{
    private static readonly SearchValues<byte> LabelBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
    private static readonly SearchValues<byte> MetricBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);

    /// <summary>The name of the label that holds the name of the metric.</summary>
    public static ReadOnlySpan<byte> MetricName => "__name__"u8;

    /// <summary>What is wrong with a block of labels; <c>null</c>: nothing.</summary>
    /// <param name="block">Fields of <c>prometheus.Label</c>, tags included.</param>
    /// <param name="limits">How large they may be.</param>
    /// <param name="position">Where the block begins, for the fault.</param>
    public static FormatFault? FaultOf(ReadOnlySpan<byte> block, RemoteWriteLimits limits, int position = 0)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var labels = new RemoteWriteLabels(block);
        var (count, isNamed) = (0, false);
        ReadOnlySpan<byte> before = default;
        for (var at = 0; labels.MoveNext(); at = labels.At)
        {
            var label = labels.Current;
            if (++count > limits.Labels)
            {
                return new FormatFault("labels-too-many", position + at);
            }

            var isMetric = label.Name.SequenceEqual(MetricName);
            if (RuleOf(label, limits, isMetric) is { } rule)
            {
                return FormatFault.At(rule, position + at, isMetric ? label.Value : label.Name);
            }

            var order = before.SequenceCompareTo(label.Name);
            if (order >= 0)
            {
                return FormatFault.At(order == 0 ? "label-twice" : "labels-unsorted", position + at, label.Name);
            }

            before = label.Name;
            isNamed |= isMetric;
        }

        return labels.Fault is { } fault ? fault with { Position = position + fault.Position }
            : isNamed ? null : new FormatFault("metric-name-missing", position);
    }

    /// <summary>Whether it is the name of a label: <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public static bool IsLabelName(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAnyExcept(LabelBytes) && !char.IsAsciiDigit((char)name[0]);

    /// <summary>Whether it is the name of a metric: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>.</summary>
    public static bool IsMetricName(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAnyExcept(MetricBytes) && !char.IsAsciiDigit((char)name[0]);

    private static string? RuleOf(RemoteWriteLabel label, RemoteWriteLimits limits, bool isMetric) =>
        label.Name.Length > limits.NameBytes ? "label-name-too-long"
        : !IsLabelName(label.Name) ? "label-name-invalid"
        : label.Value.Length > limits.ValueBytes ? "label-value-too-long"
        : isMetric && !IsMetricName(label.Value) ? "metric-name-invalid"
        : label.Value.IsEmpty ? "label-value-empty"
        : Utf8.IsValid(label.Value) ? null : "label-value-not-utf8";
}
