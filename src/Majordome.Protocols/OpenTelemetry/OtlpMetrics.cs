using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>Is given the samples of a request, in the order sent.</summary>
public interface IOtlpVisitor
{
    /// <summary>One sample.</summary>
    /// <param name="labels">In canonical form (<see cref="Prometheus.LabelBlock"/>), within the limits of remote write; valid until the call returns.</param>
    /// <param name="instant">Microseconds since 1970 UTC.</param>
    /// <param name="value">Any double.</param>
    /// <returns>Whether to go on.</returns>
    bool Sample(ReadOnlySpan<byte> labels, long instant, double value);
}

/// <summary>What came of a request.</summary>
/// <param name="Points">Data points met, rejected ones included.</param>
/// <param name="Rejected">Data points that gave no sample because something was wrong with them.</param>
/// <param name="Rule">What was wrong with the first of these; <c>null</c>: none was rejected.</param>
/// <param name="Metric">The name of its metric, as sent, cut after 80 characters.</param>
/// <param name="Fault">Where the request itself is broken: what was given before must not be kept. <c>null</c>: nowhere.</param>
public sealed record OtlpOutcome(long Points, long Rejected, string? Rule, string Metric, FormatFault? Fault);

/// <summary>
/// Reads an <c>ExportMetricsServiceRequest</c> (OpenTelemetry protocol 1.x, «OTLP/HTTP», binary and JSON) as series of Prometheus (OpenTelemetry,
/// «Prometheus and OpenMetrics Compatibility»): <c>service.namespace/service.name</c> is the <c>job</c>, <c>service.instance.id</c> the <c>instance</c>,
/// <c>host.name</c> the <c>host_name</c> of points that have none of their own, attributes of points are labels; scopes, exemplars and other attributes of
/// resources are passed over.
/// </summary>
/// <remarks>
/// <para>
/// A data point is rejected alone: <c>otlp-delta-temporality</c>, <c>otlp-temporality-unspecified</c>, <c>otlp-attribute-type</c> (neither text, number nor truth
/// value), <c>otlp-no-value</c>, <c>otlp-buckets</c> (bounds that do not rise, or are not one fewer than the counts), <c>otlp-buckets-too-many</c>,
/// <c>otlp-not-of-now</c>, and the rules of <see cref="Prometheus.RemoteWriteLabelRules"/>. A point flagged as without a recorded value is passed over and
/// is not rejected. A broken request has a fault: a rule of protobuf, or <c>json-malformed</c> (its position is the byte in its line).
/// </para>
/// <para>Of exponential histograms the count and the sum are kept.</para>
/// </remarks>
public static class OtlpMetrics
{
    /// <summary>The most buckets, or quantiles, of a point.</summary>
    public const int MostBuckets = 1024;

    /// <summary>Reads a request in protobuf.</summary>
    /// <param name="request">The message, decompressed.</param>
    /// <param name="latest">The latest instant a point may be of, in microseconds since 1970 UTC.</param>
    /// <param name="visitor">Is given the samples.</param>
    public static OtlpOutcome ReadProtobuf(ReadOnlySpan<byte> request, long latest, IOtlpVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        var series = new OtlpSeries(visitor, latest);
        var reader = new ProtoReader(request);
        new OtlpProtobuf(series).Read(ref reader);
        return series.Outcome(reader.Fault);
    }

    /// <summary>Reads a request in JSON: names in lowerCamelCase, 64-bit integers as texts or numbers, enumerations as numbers.</summary>
    /// <inheritdoc cref="ReadProtobuf"/>
    public static OtlpOutcome ReadJson(ReadOnlyMemory<byte> request, long latest, IOtlpVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        var series = new OtlpSeries(visitor, latest);
        return series.Outcome(new OtlpJson(series).Read(request));
    }
}
