using System.Collections.Immutable;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network.Http;

/// <summary>
/// A web page answers as it should, or a journey of several requests does. Target: an <c>http</c> or <c>https</c> URL. Every request connects anew, so that what it measures is what
/// a newcomer would meet; cookies live as long as the run. Measures <c>time</c> (ms), <c>size</c> (B, of the body read and unpacked) and <c>status</c> of the last answer, and <c>time NAME</c> of each
/// step; phases of the last request: <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>first-byte</c>, <c>body</c>, after <c>redirects</c> if any were followed; of steps, each with the step's name before it.
/// </summary>
/// <remarks>
/// Credentials, and headers of the steps, are sent to the target's own scheme, host and port only, never where a redirection leads. <c>version</c> 2 is by ALPN over TLS and by
/// prior knowledge (RFC 9113, 3.3) in the clear; a server that does not speak it is critical.
/// </remarks>
public sealed class HttpCheck(TimeProvider time) : CheckType
{
    /// <summary>What only the one request has, and steps say for themselves.</summary>
    private static readonly string[] OfOneRequest = ["method", "body", "status", "contains", "matches", "lacks", "header", "json"];

    /// <inheritdoc/>
    public override string Name => "http";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("method", ParameterKind.Choice, "GET", Choices: HttpStepReader.Methods),
        new("body", ParameterKind.Text, ""), // body of the request
        new("status", ParameterKind.Text, "200-399"), // codes and spans of codes, separated by commas, of the last answer
        new("redirects", ParameterKind.Whole, "5", Least: 0, Most: 20), // how many are followed
        new("contains", ParameterKind.Text, ""), // text that the body must hold
        new("matches", ParameterKind.Pattern, ""), // pattern that the body must match
        new("lacks", ParameterKind.Text, ""), // text that the body must not hold
        new("header", ParameterKind.Text, ""), // "Name: text": a header of the answer that must hold the text
        new("json", ParameterKind.Text, ""), // conditions on a JSON body (JsonCondition)
        new("steps", ParameterKind.Text, ""), // several requests instead of one (HttpStepReader)
        new("user", ParameterKind.Text, ""), // basic authentication (RFC 7617)
        new("password", ParameterKind.Secret, ""),
        new("bearer", ParameterKind.Secret, ""), // a token (RFC 6750) instead
        new("authorization", ParameterKind.Secret, ""), // the whole field (RFC 9110, 11.6.2), for any other scheme
        new("version", ParameterKind.Choice, "1.1", Choices: ["1.1", "2"]), // of HTTP, to be spoken
        new("host", ParameterKind.Text, ""), // name asked for, when it is not the URL's
        new("verify", ParameterKind.Flag, "true"), // whether a certificate that is not trusted is a failure
        new("body-limit", ParameterKind.Whole, "1048576", "B", 0, 67_108_864), // how much of the body is read
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var steps = StepsOf(definition);
        var host = definition.Text("host");
        if (host.Length > 0 && !Endpoint.TryRead(host, 80, out _))
        {
            definition.Refuse("host", "parameter-not-a-host", host);
        }

        var manners = new HttpManners(
            host, definition.Whole("redirects"), definition.Flag("verify"), definition.Whole("body-limit"), definition.Choice("version") is "2", AuthorizationOf(definition));
        var thresholds = definition.Thresholds("time");
        if (!WebAddress.TryRead(definition.Target, out var url))
        {
            definition.RefuseTarget("target-not-a-url");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            // RFC 9110, 4.2.4: not to be written; here it would also show a password in every list.
            definition.RefuseTarget("target-holds-credentials", "");
        }

        return definition.Refusals.IsEmpty ? new HttpRun(url, steps, manners, thresholds, time) : null;
    }

    private ImmutableArray<HttpStep> StepsOf(ParameterReader definition)
    {
        var one = OneRequest(definition);
        var steps = definition.Text("steps");
        if (steps.Length == 0)
        {
            return [one];
        }

        foreach (var parameter in Parameters.Where(p => OfOneRequest.Contains(p.Name, StringComparer.Ordinal) && definition.Text(p.Name) != p.Default))
        {
            definition.Refuse(parameter.Name, "parameter-said-by-steps", definition.Text(parameter.Name));
        }

        return new HttpStepReader(definition).Read(steps);
    }

    private static HttpStep OneRequest(ParameterReader definition)
    {
        var (header, json, body) = (definition.Text("header"), definition.Text("json"), definition.Text("body"));
        if (header.Length > 0 && header.IndexOf(':', StringComparison.Ordinal) <= 0)
        {
            definition.Refuse("header", "parameter-not-name-colon-text", header);
        }

        var expectation = new HttpExpectation(
            HttpStepReader.Statuses(definition.Text("status"), part => definition.Refuse("status", "parameter-not-status-codes", part)),
            definition.Text("contains"),
            definition.Pattern("matches"),
            definition.Text("lacks"),
            header.Length == 0 ? [] : [header],
            HttpStepReader.Conditions(json, () => definition.Refuse("json", "parameter-not-json-conditions", json)));
        return new HttpStep("", new HttpMethod(definition.Choice("method")), "", [], body.Length == 0 ? null : body, expectation, []);
    }

    private static string AuthorizationOf(ParameterReader definition) =>
        definition.Text("authorization") is { Length: > 0 } whole ? whole : HttpCredentials.Read(definition, "bearer");
}

/// <summary>How every request of a check is made.</summary>
/// <param name="Host">Name asked for, when it is not the URL's.</param>
/// <param name="Redirects">How many are followed.</param>
/// <param name="Verify">Whether a certificate that is not trusted is a failure.</param>
/// <param name="BodyLimit">How much of a body is read, in bytes, packed or unpacked.</param>
/// <param name="IsVersion2">Whether HTTP/2 is to be spoken.</param>
/// <param name="Authorization">The header, or empty.</param>
internal sealed record HttpManners(string Host, int Redirects, bool Verify, int BodyLimit, bool IsVersion2, string Authorization);
