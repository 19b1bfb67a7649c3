using System.Collections.Immutable;
using Majordome.Probe.Snmp.Inventory.Makers;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>
/// What to walk of a device: first <see cref="System"/>, then, knowing what it is, the subtrees of <see cref="For"/>. A subtree that is not there costs
/// one request.
/// </summary>
public static class InventoryRoots
{
    /// <summary>SNMPv2-MIB system (RFC 3418): walked first, it says what the device is.</summary>
    public static Oid System { get; } = Oid.Parse("1.3.6.1.2.1.1");

    /// <summary>sysUpTime: hundredths of a second since the agent started.</summary>
    public static Oid Uptime { get; } = System.Append(3, 0);

    /// <summary>sysObjectID: what the maker calls the model.</summary>
    public static Oid ObjectId { get; } = System.Append(2, 0);

    /// <summary>The subtrees that standard MIBs carry.</summary>
    public static ImmutableArray<Oid> Standard { get; } =
    [
        .. InterfaceTable.Roots, .. HostResources.Roots, .. EntityTable.Roots, .. EntitySensors.Roots, .. EntitySensors.CiscoRoots, .. PrinterReadings.Roots,
        .. NetSnmpMachine.Roots,
        UpsReadings.Root, MachineSensors.Root,
    ];

    /// <summary>Everything to walk after the system group: the standard subtrees and those of its makers, in order, none within another.</summary>
    /// <param name="system">The walked system group.</param>
    public static ImmutableArray<Oid> For(WalkedObjects system) =>
        Outermost(Standard.AddRange(MakerTable.For(system).SelectMany(maker => maker.Roots).Select(Mib.Of)));

    /// <summary>Roots in order, none twice, none within another.</summary>
    internal static ImmutableArray<Oid> Outermost(params IEnumerable<Oid> roots)
    {
        var kept = ImmutableArray.CreateBuilder<Oid>();
        foreach (var root in roots.Distinct().Order())
        {
            if (kept.Count == 0 || !root.StartsWith(kept[^1]))
            {
                kept.Add(root);
            }
        }

        return kept.ToImmutable();
    }
}
