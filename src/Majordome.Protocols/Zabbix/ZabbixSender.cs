using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Majordome.Domain;
using NodaTime;

namespace Majordome.Protocols.Zabbix;

/// <summary>A value that a sender gives.</summary>
/// <param name="Host">The host as named in Zabbix.</param>
/// <param name="Key">The key of the item.</param>
/// <param name="Value">The value as sent; a number is kept as it was written.</param>
/// <param name="At">When, where the sender says.</param>
public sealed record ZabbixValue(string Host, string Key, string Value, Instant? At);

/// <summary>What <c>zabbix_sender</c> sends (zabbix.com, «Zabbix sender protocol»), within a <see cref="ZabbixFrame"/>.</summary>
/// <param name="Values">What could be read, in the order sent.</param>
/// <param name="Refused">What could not, each with its path: they count as failed.</param>
/// <param name="SentAt">The sender's clock when it sent, where it says.</param>
public sealed record ZabbixSenderRequest(ImmutableArray<ZabbixValue> Values, ImmutableArray<Refusal> Refused, Instant? SentAt)
{
    /// <summary>The longest host, in characters (Zabbix's own column).</summary>
    public const int LongestHost = 128;

    /// <summary>The longest key, in characters (Zabbix's own column).</summary>
    public const int LongestKey = 2048;

    /// <summary>The longest value, in characters.</summary>
    public const int LongestValue = 65_536;

    private const long LatestSecond = 253_402_300_799; // the end of the year 9999

    /// <summary>Reads a request.</summary>
    /// <returns>
    /// The request, or <c>json-malformed</c> (byte), <c>zabbix-request</c> (what was asked instead of <c>sender data</c>), <c>field-missing</c>. Of single
    /// values: <c>field-missing</c>, <c>field-type</c>, <c>text-length</c> (characters, most), <c>instant-out-of-range</c>.
    /// </returns>
    public static Result<ZabbixSenderRequest> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return ReadRoot(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refusal.Of("", "json-malformed", (broken as JsonException)?.BytePositionInLine); // InvalidOperation: text that is no UTF-16
        }
    }

    /// <summary>The answer that a sender shows.</summary>
    public static byte[] Answer(int processed, int failed, Duration spent) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
    {
        ["response"] = "success",
        ["info"] = string.Create(CultureInfo.InvariantCulture, $"processed: {processed}; failed: {failed}; total: {processed + failed}; seconds spent: {spent.TotalSeconds:0.000000}"),
    });

    /// <summary>The answer to a request that cannot be taken.</summary>
    public static byte[] Failure(string info) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["response"] = "failed", ["info"] = info });

    private static Result<ZabbixSenderRequest> ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("request", out var request) || request.ValueKind != JsonValueKind.String)
        {
            return Refusal.Of("request", "field-missing");
        }

        if (request.GetString() is not ("sender data" or "agent data"))
        {
            return Refusal.Of("request", "zabbix-request", request.GetString());
        }

        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            return Refusal.Of("data", "field-missing");
        }

        var values = ImmutableArray.CreateBuilder<ZabbixValue>();
        var refused = ImmutableArray.CreateBuilder<Refusal>();
        var index = 0;
        foreach (var entry in data.EnumerateArray())
        {
            var read = ReadValue(entry);
            if (read.TryGet(out var value, out var why))
            {
                values.Add(value);
            }
            else
            {
                refused.Add(why[0].Within(string.Create(CultureInfo.InvariantCulture, $"data[{index}]")));
            }

            index++;
        }

        return new ZabbixSenderRequest(values.ToImmutable(), refused.ToImmutable(), At(root).TryGet(out var sent, out _) ? sent.Value : null);
    }

    private static Result<ZabbixValue> ReadValue(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return Refusal.Of("", "field-type");
        }

        var texts = new string[3];
        foreach (var (i, name, longest) in (ReadOnlySpan<(int, string, int)>)[(0, "host", LongestHost), (1, "key", LongestKey), (2, "value", LongestValue)])
        {
            if (!entry.TryGetProperty(name, out var field))
            {
                return Refusal.Of(name, "field-missing");
            }

            if (field.ValueKind != JsonValueKind.String && (i < 2 || field.ValueKind != JsonValueKind.Number))
            {
                return Refusal.Of(name, "field-type");
            }

            texts[i] = field.ValueKind == JsonValueKind.String ? field.GetString()! : field.GetRawText();
            if (texts[i].Length > longest || (i < 2 && texts[i].Length == 0))
            {
                return Refusal.Of(name, "text-length", texts[i].Length, longest);
            }
        }

        return At(entry).TryGet(out var at, out var refusals) ? new ZabbixValue(texts[0], texts[1], texts[2], at.Value) : refusals;
    }

    private readonly record struct Moment(Instant? Value);

    private static Result<Moment> At(JsonElement entry)
    {
        if (!entry.TryGetProperty("clock", out var clock))
        {
            return new Moment(null);
        }

        var nanoseconds = 0L;
        if (clock.ValueKind != JsonValueKind.Number || !clock.TryGetInt64(out var seconds) || seconds is < 0 or > LatestSecond
            || (entry.TryGetProperty("ns", out var ns) && (ns.ValueKind != JsonValueKind.Number || !ns.TryGetInt64(out nanoseconds) || nanoseconds is < 0 or > 999_999_999)))
        {
            return Refusal.Of("clock", "instant-out-of-range");
        }

        return new Moment(Instant.FromUnixTimeSeconds(seconds).PlusNanoseconds(nanoseconds));
    }
}
