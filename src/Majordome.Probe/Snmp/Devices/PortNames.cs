using System.Globalization;
using Majordome.Probe.Snmp.Inventory;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>A port, and what it is called from run to run.</summary>
/// <param name="Facts">The port.</param>
/// <param name="Name">No other port of the device has it.</param>
internal sealed record NamedPort(PortFacts Facts, string Name);

/// <summary>
/// What the ports of a device are called: by ifName, which RFC 2863 does not ask to be unique; where several share one, with ifDescr behind it, and where that does not
/// tell them apart either, with ifIndex. What was shared in a run stays told apart in the next. Not for several threads.
/// </summary>
internal sealed class PortNames
{
    private readonly HashSet<string> shared = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Description)> alike = [];

    /// <summary>The ports with their names, in their order.</summary>
    /// <param name="ports">All that the device lists.</param>
    public List<NamedPort> Of(IReadOnlyCollection<PortFacts> ports)
    {
        shared.UnionWith(Repeated(ports, port => port.Name));
        alike.UnionWith(Repeated(ports, Described));
        return [.. ports.Select(port => new NamedPort(port, NameOf(port)))];
    }

    private string NameOf(PortFacts port) =>
        !shared.Contains(port.Name) ? port.Name
        : port.Description == port.Name || alike.Contains(Described(port)) ? string.Create(CultureInfo.InvariantCulture, $"{port.Name} (ifIndex {port.Index})")
        : $"{port.Name} ({port.Description})";

    private static (string Name, string Description) Described(PortFacts port) => (port.Name, port.Description);

    private static IEnumerable<T> Repeated<T>(IEnumerable<PortFacts> ports, Func<PortFacts, T> key) =>
        ports.GroupBy(key).Where(same => same.Skip(1).Any()).Select(same => same.Key);
}
