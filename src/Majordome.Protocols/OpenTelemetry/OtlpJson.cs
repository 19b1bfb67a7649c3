using System.Globalization;
using System.Text.Json;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>Reads the JSON of OTLP (OpenTelemetry protocol, «JSON Protobuf Encoding»). What is of another type than it should be counts as left out.</summary>
internal sealed class OtlpJson(OtlpSeries series)
{
    private readonly OtlpPoint point = new();

    /// <summary>Reads a request.</summary>
    /// <returns>Where it is broken; <c>null</c>: nowhere.</returns>
    public FormatFault? Read(ReadOnlyMemory<byte> request)
    {
        try
        {
            using var document = JsonDocument.Parse(request, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new FormatFault("json-malformed", 0);
            }

            foreach (var entry in List(document.RootElement, "resourceMetrics"))
            {
                ReadResourceMetrics(entry);
            }

            return null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperation: text that is no UTF-16.
            return new FormatFault("json-malformed", Math.Min((broken as JsonException)?.BytePositionInLine ?? 0, request.Length));
        }
    }

    private void ReadResourceMetrics(JsonElement entry)
    {
        point.Clear();
        ReadAttributes(Field(entry, "resource"));
        series.Resource(point.Attributes);
        foreach (var metric in List(entry, "scopeMetrics").SelectMany(scope => List(scope, "metrics")))
        {
            ReadMetric(metric);
        }
    }

    private void ReadMetric(JsonElement metric)
    {
        foreach (var (field, kind) in Kinds)
        {
            var data = Field(metric, field);
            if (data.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var isMonotonic = Field(data, "isMonotonic").ValueKind == JsonValueKind.True;
            series.Metric(new OtlpMetric(Text(metric, "name"), Text(metric, "unit"), kind, Integer(data, "aggregationTemporality"), isMonotonic));
            foreach (var entry in List(data, "dataPoints").TakeWhile(_ => !series.IsStopped))
            {
                ReadPoint(entry, kind);
            }
        }
    }

    private static readonly (string Field, OtlpKind Kind)[] Kinds =
    [
        ("gauge", OtlpKind.Gauge), ("sum", OtlpKind.Sum), ("histogram", OtlpKind.Histogram),
        ("exponentialHistogram", OtlpKind.ExponentialHistogram), ("summary", OtlpKind.Summary),
    ];

    private void ReadPoint(JsonElement entry, OtlpKind kind)
    {
        point.Clear();
        ReadAttributes(entry);
        (point.Time, point.Flags, point.Count) = (Unsigned(Field(entry, "timeUnixNano")), Unsigned(Field(entry, "flags")), Unsigned(Field(entry, "count")));
        point.Value = Double(Field(entry, "asDouble")) ?? Double(Field(entry, "asInt"));
        point.Sum = Double(Field(entry, "sum"));
        if (kind == OtlpKind.Histogram)
        {
            foreach (var bucket in List(entry, "bucketCounts"))
            {
                point.Add(point.Buckets, Unsigned(bucket));
            }

            foreach (var bound in List(entry, "explicitBounds"))
            {
                point.Add(point.Bounds, Double(bound) ?? double.NaN);
            }
        }

        foreach (var quantile in kind == OtlpKind.Summary ? List(entry, "quantileValues") : default)
        {
            point.Add(point.Quantiles, (Double(Field(quantile, "quantile")) ?? 0, Double(Field(quantile, "value")) ?? 0));
        }

        series.Take(point);
    }

    private void ReadAttributes(JsonElement entry)
    {
        foreach (var attribute in List(entry, "attributes"))
        {
            point.Add(Text(attribute, "key"), ReadValue(Field(attribute, "value")));
        }
    }

    private static string? ReadValue(JsonElement any)
    {
        foreach (var field in any.ValueKind == JsonValueKind.Object ? any.EnumerateObject() : default)
        {
            return field.Name switch
            {
                "stringValue" when field.Value.ValueKind == JsonValueKind.String => field.Value.GetString(),
                "boolValue" => field.Value.ValueKind == JsonValueKind.True ? "true" : "false",
                "intValue" => Integer(any, "intValue").ToString(CultureInfo.InvariantCulture),
                "doubleValue" => OtlpPoint.Number(Double(field.Value) ?? 0),
                _ => null,
            };
        }

        return "";
    }

    private static JsonElement Field(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator List(JsonElement entry, string name) =>
        Field(entry, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static string Text(JsonElement entry, string name) =>
        Field(entry, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static long Integer(JsonElement entry, string name) =>
        long.TryParse(Digits(Field(entry, name)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static ulong Unsigned(JsonElement value) => ulong.TryParse(Digits(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // NaN, Infinity and -Infinity are texts; so may numbers be.
    private static double? Double(JsonElement value) => Digits(value) switch
    {
        "" => null,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static string Digits(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
