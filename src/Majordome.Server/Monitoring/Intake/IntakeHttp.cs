using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What the HTTP addresses that senders write to have in common: who sends, the body, the answer to what is refused.</summary>
public static class IntakeHttp
{
    /// <summary>Where a person's token that may write for several clients names one: its code.</summary>
    public const string ClientHeader = "X-Majordome-Client";

    /// <summary>The largest body once decompressed, in bytes.</summary>
    public const int LargestBody = 64 * 1024 * 1024;

    /// <summary>The sender: by bearer token, or by basic authentication with the token as the password.</summary>
    /// <returns>Who; <c>null</c> when the answer is given already: 401 for an unknown secret, 403 or 422 for one that is not enough.</returns>
    public static async Task<Sender?> SenderAsync(this HttpContext http, SenderDirectory senders)
    {
        var client = http.Request.Headers[ClientHeader].FirstOrDefault() ?? http.Request.Query["client"].FirstOrDefault() ?? "";
        var found = await senders.BySecretAsync(SecretOf(http.Request), client, http.RequestAborted);
        if (found.Sender is null)
        {
            http.Response.Headers.WWWAuthenticate = found.Refusal is null ? "Bearer, Basic realm=\"majordome\"" : default;
            await (found.Refusal is { } refusal
                ? http.RefuseAsync(refusal.Rule is "sender-forbidden" ? HttpStatusCode.Forbidden : HttpStatusCode.UnprocessableEntity, refusal)
                : http.RefuseAsync(HttpStatusCode.Unauthorized, Refusal.Of("authorization", "sender-unknown")));
        }

        return found.Sender;
    }

    /// <summary>Answers with a refusal: problem+json (RFC 9457), or what the address has for it (<see cref="IRefusalForm"/>).</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">As what.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="retryAfter">In how many seconds it may be tried again (RFC 9110, 10.2.3).</param>
    public static async Task RefuseAsync(this HttpContext http, HttpStatusCode status, Refusal refusal, int? retryAfter = null)
    {
        if (retryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<IRefusalForm>() is { } form && await form.WriteAsync(http, status, refusal))
        {
            return;
        }

        var sentences = http.RequestServices.GetRequiredService<Sentences>();
        var sentence = sentences.Tell(refusal);
        var details = new ProblemDetails { Status = (int)status, Title = sentences.Title((int)status), Detail = sentence };
        details.Extensions["errors"] = new[] { new ProblemError(refusal.Path, refusal.Rule, sentence, refusal.Values.FirstOrDefault()?.ToString()) };
        await TypedResults.Problem(details).ExecuteAsync(http);
    }

    /// <summary>The beginning of a body, as what cannot be read is put aside.</summary>
    public static string Beginning(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, PutAside.LongestPayload)]);

    private static string SecretOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var header) || header.Parameter is not { } value)
        {
            return "";
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return value.Trim();
        }

        Span<byte> plain = stackalloc byte[512];
        return header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(value, plain, out var length)
            && Encoding.UTF8.GetString(plain[..length]) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? pair[(colon + 1)..]
            : "";
    }
}
