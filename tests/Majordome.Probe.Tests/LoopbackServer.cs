using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Majordome.Probe.Tests;

/// <summary>A server on a loopback port that treats each connection as the test says.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private int connections;
    private int closedByPeer;

    private LoopbackServer(Func<Stream, CancellationToken, Task> treat, X509Certificate2? certificate)
    {
        listener.Start();
        accepting = AcceptAsync(treat, certificate);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Target => $"127.0.0.1:{Port}";

    public int Connections => connections;

    public int ClosedByPeer => closedByPeer;

    public static LoopbackServer Start(Func<Stream, CancellationToken, Task> treat, X509Certificate2? certificate = null) => new(treat, certificate);

    /// <summary>Says something and waits until the peer closes.</summary>
    public static LoopbackServer Saying(string text) => Start(async (stream, cancellation) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation));

    /// <summary>Accepts, and never says a word.</summary>
    public static LoopbackServer Silent() => Start(static (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation));

    /// <summary>Reads a request up to its blank line and answers by its path.</summary>
    public static LoopbackServer Web(Func<string, string> answer, X509Certificate2? certificate = null) => Start(
        async (stream, cancellation) =>
        {
            var request = "";
            var buffer = new byte[4096];
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, cancellation);
                if (read == 0)
                {
                    return;
                }

                request += Encoding.UTF8.GetString(buffer, 0, read);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request)), cancellation);
        },
        certificate);

    public static X509Certificate2 Certificate(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(until.AddDays(-365), until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A certificate of an issuer that nobody has, and that is to be fetched at an address.</summary>
    public static X509Certificate2 CertificateOfAbsentIssuer(string name, string issuerAt)
    {
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuerAt]));
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(
            new X500DistinguishedName("CN=Absent"), X509SignatureGenerator.CreateForECDsa(issuer), now.AddDays(-1), now.AddDays(90), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>How a server shows a certificate, and it alone: it does not look for its issuer either.</summary>
    public static SslServerAuthenticationOptions Shown(X509Certificate2 certificate) =>
        new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true) };

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await accepting;
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync(Func<Stream, CancellationToken, Task> treat, X509Certificate2? certificate)
    {
        var treating = new List<Task>();
        try
        {
            while (true)
            {
                treating.Add(TreatAsync(await listener.AcceptTcpClientAsync(closing.Token), treat, certificate));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(treating);
        }
    }

    private async Task TreatAsync(TcpClient client, Func<Stream, CancellationToken, Task> treat, X509Certificate2? certificate)
    {
        Interlocked.Increment(ref connections);
        try
        {
            using (client)
            {
                Stream stream = client.GetStream();
                if (certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(Shown(certificate), closing.Token);
                    stream = tls;
                }

                await treat(stream, closing.Token);
                if (certificate is not null)
                {
                    await ((SslStream)stream).ShutdownAsync();
                }

                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(new byte[1024], closing.Token) > 0)
                {
                    // Until the peer closes.
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The peer left first.
        }

        Interlocked.Increment(ref closedByPeer);
    }
}
