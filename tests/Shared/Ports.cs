using System.Net;
using System.Net.Sockets;

namespace Majordome.Tests.Shared;

/// <summary>Ports for servers that are told theirs before they listen. Of several assemblies in one process only one may have this: each would count for itself.</summary>
public static class Ports
{
    private const int First = 12_000, PerProcess = 100, Processes = 180;

    private static int last = First + (Environment.ProcessId % Processes * PerProcess);

    /// <summary>
    /// A loopback port on which nobody listens, by TCP or UDP, and that nobody is given by chance: below those that the system hands out (<c>ip_local_port_range</c>, from 32,768),
    /// each once, and other ones for test runs beside this one.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref last);
            try
            {
                using var stream = new TcpListener(IPAddress.Loopback, port);
                stream.Start();
                using var datagrams = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: the next.
            }
        }
    }
}
