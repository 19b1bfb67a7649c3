using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Majordome.Domain;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Protocols.Alertmanager;

/// <summary>An alert of a group.</summary>
/// <param name="IsFiring">Firing, or resolved.</param>
/// <param name="Labels">What it is about.</param>
/// <param name="Annotations">What is said of it.</param>
/// <param name="StartsAt">When it began.</param>
/// <param name="EndsAt">When it ended; <c>null</c>: it has not (Alertmanager writes the year 1).</param>
/// <param name="Fingerprint">What tells it from others: the same at each notice.</param>
/// <param name="GeneratorUrl">Where it came from; may be empty.</param>
public sealed record AlertmanagerAlert(
    bool IsFiring,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableSortedDictionary<string, string> Annotations,
    Instant StartsAt,
    Instant? EndsAt,
    string Fingerprint,
    string GeneratorUrl);

/// <summary>What Alertmanager sends to a webhook (prometheus.io, «Alertmanager configuration», <c>webhook_config</c>), version 4.</summary>
/// <param name="GroupKey">What tells the group from others.</param>
/// <param name="IsFiring">Whether an alert of the group is.</param>
/// <param name="Receiver">The name of the receiver it was sent to.</param>
/// <param name="TruncatedAlerts">How many alerts of the group were left out by the sender.</param>
/// <param name="GroupLabels">The labels that make the group (<c>group_by</c>); empty when the sender tells none.</param>
/// <param name="Alerts">The alerts, in the order sent.</param>
public sealed record AlertmanagerWebhook(
    string GroupKey,
    bool IsFiring,
    string Receiver,
    long TruncatedAlerts,
    ImmutableSortedDictionary<string, string> GroupLabels,
    ImmutableArray<AlertmanagerAlert> Alerts)
{
    /// <summary>The most labels or annotations of an alert.</summary>
    public const int MostLabels = 128;

    /// <summary>The longest text of a field, in characters.</summary>
    public const int LongestText = 16_384;

    /// <summary>Reads a body.</summary>
    /// <returns>
    /// The group, or <c>json-malformed</c> (byte in its line), <c>alertmanager-version</c>, <c>field-missing</c>, <c>field-type</c>, <c>text-length</c> (characters, most),
    /// <c>status-unknown</c>, <c>instant-malformed</c> (RFC 3339, of the year 1 or of 1970 to 9998), <c>labels-too-many</c> (found, most).
    /// </returns>
    public static Result<AlertmanagerWebhook> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return new Body().Read(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refusal.Of("", "json-malformed", (broken as JsonException)?.BytePositionInLine); // InvalidOperation: text that is no UTF-16
        }
    }

    private sealed class Body
    {
        private Refusal? refusal;

        public Result<AlertmanagerWebhook> Read(JsonElement root)
        {
            var version = Text(root, "", "version");
            if (refusal is null && version != "4")
            {
                return Refusal.Of("version", "alertmanager-version", version);
            }

            var (key, status, receiver) = (Text(root, "", "groupKey"), Status(root, ""), Text(root, "", "receiver"));
            var truncated = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("truncatedAlerts", out var left) && left.ValueKind == JsonValueKind.Number && left.TryGetInt64(out var count) ? count : 0;
            var group = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("groupLabels", out _)
                ? Map(root, "", "groupLabels")
                : ImmutableSortedDictionary<string, string>.Empty;
            var alerts = ImmutableArray.CreateBuilder<AlertmanagerAlert>();
            if (refusal is null && (!root.TryGetProperty("alerts", out var list) || list.ValueKind != JsonValueKind.Array))
            {
                return Refusal.Of("alerts", "field-missing");
            }

            for (var i = 0; refusal is null && i < root.GetProperty("alerts").GetArrayLength(); i++)
            {
                alerts.Add(Alert(root.GetProperty("alerts")[i], string.Create(CultureInfo.InvariantCulture, $"alerts[{i}]")));
            }

            return refusal is null ? new AlertmanagerWebhook(key, status, receiver, truncated, group, alerts.ToImmutable()) : refusal;
        }

        private AlertmanagerAlert Alert(JsonElement alert, string path) => new(
            Status(alert, path),
            Map(alert, path, "labels"),
            Map(alert, path, "annotations"),
            At(alert, path, "startsAt") ?? default,
            At(alert, path, "endsAt"),
            Text(alert, path, "fingerprint"),
            alert.ValueKind == JsonValueKind.Object && alert.TryGetProperty("generatorURL", out _) ? Text(alert, path, "generatorURL") : "");

        private bool Status(JsonElement parent, string path)
        {
            var status = Text(parent, path, "status");
            if (status is not ("firing" or "resolved"))
            {
                refusal ??= Refused(path, "status", "status-unknown", status);
            }

            return status == "firing";
        }

        /// <summary>Go's zero time, in the year 1, is no time.</summary>
        private Instant? At(JsonElement parent, string path, string name)
        {
            var text = Text(parent, path, name);
            var read = OffsetDateTimePattern.Rfc3339.Parse(text);
            var told = read.Success ? ToldInstant.Of(read.Value) : null;
            if (told is null && !(read.Success && read.Value.Year <= 1))
            {
                refusal ??= Refused(path, name, "instant-malformed", text);
            }

            return told;
        }

        private ImmutableSortedDictionary<string, string> Map(JsonElement parent, string path, string name)
        {
            var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            if (refusal is not null || !parent.TryGetProperty(name, out var fields) || fields.ValueKind != JsonValueKind.Object)
            {
                refusal ??= Refused(path, name, "field-missing");
                return map.ToImmutable();
            }

            foreach (var field in fields.EnumerateObject())
            {
                map[field.Name] = Text(fields, path.Length == 0 ? name : $"{path}.{name}", field.Name);
                if (map.Count > MostLabels)
                {
                    refusal ??= Refused(path, name, "labels-too-many", map.Count, MostLabels);
                }
            }

            return map.ToImmutable();
        }

        private static Refusal Refused(string path, string name, string rule, params object?[] values) =>
            Refusal.Of(path.Length == 0 ? name : $"{path}.{name}", rule, values);

        private string Text(JsonElement parent, string path, string name)
        {
            if (refusal is not null)
            {
                return "";
            }

            if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var field))
            {
                refusal = Refused(path, name, "field-missing");
                return "";
            }

            if (field.ValueKind != JsonValueKind.String || field.GetString() is not { } text)
            {
                refusal = Refused(path, name, "field-type");
                return "";
            }

            if (text.Length > LongestText)
            {
                refusal = Refused(path, name, "text-length", text.Length, LongestText);
            }

            return text;
        }
    }
}
