using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Majordome.Probe.Machine;

namespace Majordome.Probe.Discovery;

/// <summary>Looks at the machine that the probe runs on, and proposes what to check of it.</summary>
/// <param name="machine">Where the system tells about itself.</param>
/// <param name="time">Limits the asking of services.</param>
/// <param name="ownProcess">Process whose services are left out; this one by default.</param>
public sealed class LocalDiscovery(MachineFiles machine, TimeProvider time, int? ownProcess = null)
{
    private const int AskedAtOnce = 16;

    /// <summary>
    /// Looks. Services of this very process are left out: it watches itself in other ways. Takes a few seconds at most, as services
    /// that stay silent are waited for.
    /// </summary>
    public async Task<DiscoveredMachine> LookAsync(CancellationToken cancellation)
    {
        var found = new MachineInventory(
            machine.TryRead("proc/sys/kernel/hostname")?.Trim() is { Length: > 0 } name ? name : Environment.MachineName,
            Line("etc/machine-id"),
            OperatingSystem(),
            new HardwareFacts(Line("sys/class/dmi/id/sys_vendor"), Line("sys/class/dmi/id/product_name"), Line("sys/class/dmi/id/product_serial")),
            Processors(),
            machine.Memory().GetValueOrDefault("MemTotal"),
            machine.Memory().GetValueOrDefault("SwapTotal"),
            Disks(),
            Interfaces(),
            await ServicesAsync(cancellation).ConfigureAwait(false));
        return new DiscoveredMachine(found, CheckProposals.For(found));
    }

    private string? Line(string path) => machine.TryRead(path)?.Trim() is { Length: > 0 } text ? text : null;

    private OperatingSystemFacts OperatingSystem()
    {
        var facts = machine.LinesOf("etc/os-release").Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last()[1].Trim().Trim('"', '\''), StringComparer.Ordinal);
        return new OperatingSystemFacts(
            facts.GetValueOrDefault("ID"),
            facts.GetValueOrDefault("PRETTY_NAME") ?? facts.GetValueOrDefault("NAME"),
            facts.GetValueOrDefault("VERSION_ID"),
            Line("proc/sys/kernel/osrelease"));
    }

    private ProcessorFacts Processors()
    {
        var lines = machine.LinesOf("proc/cpuinfo").ToArray();
        var count = lines.Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        var model = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
        return new ProcessorFacts(count > 0 ? count : Environment.ProcessorCount, model);
    }

    private ImmutableArray<DiskFacts> Disks() =>
    [
        .. MountTable.Read(machine).Select(mount => new DiskFacts(
            mount.MountPoint, mount.Device, mount.Kind, Filesystem.TryLook(mount.MountPoint, out var use, out _) ? use.Total : 0)),
    ];

    private static ImmutableArray<InterfaceFacts> Interfaces() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderBy(network => network.Name, StringComparer.Ordinal)
            .Select(network => new InterfaceFacts(network.Name, HardwareAddress(network.GetPhysicalAddress()), Addresses(network))),
    ];

    private static string? HardwareAddress(PhysicalAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 0 || bytes.All(part => part == 0) ? null : string.Join(':', bytes.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static ImmutableArray<string> Addresses(NetworkInterface network) =>
    [
        .. network.GetIPProperties().UnicastAddresses
            .Select(address => string.Create(CultureInfo.InvariantCulture, $"{WithoutScope(address.Address)}/{address.PrefixLength}")),
    ];

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private async Task<ImmutableArray<ServiceFacts>> ServicesAsync(CancellationToken cancellation)
    {
        var owners = ListeningSockets.Owners(machine);
        var (identifier, room) = (new ServiceIdentifier(time), new SemaphoreSlim(AskedAtOnce));
        var asked = ListeningSockets.Read(machine)
            .Where(socket => owners.GetValueOrDefault(socket.Inode) != (ownProcess ?? Environment.ProcessId))
            .GroupBy(socket => (Reachable(socket.Address), socket.Port))
            .GroupBy(group => (group.Key.Port, IPAddress.IsLoopback(group.Key.Item1)))
            .SelectMany(OneFamily)
            .Select(sockets => AskAsync(sockets, owners, identifier, room, cancellation));
        var services = await Task.WhenAll(asked).ConfigureAwait(false);
        room.Dispose();
        return [.. services.OfType<ServiceFacts>().OrderBy(service => service.Port).ThenBy(service => service.Address, StringComparer.Ordinal)];
    }

    /// <summary>A service that listens on both loopbacks (or on every address of both families) is one service.</summary>
    private static IEnumerable<IGrouping<(IPAddress Address, int Port), ListeningSocket>> OneFamily(
        IGrouping<(int Port, bool IsLoopback), IGrouping<(IPAddress Address, int Port), ListeningSocket>> group) =>
        group.Key.IsLoopback
            ? group.OrderBy(sockets => sockets.Key.Address.AddressFamily).ThenBy(sockets => sockets.Key.Address.ToString(), StringComparer.Ordinal)
                .DistinctBy(sockets => sockets.Key.Address.Equals(IPAddress.IPv6Loopback) ? IPAddress.Loopback : sockets.Key.Address)
            : group;

    private static IPAddress Reachable(IPAddress bound) =>
        bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : bound;

    private async Task<ServiceFacts?> AskAsync(
        IGrouping<(IPAddress Address, int Port), ListeningSocket> sockets,
        Dictionary<long, int> owners,
        ServiceIdentifier identifier,
        SemaphoreSlim room,
        CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var owner = sockets.Select(socket => owners.GetValueOrDefault(socket.Inode)).FirstOrDefault(id => id > 0);
            var process = owner > 0 ? machine.TryReadProcess(owner, "comm")?.Trim() : null;
            var target = new IPEndPoint(sockets.Key.Address, sockets.Key.Port);
            var isPublic = sockets.Any(socket => !IPAddress.IsLoopback(socket.Address));
            return await identifier.IdentifyAsync(target, process, cancellation).ConfigureAwait(false) is { } identity
                ? new ServiceFacts(target.Address.ToString(), isPublic, target.Port, process, identity)
                : null;
        }
        finally
        {
            room.Release();
        }
    }
}
