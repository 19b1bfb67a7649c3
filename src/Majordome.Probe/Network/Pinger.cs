using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>
/// Sends echo requests (RFC 792, RFC 4443) for every check through one socket per address family, and tells the replies apart by a token
/// in the payload. The sockets open at the first use: raw where the process may (CAP_NET_RAW), else datagram ICMP where the system allows
/// it (<c>net.ipv4.ping_group_range</c>).
/// </summary>
public sealed class Pinger : IDisposable
{
    private readonly Lazy<EchoSocket?> v4;
    private readonly Lazy<EchoSocket?> v6;

    /// <summary>Makes a pinger; nothing is opened yet.</summary>
    public Pinger(TimeProvider time)
    {
        v4 = new Lazy<EchoSocket?>(() => EchoSocket.TryOpen(AddressFamily.InterNetwork, time));
        v6 = new Lazy<EchoSocket?>(() => EchoSocket.TryOpen(AddressFamily.InterNetworkV6, time));
    }

    /// <summary>The socket for an address; <c>null</c> where this process may not send ICMP.</summary>
    internal EchoSocket? SocketFor(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? v4.Value : v6.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(v4);
        Close(v6);
    }

    private static void Close(Lazy<EchoSocket?> socket)
    {
        if (socket.IsValueCreated)
        {
            socket.Value?.Dispose();
        }
    }
}
