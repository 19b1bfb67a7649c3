using System.Net.Sockets;
using System.Text;

namespace Majordome.Probe.Network;

/// <summary>A TCP connection to a target, with what a conversation in lines needs. Closing it ends all that waits on it.</summary>
internal sealed class Connection : IDisposable
{
    private readonly byte[] buffer = new byte[1024];
    private int filled;

    private Connection(NetworkStream stream) => Stream = stream;

    public NetworkStream Stream { get; }

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
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new System.Net.IPEndPoint(addresses[i], target.Port), deadline).ConfigureAwait(false);
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
    /// Reads a line without its end. <c>null</c> at the end of the stream, or when more than 1,024 bytes came without one.
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

            var read = filled == buffer.Length ? 0 : await Stream.ReadAsync(buffer.AsMemory(filled), deadline).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            filled += read;
        }
    }

    public ValueTask WriteAsync(string text, CancellationToken deadline) => Stream.WriteAsync(Encoding.ASCII.GetBytes(text), deadline);

    public void Dispose() => Stream.Dispose();
}
