using System.Net.Http.Headers;
using System.Text;

namespace Majordome.Server.Platform;

/// <summary>Where a Prometheus-compatible store is, and who we are there.</summary>
/// <param name="Query">The address of instant queries: what <c>--metrics-url</c> says, and <c>/api/v1/query</c>.</param>
/// <param name="Write">Where remote write goes: <c>--metrics-write-url</c>, or <c>--metrics-url</c> and <c>/api/v1/write</c>.</param>
/// <param name="Authorization">The header, or <c>null</c>.</param>
public sealed record MetricsAddress(Uri Query, Uri Write, AuthenticationHeaderValue? Authorization)
{
    /// <summary>What the options say; <c>null</c>: numbers live in the program's own database.</summary>
    /// <exception cref="StartRefusedException">An address or the file of the secret cannot be read.</exception>
    public static MetricsAddress? Of(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MetricsUrl is not { } url)
        {
            return options.MetricsWriteUrl is { } lonely ? throw new StartRefusedException("metrics-url-missing", lonely) : null;
        }

        var root = url.TrimEnd('/');
        return new MetricsAddress(Read(root + "/api/v1/query"), Read(options.MetricsWriteUrl ?? root + "/api/v1/write"), Secret(options.MetricsSecretFile));
    }

    private static Uri Read(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var read) && read.Scheme is "http" or "https" && read.UserInfo.Length == 0
            ? read
            : throw new StartRefusedException("metrics-url-malformed", url);

    // A bearer token holds no colon (RFC 6750, 2.1), a user's name neither (RFC 7617, 2): the first one tells which it is.
    private static AuthenticationHeaderValue? Secret(string? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            var secret = File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
            return secret.Length == 0 ? throw new StartRefusedException("metrics-secret-missing", file)
                : secret.Contains(':', StringComparison.Ordinal) ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))
                : new("Bearer", secret);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException("metrics-secret-missing", file);
        }
    }
}
