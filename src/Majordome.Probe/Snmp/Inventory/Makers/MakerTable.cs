using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>The makers that are known.</summary>
internal static class MakerTable
{
    private static readonly ImmutableArray<Maker> All =
    [
        Cisco.Devices,
    ];

    /// <summary>Identifiers of agents, not of devices: net-snmp, and toolkits whose users left the example in.</summary>
    private static readonly ImmutableArray<Oid> Agents = [Mib.Of("8072"), Mib.Of("2021"), Mib.Of("10002"), Mib.Of("4413"), Mib.Of("1.3.6.1.4.1.0")];

    /// <summary>
    /// The makers of a device by its sysObjectID, who says most of it first; where that is an agent's, or nothing at all, every maker who hides behind
    /// one.
    /// </summary>
    public static IEnumerable<Maker> For(WalkedObjects system)
    {
        var id = system[InventoryRoots.System.Append(2, 0)].AsOid;
        var claimed = All.Where(maker => maker.Claims(id) > 0).OrderByDescending(maker => maker.Claims(id));
        return id.Length < 7 || Agents.Any(agent => id.StartsWith(agent)) ? claimed.Concat(All.Where(maker => maker.IsHidden)).Distinct() : claimed;
    }
}
