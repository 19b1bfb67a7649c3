using System.Collections.Immutable;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Majordome.Probe.Network.Http;

/// <summary>What a run carries from one request to the next: where its target is, its cookies, and the values it took.</summary>
internal sealed partial class HttpJourney(Uri target)
{
    /// <summary>Longest value taken from an answer, in characters; what is longer is cut.</summary>
    private const int LongestValue = 8192;

    private readonly CookieContainer cookies = new();
    private readonly Dictionary<string, string> taken = new(StringComparer.Ordinal);

    /// <summary>Where a step leads, its places filled; <c>null</c> when that is out of the web.</summary>
    public Uri? LocationOf(string location)
    {
        var filled = Place().Replace(location, match => Uri.EscapeDataString(taken.GetValueOrDefault(match.Groups[1].Value, "")));
        return filled.Length == 0 ? target
            : WebAddress.TryRead(target, filled, out var at) ? at : null;
    }

    /// <summary>Whether an address is the target's own: same scheme, host and port.</summary>
    public bool IsAtTarget(Uri at) => Uri.Compare(at, target, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>A text with its <c>{{name}}</c> filled; what no step took stays empty.</summary>
    public string Filled(string text, bool isJson = false) => Place().Replace(
        text,
        match => taken.GetValueOrDefault(match.Groups[1].Value, "") is var value && isJson ? JavaScriptEncoder.Default.Encode(value) : value);

    /// <summary>Takes what a step names; says what the answer does not have.</summary>
    public IEnumerable<string> Take(ImmutableArray<HttpCapture> captures, HttpAnswer answer)
    {
        foreach (var capture in captures)
        {
            if (capture.From(answer) is not { } value)
            {
                yield return $"no {capture.Name} to take";
                continue;
            }

            taken[capture.Name] = value.Length > LongestValue ? value[..LongestValue] : value;
        }
    }

    public void AddCookies(HttpRequestMessage request, Uri at)
    {
        if (cookies.GetCookieHeader(at) is { Length: > 0 } header)
        {
            request.Headers.TryAddWithoutValidation("Cookie", header);
        }
    }

    public void TakeCookies(HttpResponseMessage response, Uri at)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
        {
            return;
        }

        foreach (var line in lines)
        {
            try
            {
                cookies.SetCookies(at, line);
            }
            catch (CookieException)
            {
                // A cookie that cannot be read is not kept: a browser would not either.
            }
        }
    }

    /// <summary>Where a redirection leads (RFC 9110, 15.4); <c>null</c> when the answer is none, or leads out of the web.</summary>
    public static Uri? NextHop(HttpResponseMessage response, Uri at)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        return WebAddress.TryRead(at, location.OriginalString, out var next) ? next : null;
    }

    /// <summary>The method that goes on (RFC 9110, 15.4): 307 and 308 keep it, 303 asks with GET, and so does what a browser does with POST on 301 and 302.</summary>
    public static HttpMethod MethodAfter(HttpResponseMessage response, HttpMethod method) => (int)response.StatusCode switch
    {
        303 when method != HttpMethod.Head => HttpMethod.Get,
        301 or 302 when method == HttpMethod.Post => HttpMethod.Get,
        _ => method,
    };

    /// <summary>A header's value: no line may begin in it.</summary>
    public static string OneLine(string text) => text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    [GeneratedRegex(@"\{\{([^{}]+)\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
