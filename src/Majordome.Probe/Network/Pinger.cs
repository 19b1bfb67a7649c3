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

    /// <summary>Whether this process may ping addresses of that family.</summary>
    public bool Reaches(AddressFamily family) => SocketOf(family) is not null;

    /// <summary>
    /// Pings any number of targets at once, each as the plan says, at a pace that neither the way out nor the buffer for the replies overflows at.
    /// Ends when all have answered, or the plan's patience or the deadline is over: what has not come back by then is lost.
    /// </summary>
    /// <param name="targets">IPv4 and IPv6, mixed as one likes; those of one family times the plan's count at most 1,048,576.</param>
    /// <param name="plan">How each is pinged.</param>
    /// <param name="deadline">Ends it, with what is known by then.</param>
    /// <returns>
    /// One for each target, in their order; <see cref="EchoFigures.Fault"/> is <see cref="SocketError.AccessDenied"/> for a family that this process may not ping.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">Too many requests.</exception>
    public async Task<EchoFigures[]> PingAllAsync(IReadOnlyList<IPAddress> targets, EchoPlan plan, CancellationToken deadline)
    {
        var figures = new EchoFigures[targets.Count];
        await Task.WhenAll(Enumerable.Range(0, targets.Count).GroupBy(target => targets[target].AddressFamily).Select(async family =>
        {
            int[] members = [.. family];
            var found = SocketOf(family.Key) is { } socket
                ? await socket.PingAsync([.. members.Select(member => targets[member])], plan, deadline).ConfigureAwait(false)
                : [.. members.Select(_ => Forbidden(plan.Count))];
            for (var i = 0; i < members.Length; i++)
            {
                figures[members[i]] = found[i];
            }
        })).ConfigureAwait(false);
        return figures;
    }

    private static EchoFigures Forbidden(int count)
    {
        var lost = new long[count];
        Array.Fill(lost, -1);
        return new EchoFigures(lost, SocketError.AccessDenied);
    }

    private EchoSocket? SocketOf(AddressFamily family) => family == AddressFamily.InterNetwork ? v4.Value : v6.Value;

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
