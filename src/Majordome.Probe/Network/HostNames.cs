using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>Addresses of names, by the system's resolver.</summary>
internal static class HostNames
{
    /// <summary>
    /// The system's resolver blocks a thread for each name it looks for, and cannot be interrupted: so many may hang at once, and no more.
    /// The others wait within their own deadline.
    /// </summary>
    private static readonly SemaphoreSlim Resolving = new(16);

    /// <summary>The addresses of a host, at least one; IPv4 first, since a site without IPv6 often still has its addresses in the DNS.</summary>
    /// <exception cref="SocketException">There is no such name, or no resolver answers.</exception>
    public static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken deadline)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        await Resolving.WaitAsync(deadline).ConfigureAwait(false);
        var lookup = Dns.GetHostAddressesAsync(host, CancellationToken.None);
        _ = lookup.ContinueWith(static _ => Resolving.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var addresses = await lookup.WaitAsync(deadline).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        Array.Sort(addresses, static (one, other) => one.AddressFamily.CompareTo(other.AddressFamily));
        return addresses;
    }
}
