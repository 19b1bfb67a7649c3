using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>Addresses of names, by the system's resolver.</summary>
internal static class HostNames
{
    private static readonly NameLookups Lookups = new(AskAsync, TimeProvider.System);

    /// <summary>The addresses of a host, at least one; IPv4 first, since a site without IPv6 often still has its addresses in the DNS.</summary>
    /// <exception cref="NoNameServerException">The deadline passed before anybody answered for the name, or its look-up hangs.</exception>
    /// <exception cref="SocketException">There is no such name, or the resolver says that it cannot tell.</exception>
    public static ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken deadline) =>
        IPAddress.TryParse(host, out var literal) ? new([literal]) : new(Lookups.FindAsync(host, deadline));

    /// <summary>On a thread of its own: the system's resolver blocks it, for as long as it likes, and those of the pool are for the checks.</summary>
    private static Task<IPAddress[]> AskAsync(string name) => Task.Factory.StartNew(
        () => Dns.GetHostAddresses(name), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}

/// <summary>No name server answered for a name in the time there was: nothing can be said of whoever bears it.</summary>
internal sealed class NoNameServerException() : SocketException((int)SocketError.TryAgain);
