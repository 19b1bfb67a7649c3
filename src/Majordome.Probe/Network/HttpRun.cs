using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A prepared HTTP check. It has a handler of its own, so that no other check's certificate rules, name or timing can mix with its own, and
/// the handler keeps no connection.
/// </summary>
internal sealed class HttpRun : NetworkCheck
{
    private readonly Uri url;
    private readonly HttpMethod method;
    private readonly string host;
    private readonly int redirects;
    private readonly bool verify;
    private readonly int bodyLimit;
    private readonly HttpExpectation expectation;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker client;

    // The run at work. A prepared check never runs twice at once.
    private PhaseClock clock;

    public HttpRun(
        Uri url, HttpMethod method, string host, int redirects, bool verify, int bodyLimit, HttpExpectation expectation, TimeProvider time)
        : base(url.IdnHost)
    {
        (this.url, this.method, this.host, this.redirects, this.verify) = (url, method, host, redirects, verify);
        (this.bodyLimit, this.expectation, this.time) = (bodyLimit, expectation, time);
        clock = new PhaseClock(time);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.Zero,
            UseCookies = false,
            UseProxy = false,
        });
    }

    protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
    {
        var (whole, at, hops) = (new PhaseClock(time), url, 0);
        while (true)
        {
            clock = new PhaseClock(time);
            using var request = Request(at);
            using var response = await client.SendAsync(request, deadline).ConfigureAwait(false);
            clock.End("first-byte");
            if (hops < redirects && NextHop(response, at) is { } next)
            {
                (at, hops) = (next, hops + 1);
                whole.End("redirects");
                continue;
            }

            return await JudgeAsync(response, whole, at, hops, deadline).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        client.Dispose();
        base.Dispose(disposing);
    }

    private HttpRequestMessage Request(Uri at)
    {
        var request = new HttpRequestMessage(method, at) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.ConnectionClose = true;
        request.Headers.TryAddWithoutValidation("User-Agent", "Majordome");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.Host = host.Length > 0 && at == url ? host : null;
        return request;
    }

    /// <summary>Where a redirection leads (RFC 9110, 15.4); <c>null</c> when the answer is none, or leads out of the web.</summary>
    private static Uri? NextHop(HttpResponseMessage response, Uri at)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var next = location.IsAbsoluteUri ? location : new Uri(at, location);
        return next.Scheme == Uri.UriSchemeHttp || next.Scheme == Uri.UriSchemeHttps ? next : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken deadline)
    {
        var request = context.InitialRequestMessage;
        var stream = await Connection.OpenStreamAsync(new Endpoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), clock, deadline).ConfigureAwait(false);
        if (request.RequestUri!.Scheme != Uri.UriSchemeHttps)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = request.Headers.Host is { } name ? NameOf(name) : context.DnsEndPoint.Host };
            if (!verify)
            {
                #pragma warning disable CA5359 // the definition says, for this target alone, that its certificate is not what is checked
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            }

            await tls.AuthenticateAsClientAsync(options, deadline).ConfigureAwait(false);
            clock.End("tls");
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string NameOf(string host) => Endpoint.TryRead(host, 443, out var endpoint) ? endpoint.Host : host;

    private async Task<CheckOutcome> JudgeAsync(HttpResponseMessage response, PhaseClock whole, Uri at, int hops, CancellationToken deadline)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(deadline).ConfigureAwait(false);
        using var kept = new MemoryStream();
        var (size, isWhole) = await ReadAsync(stream, expectation.WantsBody ? kept : null, deadline).ConfigureAwait(false);
        clock.End("body");

        var status = (int)response.StatusCode;
        var text = kept.Length == 0 ? "" : EncodingOf(response).GetString(kept.GetBuffer(), 0, (int)kept.Length);
        var faults = expectation.FaultsOf(status, response, text, isWhole).ToArray();
        var journey = hops > 0 ? string.Create(CultureInfo.InvariantCulture, $" from {at} after {hops} {(hops == 1 ? "redirect" : "redirects")}") : "";
        var said = string.Create(CultureInfo.InvariantCulture, $"HTTP {status} {response.ReasonPhrase}").TrimEnd() + journey;
        var outcome = Timed.Outcome(
            whole, expectation.Time, string.Join("; ", faults.Prepend(said)), faults.Length > 0 ? CheckStatus.Critical : CheckStatus.Ok);
        return outcome with
        {
            Measurements = [.. outcome.Measurements, new PerformanceDatum("size", size, "B", Minimum: 0), new PerformanceDatum("status", status)],
            Phases = hops == 0 ? clock.Phases : [Redirects(whole), .. clock.Phases],
        };
    }

    private static CheckPhase Redirects(PhaseClock whole) =>
        new("redirects", whole.Phases.Aggregate(NodaTime.Duration.Zero, static (sum, phase) => sum + phase.Took));

    private async Task<(long Size, bool IsWhole)> ReadAsync(Stream stream, MemoryStream? kept, CancellationToken deadline)
    {
        var (size, buffer) = (0L, ArrayPool<byte>.Shared.Rent(16384));
        try
        {
            while (size < bodyLimit)
            {
                var room = (int)Math.Min(buffer.Length, bodyLimit - size);
                var read = await stream.ReadAsync(buffer.AsMemory(0, room), deadline).ConfigureAwait(false);
                if (read == 0)
                {
                    return (size, true);
                }

                if (kept is not null)
                {
                    await kept.WriteAsync(buffer.AsMemory(0, read), deadline).ConfigureAwait(false);
                }

                size += read;
            }

            return (size, false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Encoding EncodingOf(HttpResponseMessage response)
    {
        try
        {
            return response.Content.Headers.ContentType?.CharSet is { Length: > 0 } charset ? Encoding.GetEncoding(charset.Trim('"')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
