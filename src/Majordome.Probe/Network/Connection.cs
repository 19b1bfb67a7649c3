using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Majordome.Probe.Network;

/// <summary>A TCP connection to a target, with what a conversation in lines needs. Closing it ends all that waits on it.</summary>
internal sealed class Connection : IDisposable
{
    private const int LongestLine = 8192;

    private byte[] buffer = new byte[1024];
    private int filled;

    private Connection(Stream stream) => Stream = stream;

    /// <summary>What is spoken over: the network itself, or TLS over it after <see cref="SecureAsync"/>.</summary>
    public Stream Stream { get; private set; }

    /// <summary>Whether more has been read than was asked for: what a peer sent before it was its turn.</summary>
    public bool HasUnread => filled > 0;

    /// <summary>Connects to the first address that accepts. The phases <c>dns</c> (for a name) and <c>connect</c> are measured.</summary>
    /// <exception cref="SocketException">No address accepts: what the last one answered.</exception>
    public static async Task<Connection> OpenAsync(Endpoint target, PhaseClock clock, CancellationToken deadline) =>
        new(await OpenStreamAsync(target, clock, deadline).ConfigureAwait(false));

    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<NetworkStream> OpenStreamAsync(Endpoint target, PhaseClock clock, CancellationToken deadline) =>
        new(await OpenSocketAsync(target, clock, deadline).ConfigureAwait(false), ownsSocket: true);

    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<Socket> OpenSocketAsync(Endpoint target, PhaseClock clock, CancellationToken deadline)
    {
        var addresses = await HostNames.ResolveAsync(target.Host, deadline).ConfigureAwait(false);
        clock.End("dns");
        return await ConnectAsync(addresses, target.Port, clock, deadline).ConfigureAwait(false);
    }

    /// <summary>Connects to the first address that accepts. The phase <c>connect</c> is measured.</summary>
    /// <exception cref="SocketException">No address accepts: what the last one answered.</exception>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, PhaseClock clock, CancellationToken deadline)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), deadline).ConfigureAwait(false);
                clock.End("connect");
                return socket;
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Reads a line without its end. <c>null</c> at the end of the stream, or when more than 8,192 bytes came without one.
    /// </summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken deadline)
    {
        while (true)
        {
            var end = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, 0, end).TrimEnd('\r');
                filled -= end + 1;
                buffer.AsSpan(end + 1, filled).CopyTo(buffer);
                return line;
            }

            if (filled == buffer.Length && filled < LongestLine)
            {
                Array.Resize(ref buffer, LongestLine);
            }

            var read = filled == buffer.Length ? 0 : await Stream.ReadAsync(buffer.AsMemory(filled), deadline).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            filled += read;
        }
    }

    public ValueTask WriteAsync(string text, CancellationToken deadline) => Stream.WriteAsync(Encoding.UTF8.GetBytes(text), deadline);

    /// <summary>Goes over to TLS. The phase <c>tls</c> is measured.</summary>
    /// <param name="name">Name asked for and expected in the certificate.</param>
    /// <param name="verify">Whether a certificate that is not trusted ends the conversation.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="deadline">Ends it.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate is not trusted, or nothing is agreed on.</exception>
    public async Task SecureAsync(string name, bool verify, PhaseClock clock, CancellationToken deadline)
    {
        var tls = new SslStream(Stream);
        Stream = tls;
        await tls.AuthenticateAsClientAsync(TlsHandshake.Of(name, verify), deadline).ConfigureAwait(false);
        clock.End("tls");
    }

    public void Dispose() => Stream.Dispose();
}
