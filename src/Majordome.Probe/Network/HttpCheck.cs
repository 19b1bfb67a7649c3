using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A web page answers as it should. Target: an <c>http</c> or <c>https</c> URL. Every run connects anew, so that what it measures is what
/// a newcomer would meet. Measures <c>time</c> (ms), <c>size</c> (B, of the body read) and <c>status</c>;
/// phases of the last request: <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>first-byte</c>, <c>body</c>, after <c>redirects</c> if any were followed.
/// </summary>
public sealed class HttpCheck(TimeProvider time) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "http";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("method", ParameterKind.Choice, "GET", Choices: ["GET", "HEAD", "OPTIONS"]),
        new("status", ParameterKind.Text, "200-399"), // codes and spans of codes, separated by commas, of the last answer
        new("redirects", ParameterKind.Whole, "5", Least: 0, Most: 20), // how many are followed
        new("contains", ParameterKind.Text, ""), // text that the body must hold
        new("matches", ParameterKind.Pattern, ""), // pattern that the body must match
        new("lacks", ParameterKind.Text, ""), // text that the body must not hold
        new("header", ParameterKind.Text, ""), // "Name: text": a header of the answer that must hold the text
        new("host", ParameterKind.Text, ""), // name asked for, when it is not the URL's
        new("verify", ParameterKind.Flag, "true"), // whether a certificate that is not trusted is a failure
        new("body-limit", ParameterKind.Whole, "1048576", "B", 0, 67_108_864), // how much of the body is read
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var statuses = ReadStatuses(definition);
        var header = definition.Text("header");
        if (header.Length > 0 && header.IndexOf(':', StringComparison.Ordinal) <= 0)
        {
            definition.Refuse("header", "parameter-not-name-colon-text", header);
        }

        var host = definition.Text("host");
        if (host.Length > 0 && !Endpoint.TryRead(host, 80, out _))
        {
            definition.Refuse("host", "parameter-not-a-host", host);
        }

        var expectation = new HttpExpectation(
            statuses, definition.Text("contains"), definition.Pattern("matches"), definition.Text("lacks"), header, definition.Thresholds("time"));
        var (method, redirects, verify, limit) =
            (definition.Choice("method"), definition.Whole("redirects"), definition.Flag("verify"), definition.Whole("body-limit"));
        if (!Uri.TryCreate(definition.Target, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            definition.RefuseTarget("target-not-a-url");
            return null;
        }

        return definition.Refusals.IsEmpty
            ? new HttpRun(url, new HttpMethod(method), host, redirects, verify, limit, expectation, time)
            : null;
    }

    private static ImmutableArray<(int From, int To)> ReadStatuses(ParameterReader definition)
    {
        var text = definition.Text("status");
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

            definition.Refuse("status", "parameter-not-status-codes", part);
        }

        return spans.ToImmutable();
    }
}

/// <summary>What an answer has to be like.</summary>
internal sealed record HttpExpectation(
    ImmutableArray<(int From, int To)> Statuses, string Contains, Regex? Matches, string Lacks, string Header, Thresholds Time)
{
    public bool WantsBody => Contains.Length > 0 || Matches is not null || Lacks.Length > 0;

    /// <summary>What is wrong with an answer; empty when nothing is.</summary>
    public IEnumerable<string> FaultsOf(int status, HttpResponseMessage response, string body, bool isWhole)
    {
        var within = isWhole ? "the body" : "what was read of the body";
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

        if (Header.Length > 0 && !HasHeader(response))
        {
            yield return $"no header {Header}";
        }
    }

    private bool HasHeader(HttpResponseMessage response)
    {
        var colon = Header.IndexOf(':', StringComparison.Ordinal);
        var (name, text) = (Header[..colon].Trim(), Header[(colon + 1)..].Trim());
        return (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)) &&
            values.Any(value => value.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
