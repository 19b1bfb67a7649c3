using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Protocols.Webhooks;

/// <summary>The states that an inbound alert may tell, as plugins number them.</summary>
public enum InboundStatus
{
    /// <summary><c>ok</c>.</summary>
    Ok,

    /// <summary><c>warning</c>.</summary>
    Warning,

    /// <summary><c>critical</c>.</summary>
    Critical,

    /// <summary><c>unknown</c>.</summary>
    Unknown,
}

/// <summary>
/// The body of a signed webhook that anybody may send: <c>{"source","item","check","status","text"?,"at"?,"metrics"?}</c>. Other fields are refused, so
/// that a misspelt one is seen.
/// </summary>
/// <param name="Source">What sends it; 1 to 255 characters, as are the next two.</param>
/// <param name="Item">The item it is about, as the sender calls it.</param>
/// <param name="Check">What of the item.</param>
/// <param name="Status">How it is.</param>
/// <param name="Text">What is said; empty: nothing.</param>
/// <param name="At">When it became so; <c>null</c>: when it is received.</param>
/// <param name="Metrics">Finite numbers by name, at most 256.</param>
public sealed record InboundAlert(
    string Source, string Item, string Check, InboundStatus Status, string Text, Instant? At, ImmutableSortedDictionary<string, double> Metrics)
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 255;

    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 16_384;

    /// <summary>The most metrics.</summary>
    public const int MostMetrics = 256;

    private static readonly FrozenSet<string> Fields = new[] { "source", "item", "check", "status", "text", "at", "metrics" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads a body.</summary>
    /// <returns>
    /// The alert, or all that is wrong: <c>json-malformed</c> (byte in its line), <c>field-missing</c>, <c>field-type</c>, <c>field-unknown</c>, <c>text-length</c>
    /// (characters, most), <c>status-unknown</c>, <c>instant-malformed</c> (RFC 3339, of the years 1970 to 9998), <c>metrics-too-many</c> (found, most), <c>metric-not-finite</c>.
    /// </returns>
    public static Result<InboundAlert> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : Refusal.Of("", "field-type");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refusal.Of("", "json-malformed", (broken as JsonException)?.BytePositionInLine); // InvalidOperation: text that is no UTF-16
        }
    }

    private static Result<InboundAlert> Read(JsonElement body)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var field in body.EnumerateObject())
        {
            if (!Fields.Contains(field.Name))
            {
                refusals.Add(Refusal.Of(field.Name[..Math.Min(field.Name.Length, LongestName)], "field-unknown"));
                break; // one tells enough
            }
        }

        var alert = new InboundAlert(
            TextOf(body, "source", LongestName, isNeeded: true, refusals),
            TextOf(body, "item", LongestName, isNeeded: true, refusals),
            TextOf(body, "check", LongestName, isNeeded: true, refusals),
            StatusOf(TextOf(body, "status", LongestName, isNeeded: true, refusals), refusals),
            TextOf(body, "text", LongestText, isNeeded: false, refusals),
            AtOf(TextOf(body, "at", LongestName, isNeeded: false, refusals), refusals),
            MetricsOf(body, refusals));
        return refusals.Count == 0 ? alert : refusals.ToImmutable();
    }

    private static string TextOf(JsonElement body, string name, int longest, bool isNeeded, ImmutableArray<Refusal>.Builder refusals)
    {
        var isThere = body.TryGetProperty(name, out var field);
        var text = isThere && field.ValueKind == JsonValueKind.String ? field.GetString()! : "";
        if (isThere && field.ValueKind != JsonValueKind.String)
        {
            refusals.Add(Refusal.Of(name, "field-type"));
        }
        else if (text.Length > longest)
        {
            refusals.Add(Refusal.Of(name, "text-length", text.Length, longest));
        }
        else if (isNeeded && string.IsNullOrWhiteSpace(text))
        {
            refusals.Add(Refusal.Of(name, "field-missing"));
        }

        return text;
    }

    private static InboundStatus StatusOf(string text, ImmutableArray<Refusal>.Builder refusals)
    {
        var index = Array.IndexOf(["ok", "warning", "critical", "unknown"], text);
        if (index < 0 && text.Length > 0)
        {
            refusals.Add(Refusal.Of("status", "status-unknown", text));
        }

        return (InboundStatus)Math.Max(index, 0);
    }

    private static Instant? AtOf(string text, ImmutableArray<Refusal>.Builder refusals)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var read = OffsetDateTimePattern.Rfc3339.Parse(text);
        var told = read.Success ? ToldInstant.Of(read.Value) : null;
        if (told is null)
        {
            refusals.Add(Refusal.Of("at", "instant-malformed", text));
        }

        return told;
    }

    private static ImmutableSortedDictionary<string, double> MetricsOf(JsonElement body, ImmutableArray<Refusal>.Builder refusals)
    {
        var metrics = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        if (!body.TryGetProperty("metrics", out var fields))
        {
            return metrics.ToImmutable();
        }

        if (fields.ValueKind != JsonValueKind.Object)
        {
            refusals.Add(Refusal.Of("metrics", "field-type"));
            return metrics.ToImmutable();
        }

        var count = 0;
        foreach (var field in fields.EnumerateObject())
        {
            var isNumber = field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var number) && double.IsFinite(number);
            if (++count > MostMetrics || field.Name.Length is 0 or > LongestName || !isNumber)
            {
                refusals.Add(count > MostMetrics ? Refusal.Of("metrics", "metrics-too-many", count, MostMetrics)
                    : field.Name.Length is 0 or > LongestName ? Refusal.Of("metrics", "text-length", field.Name.Length, LongestName)
                    : Refusal.Of($"metrics.{field.Name}", field.Value.ValueKind == JsonValueKind.Number ? "metric-not-finite" : "field-type"));
                break;
            }

            metrics[field.Name] = field.Value.GetDouble();
        }

        return metrics.ToImmutable();
    }
}
