using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Majordome.Probe.Checks;
using Majordome.Protocols.Json;

namespace Majordome.Probe.Network.Http;

/// <summary>
/// Reads the steps of a check: a JSON list of up to 20 objects, each with <c>name</c>, <c>method</c>, <c>path</c> (or a whole <c>url</c>), <c>headers</c> (object),
/// <c>body</c> (a text, or a JSON value sent as such), and what the answer has to be like: <c>status</c>, <c>contains</c>, <c>matches</c>, <c>lacks</c>, <c>header</c>
/// (a text or a list of <c>Name: text</c>), <c>json</c> (<see cref="JsonCondition"/>). <c>capture</c> (object) names values for later steps, where <c>{{name}}</c> stands for them:
/// <c>$.path</c> into the JSON, <c>header:Name</c>, or <c>pattern:…</c> with its last group.
/// </summary>
/// <remarks>Rules: <c>steps-not-a-list</c> (also no JSON, or more than 20), <c>step-field-unknown</c>, <c>step-field-unreadable</c>, each with its place.</remarks>
internal sealed class HttpStepReader(ParameterReader definition)
{
    private const int MostSteps = 20;
    private const string AnySuccess = "200-399";
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);
    private static readonly string[] Known =
        ["name", "method", "path", "url", "headers", "body", "status", "contains", "matches", "lacks", "header", "json", "capture"];

    /// <summary>The methods a step may use.</summary>
    public static readonly ImmutableArray<string> Methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The steps; empty when something was refused.</summary>
    public ImmutableArray<HttpStep> Read(string text)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text);
            root = document.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            definition.Refuse("steps", "steps-not-a-list", unreadable.Message);
            return [];
        }

        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() is 0 or > MostSteps)
        {
            definition.Refuse("steps", "steps-not-a-list", MostSteps.ToString(CultureInfo.InvariantCulture));
            return [];
        }

        return [.. root.EnumerateArray().Select((step, index) => TryReadStep(step, index)).OfType<HttpStep>()];
    }

    private HttpStep? TryReadStep(JsonElement step, int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"steps[{index}]");
        try
        {
            return ReadStep(step, index, place);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is JSON and no text (RFC 8259, 8.2); it is met only where it is read.
            definition.Refuse(place, "step-field-unreadable", step.GetRawText());
            return null;
        }
    }

    private HttpStep? ReadStep(JsonElement step, int index, string place)
    {
        if (step.ValueKind != JsonValueKind.Object)
        {
            definition.Refuse(place, "step-field-unreadable", step.ToString());
            return null;
        }

        foreach (var field in step.EnumerateObject().Where(field => !Known.Contains(field.Name, StringComparer.Ordinal)))
        {
            definition.Refuse($"{place}.{field.Name}", "step-field-unknown", field.Name, string.Join(", ", Known));
        }

        var method = TextOf(step, "method", place, "GET");
        if (!Methods.Contains(method))
        {
            definition.Refuse($"{place}.method", "parameter-not-a-choice", method, string.Join(", ", Methods));
            method = Methods[0]; // so that the rest is read too
        }

        var hasBody = step.TryGetProperty("body", out var body);
        var isText = hasBody && body.ValueKind == JsonValueKind.String;
        return new HttpStep(
            TextOf(step, "name", place, string.Create(CultureInfo.InvariantCulture, $"{index + 1}")),
            new HttpMethod(method),
            TextOf(step, "url", place, TextOf(step, "path", place, "")),
            [.. PairsOf(step, "headers", place)],
            !hasBody ? null : isText ? body.GetString() : body.GetRawText(),
            ExpectationOf(step, place),
            [.. PairsOf(step, "capture", place).Select(pair => CaptureOf(pair, place)).OfType<HttpCapture>()])
        {
            BodyType = hasBody && !isText ? "application/json" : null,
        };
    }

    private HttpExpectation ExpectationOf(JsonElement step, string place)
    {
        var status = TextOf(step, "status", place, AnySuccess);
        var matches = TextOf(step, "matches", place, "");
        var json = TextOf(step, "json", place, "");
        return new HttpExpectation(
            Statuses(status, part => definition.Refuse($"{place}.status", "parameter-not-status-codes", part)),
            TextOf(step, "contains", place, ""),
            matches.Length == 0 ? null : PatternOf(matches, $"{place}.matches"),
            TextOf(step, "lacks", place, ""),
            HeadersOf(step, place),
            Conditions(json, () => definition.Refuse($"{place}.json", "parameter-not-json-conditions", json)));
    }

    /// <summary>Codes and spans of codes, separated by commas.</summary>
    public static ImmutableArray<(int From, int To)> Statuses(string text, Action<string> refuse)
    {
        var spans = ImmutableArray.CreateBuilder<(int, int)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length <= 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) &&
                int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from is >= 100 and <= 999 && to >= from)
            {
                spans.Add((from, to));
                continue;
            }

            refuse(part);
        }

        return spans.ToImmutable();
    }

    /// <summary>Conditions on a JSON body; none for an empty text.</summary>
    public static ImmutableArray<JsonCondition> Conditions(string text, Action refuse)
    {
        if (text.Length == 0)
        {
            return [];
        }

        if (!JsonCondition.TryReadAll(text, out var conditions))
        {
            refuse();
        }

        return conditions;
    }

    private HttpCapture? CaptureOf(KeyValuePair<string, string> pair, string place)
    {
        const string header = "header:", pattern = "pattern:";
        if (pair.Value.StartsWith(header, StringComparison.Ordinal))
        {
            return new HttpCapture(pair.Key, null, pair.Value[header.Length..].Trim(), null);
        }

        if (pair.Value.StartsWith(pattern, StringComparison.Ordinal))
        {
            return new HttpCapture(pair.Key, null, null, PatternOf(pair.Value[pattern.Length..], $"{place}.capture.{pair.Key}"));
        }

        if (JsonPath.TryRead(pair.Value, out var path))
        {
            return new HttpCapture(pair.Key, path, null, null);
        }

        definition.Refuse($"{place}.capture.{pair.Key}", "step-field-unreadable", pair.Value);
        return null;
    }

    private Regex? PatternOf(string text, string place)
    {
        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            definition.Refuse(place, "parameter-not-a-pattern", text);
            return null;
        }
    }

    private ImmutableArray<string> HeadersOf(JsonElement step, string place)
    {
        var found = step.TryGetProperty("header", out var header)
            ? header.ValueKind == JsonValueKind.Array ? header.EnumerateArray().Select(one => one.ToString()) : [header.ToString()]
            : [];
        ImmutableArray<string> headers = [.. found];
        foreach (var wrong in headers.Where(one => one.IndexOf(':', StringComparison.Ordinal) <= 0))
        {
            definition.Refuse($"{place}.header", "parameter-not-name-colon-text", wrong);
        }

        return headers;
    }

    private string TextOf(JsonElement step, string field, string place, string standard)
    {
        if (!step.TryGetProperty(field, out var value))
        {
            return standard;
        }

        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            return value.ToString();
        }

        definition.Refuse($"{place}.{field}", "step-field-unreadable", value.ToString());
        return standard;
    }

    private IEnumerable<KeyValuePair<string, string>> PairsOf(JsonElement step, string field, string place)
    {
        if (!step.TryGetProperty(field, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetString()!))];
        }

        definition.Refuse($"{place}.{field}", "step-field-unreadable", value.ToString());
        return [];
    }
}
