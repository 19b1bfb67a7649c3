using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Majordome.Probe.Network;

namespace Majordome.Probe.Discovery;

/// <summary>
/// Finds out what a service speaks by speaking to it: who greets first is known by the greeting; who stays silent is tried with TLS, HTTP and
/// PostgreSQL, each over a new connection. A port number decides nothing but the order.
/// </summary>
internal sealed class ServiceIdentifier(TimeProvider time)
{
    private const int LongestBanner = 120;
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private static readonly byte[] HttpRequest = "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Majordome\r\nConnection: close\r\n\r\n"u8.ToArray();
    private static readonly byte[] SslRequest = [0, 0, 0, 8, 4, 210, 22, 47]; // PostgreSQL, "Message Formats: SSLRequest"

    /// <summary>Identifies; <c>null</c> when nothing takes connections there.</summary>
    /// <param name="target">The service.</param>
    /// <param name="process">Name of its process, if known.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<ServiceIdentity?> IdentifyAsync(IPEndPoint target, string? process, CancellationToken cancellation)
    {
        var greeting = await AskAsync(target, [], GreetingLimit, cancellation).ConfigureAwait(false);
        if (greeting is null)
        {
            return null;
        }

        if (greeting.Length > 0)
        {
            return await ByGreetingAsync(target, greeting, cancellation).ConfigureAwait(false);
        }

        var mayBePostgres = target.Port == 5432 || process is "postgres" or "pgbouncer";
        return (mayBePostgres ? await AsPostgresAsync(target, cancellation).ConfigureAwait(false) : null)
            ?? await AsTlsAsync(target, cancellation).ConfigureAwait(false)
            ?? await AsHttpAsync(target, cancellation).ConfigureAwait(false)
            ?? (mayBePostgres ? null : await AsPostgresAsync(target, cancellation).ConfigureAwait(false))
            ?? new ServiceIdentity(ServiceProtocol.Tcp);
    }

    private async Task<ServiceIdentity> ByGreetingAsync(IPEndPoint target, byte[] greeting, CancellationToken cancellation)
    {
        var banner = Banner(greeting);
        if (banner.StartsWith("SSH-", StringComparison.Ordinal))
        {
            return new ServiceIdentity(ServiceProtocol.Ssh, banner);
        }

        if (banner.StartsWith("220", StringComparison.Ordinal))
        {
            // FTP greets with 220 too, but knows no EHLO.
            var reply = await AskAsync(target, "EHLO probe.invalid\r\n"u8.ToArray(), AnswerLimit, cancellation, afterGreeting: true).ConfigureAwait(false);
            if (reply is { Length: >= 3 } && reply.AsSpan(0, 3).SequenceEqual("250"u8))
            {
                return new ServiceIdentity(ServiceProtocol.Smtp, banner);
            }
        }

        return new ServiceIdentity(ServiceProtocol.Tcp, banner);
    }

    private async Task<ServiceIdentity?> AsPostgresAsync(IPEndPoint target, CancellationToken cancellation)
    {
        // One letter and no more: S for TLS, N for none.
        var answer = await AskAsync(target, SslRequest, AnswerLimit, cancellation).ConfigureAwait(false);
        return answer is [(byte)'S' or (byte)'N'] ? new ServiceIdentity(ServiceProtocol.PostgreSql) : null;
    }

    private async Task<ServiceIdentity?> AsHttpAsync(IPEndPoint target, CancellationToken cancellation)
    {
        var answer = await AskAsync(target, HttpRequest, AnswerLimit, cancellation).ConfigureAwait(false);
        return HttpStatus(answer) is { } status ? new ServiceIdentity(ServiceProtocol.Http, Banner(answer!), status) : null;
    }

    private async Task<ServiceIdentity?> AsTlsAsync(IPEndPoint target, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var isTrusted = false;
        try
        {
            var clock = new PhaseClock(time);
            var stream = await Connection.OpenStreamAsync(new Endpoint(target.Address.ToString(), target.Port), clock, deadline.Token).ConfigureAwait(false);
            await using var tls = new SslStream(stream);
            var handshake = TlsHandshake.Of("localhost", (_, _, _, errors) =>
            {
                isTrusted = !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
                return errors is not SslPolicyErrors.RemoteCertificateNotAvailable; // whom it is, is what is being asked
            });
            await tls.AuthenticateAsClientAsync(handshake, deadline.Token).ConfigureAwait(false);
            var name = (tls.RemoteCertificate as X509Certificate2)?.GetNameInfo(X509NameType.DnsName, forIssuer: false);
            var answer = await TryAskAsync(tls, HttpRequest, deadline.Token).ConfigureAwait(false);
            var status = HttpStatus(answer);
            return new ServiceIdentity(status is null ? ServiceProtocol.Tls : ServiceProtocol.Https, null, status, name, isTrusted);
        }
        catch (Exception other) when (other is SocketException or IOException or AuthenticationException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Connects, says something (after the greeting, if asked to) and takes the first words of the answer: empty when none come in time or the
    /// peer closes; <c>null</c> when it does not take the connection.
    /// </summary>
    private async Task<byte[]?> AskAsync(IPEndPoint target, byte[] words, TimeSpan atMost, CancellationToken cancellation, bool afterGreeting = false)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, deadline.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }

        await using var stream = new NetworkStream(socket);
        if (afterGreeting)
        {
            await TryAskAsync(stream, [], deadline.Token).ConfigureAwait(false);
        }

        return await TryAskAsync(stream, words, deadline.Token).ConfigureAwait(false);
    }

    private static async Task<byte[]> TryAskAsync(Stream stream, byte[] words, CancellationToken deadline)
    {
        var buffer = new byte[512];
        try
        {
            await stream.WriteAsync(words, deadline).ConfigureAwait(false);
            var read = await stream.ReadAsync(buffer, deadline).ConfigureAwait(false);
            return buffer[..read];
        }
        catch (Exception silent) when (silent is IOException or OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>The status of an answer in HTTP/1 (RFC 9112, 4).</summary>
    private static int? HttpStatus(ReadOnlySpan<byte> answer) =>
        answer.Length >= 12 && answer.StartsWith("HTTP/1."u8) && int.TryParse(answer.Slice(9, 3), System.Globalization.CultureInfo.InvariantCulture, out var status)
            ? status
            : null;

    private static string Banner(byte[] words)
    {
        var line = Encoding.UTF8.GetString(words).Split('\n')[0].Trim();
        var printable = string.Concat(line.Where(c => !char.IsControl(c)));
        return printable[..Math.Min(LongestBanner, printable.Length)];
    }
}
