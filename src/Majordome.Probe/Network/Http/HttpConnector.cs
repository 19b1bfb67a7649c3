using System.Net;
using System.Net.Security;

namespace Majordome.Probe.Network.Http;

/// <summary>
/// Makes the requests of one check. It has a handler of its own, so that no other check's certificate rules, name or timing can mix with its own, and
/// the handler keeps no connection, follows nobody, unpacks nothing and knows no proxy.
/// </summary>
internal sealed class HttpConnector : IDisposable
{
    private readonly bool verify;
    private readonly bool isVersion2;
    private readonly HttpMessageInvoker client;

    /// <summary>Makes one.</summary>
    /// <param name="verify">Whether a certificate that is not trusted is a failure.</param>
    /// <param name="isVersion2">Whether HTTP/2 is to be spoken.</param>
    /// <param name="time">Measures the phases.</param>
    public HttpConnector(bool verify, bool isVersion2, TimeProvider time)
    {
        (this.verify, this.isVersion2) = (verify, isVersion2);
        Clock = new PhaseClock(time);
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

    /// <summary>Measures the request at work: a prepared check never runs twice at once.</summary>
    public PhaseClock Clock { get; set; }

    /// <summary>Sends a request; the answer comes with its headers, its body is to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken deadline) => client.SendAsync(request, deadline);

    public void Dispose() => client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken deadline)
    {
        var request = context.InitialRequestMessage;
        var stream = await Connection.OpenStreamAsync(new Endpoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), Clock, deadline).ConfigureAwait(false);
        if (request.RequestUri!.Scheme != Uri.UriSchemeHttps)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = request.Headers.Host is { } name ? NameOf(name) : context.DnsEndPoint.Host,
                ApplicationProtocols = isVersion2 ? [SslApplicationProtocol.Http2] : null,
            };
            if (!verify)
            {
#pragma warning disable CA5359 // the definition says, for this target alone, that its certificate is not what is checked
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            }

            await tls.AuthenticateAsClientAsync(options, deadline).ConfigureAwait(false);
            Clock.End("tls");
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string NameOf(string host) => Endpoint.TryRead(host, 443, out var endpoint) ? endpoint.Host : host;
}
