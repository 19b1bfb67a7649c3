using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Majordome.Probe.Network.Http;

/// <summary>
/// Makes the requests of one check. It has a handler of its own, so that no other check's certificate rules, name or timing can mix with its own, and
/// the handler keeps no connection, follows nobody, unpacks nothing and knows no proxy.
/// </summary>
internal sealed class HttpConnector : IDisposable
{
    private static readonly HttpRequestOptionsKey<Attempt> AttemptKey = new("Majordome.Attempt");

    private readonly bool verify;
    private readonly bool isVersion2;
    private readonly HttpMessageInvoker client;

    /// <summary>Makes one.</summary>
    /// <param name="verify">Whether a certificate that is not trusted is a failure.</param>
    /// <param name="isVersion2">Whether HTTP/2 is to be spoken. Its connections are shared by the requests of one connector: a run has one of its own.</param>
    public HttpConnector(bool verify, bool isVersion2)
    {
        (this.verify, this.isVersion2) = (verify, isVersion2);
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

    /// <summary>Sends a request; the answer comes with its headers, its body is to be read. The phases <c>dns</c>, <c>connect</c> and <c>tls</c> are measured.</summary>
    /// <exception cref="NoNameServerException">Nobody answers for the host's name.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, PhaseClock clock, CancellationToken deadline)
    {
        var addresses = await HostNames.ResolveAsync(request.RequestUri!.IdnHost, deadline).ConfigureAwait(false);
        clock.End("dns");
        request.Options.Set(AttemptKey, new Attempt(addresses, clock, deadline));
        try
        {
            return await client.SendAsync(request, deadline).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (deadline.IsCancellationRequested)
        {
            // The attempt to connect ended first, and it ended for the same reason.
            throw new OperationCanceledException(deadline);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// Connects for a request, and no longer than it lasts: left to itself the handler goes on for seconds, and hands what comes of it to the next run.
    /// </summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken abandoned)
    {
        var request = context.InitialRequestMessage;
        request.Options.TryGetValue(AttemptKey, out var attempt);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(abandoned, attempt!.Deadline);
        var socket = await Connection.ConnectAsync(attempt.Addresses, context.DnsEndPoint.Port, attempt.Clock, ending.Token).ConfigureAwait(false);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (request.RequestUri!.Scheme != Uri.UriSchemeHttps)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        try
        {
            var options = TlsHandshake.Of(request.Headers.Host is { } name ? NameOf(name) : context.DnsEndPoint.Host, verify);
            options.ApplicationProtocols = isVersion2 ? [SslApplicationProtocol.Http2] : null;
            await tls.AuthenticateAsClientAsync(options, ending.Token).ConfigureAwait(false);
            attempt.Clock.End("tls");
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string NameOf(string host) => Endpoint.TryRead(host, 443, out var endpoint) ? endpoint.Host : host;

    /// <summary>What a request's connection is made with.</summary>
    /// <param name="Addresses">Where to.</param>
    /// <param name="Clock">Measures it.</param>
    /// <param name="Deadline">Ends it.</param>
    private sealed record Attempt(IPAddress[] Addresses, PhaseClock Clock, CancellationToken Deadline);
}
