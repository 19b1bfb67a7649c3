using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Majordome.Protocols.Json;

namespace Majordome.Probe.Network.Http;

/// <summary>One request of a check, what its answer has to be like, and what is taken from it for the next.</summary>
/// <param name="Name">What it is called in the texts; empty for the only one.</param>
/// <param name="Method">Method.</param>
/// <param name="Location">Path or URL, with <c>{{name}}</c> for what earlier steps took; empty for the target.</param>
/// <param name="Headers">Headers of the request, with the same.</param>
/// <param name="Body">Body of the request, with the same; <c>null</c> for none.</param>
/// <param name="Expectation">What the answer has to be like.</param>
/// <param name="Captures">What is taken from it.</param>
internal sealed record HttpStep(
    string Name,
    HttpMethod Method,
    string Location,
    ImmutableArray<KeyValuePair<string, string>> Headers,
    string? Body,
    HttpExpectation Expectation,
    ImmutableArray<HttpCapture> Captures)
{
    /// <summary>The media type of a body written as JSON in the definition; <c>null</c> when the headers say it.</summary>
    public string? BodyType { get; init; }
}

/// <summary>A value that is taken from an answer: by a path into its JSON, from a header, or by the first group of a pattern over its body.</summary>
internal sealed record HttpCapture(string Name, JsonPath? Path, string? Header, Regex? Pattern)
{
    /// <summary>The value; <c>null</c> when the answer has none.</summary>
    public string? From(HttpAnswer answer)
    {
        if (Header is not null)
        {
            return answer.Header(Header).FirstOrDefault();
        }

        if (Pattern is not null)
        {
            var match = Pattern.Match(answer.Body);
            return match.Success ? match.Groups[^1].Value : null;
        }

        try
        {
            return answer.Json is { } json && Path!.Select(json).FirstOrDefault() is { ValueKind: not JsonValueKind.Undefined } value ? value.ToString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a text that is no Unicode: half a surrogate pair
        }
    }
}

/// <summary>An answer as it is judged.</summary>
/// <param name="Response">Status and headers.</param>
/// <param name="Body">What was read of the body, as text; empty when nobody wants it.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
internal sealed record HttpAnswer(HttpResponseMessage Response, string Body, bool IsWhole)
{
    private readonly Lazy<JsonElement?> json = new(() => Parse(Body));

    /// <summary>The body as JSON; <c>null</c> when it is none.</summary>
    public JsonElement? Json => json.Value;

    /// <summary>The values of a header.</summary>
    public IEnumerable<string> Header(string name) =>
        Response.Headers.NonValidated.TryGetValues(name, out var values) || Response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values : [];

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>What an answer has to be like.</summary>
internal sealed record HttpExpectation(
    ImmutableArray<(int From, int To)> Statuses,
    string Contains,
    Regex? Matches,
    string Lacks,
    ImmutableArray<string> Headers,
    ImmutableArray<JsonCondition> Json)
{
    public bool WantsBody => Contains.Length > 0 || Matches is not null || Lacks.Length > 0 || !Json.IsEmpty;

    /// <summary>What is wrong with an answer; empty when nothing is.</summary>
    public IEnumerable<string> FaultsOf(HttpAnswer answer)
    {
        var within = answer.IsWhole ? "the body" : "what was read of the body";
        var (status, body) = ((int)answer.Response.StatusCode, answer.Body);
        if (!Statuses.Any(span => status >= span.From && status <= span.To))
        {
            yield return "status not expected";
        }

        if (Contains.Length > 0 && !body.Contains(Contains, StringComparison.Ordinal))
        {
            yield return $"{within} lacks “{Contains}”";
        }

        if (Matches is not null && !Matches.IsMatch(body))
        {
            yield return $"{within} does not match {Matches}";
        }

        if (Lacks.Length > 0 && body.Contains(Lacks, StringComparison.Ordinal))
        {
            yield return $"{within} holds “{Lacks}”";
        }

        foreach (var header in Headers.Where(header => !Has(answer, header)))
        {
            yield return $"no header {header}";
        }

        foreach (var fault in JsonFaults(answer, within))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> JsonFaults(HttpAnswer answer, string within)
    {
        if (Json.IsEmpty)
        {
            return [];
        }

        return answer.Json is { } json ? Json.Where(condition => !condition.Holds(json)).Select(condition => $"{within} is not {condition}") : [$"{within} is no JSON"];
    }

    private static bool Has(HttpAnswer answer, string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        var (name, text) = (header[..colon].Trim(), header[(colon + 1)..].Trim());
        return answer.Header(name).Any(value => value.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
