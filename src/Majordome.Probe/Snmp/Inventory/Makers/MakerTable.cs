using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>The makers that are known.</summary>
internal static class MakerTable
{
    /// <summary>All of them but the families, who are made when they are met.</summary>
    public static ImmutableArray<Maker> All { get; } =
    [
        Cisco.Devices, Cisco.SmallBusiness, Cisco.WirelessControllers, Servers.CiscoVoice, Juniper.Junos, Juniper.NetScreen,
        Switches.ProCurve, Switches.Comware, Switches.Huawei, Switches.MikroTik, Switches.Arista, Switches.Extreme, Switches.Foundry, Switches.BrocadeFibre, Switches.TpLink, Switches.DLink,
        Switches.Datacom, Switches.Raisecom, Switches.AlliedTelesis, Switches.Timetra, Switches.Isam, Switches.Scalance,
        Families.Fastpath("dell", "674.10895.5000.2.6132.1.1", "674.10895") ,
        new("dell", "network", "674.10895") { Roots = ["674.10895.3000.1.2.100"], Version = ["{674.10895.3000.1.2.100.4.0}"], Hardware = ["{674.10895.3000.1.2.100.1.0}"], Features = ["{674.10895.3000.1.2.100.2.0}"] },
        Families.Fastpath("netgear", "4526.10", "4526"),
        Families.Fastpath("ubiquiti", "4413.1.1", "4413"),
        .. MoreSwitches.All,
        Firewalls.FortiGate, Firewalls.FortiManager, Firewalls.FortiMail, Firewalls.PaloAlto, Firewalls.CheckPoint, Firewalls.SonicWall, Firewalls.Sophos, Firewalls.Stormshield,
        Firewalls.WatchGuard, Firewalls.Barracuda, Firewalls.Skyhigh, Firewalls.BigIp, Firewalls.Citrix,
        .. Wireless.All,
        Apc.Devices, Power.Eaton, Power.Mge, Power.CyberPower, Power.Raritan, Power.Sentry, Power.Liebert, Power.Schleifenbauer,
        .. MorePower.All,
        Servers.Idrac, Servers.Ilo, Servers.XClarity, Servers.Irmc, Servers.Synology, Servers.Qnap, Servers.NetApp, Servers.Nimble, Servers.VMware, Servers.Nutanix, Servers.Windows,
        Servers.Quantum, Servers.Infoblox, Servers.Aten,
        .. Printers.All,
        .. Appliances.All,
        .. MoreMakers.All,
    ];

    /// <summary>Identifiers of agents, not of devices: net-snmp, and toolkits whose users left the example in.</summary>
    private static readonly ImmutableArray<Oid> Agents = [Mib.Of("8072"), Mib.Of("2021"), Mib.Of("10002"), Mib.Of("4413")];

    /// <summary>What begins the sysObjectIDs of a family, and how many arcs behind it name the model.</summary>
    private static readonly ImmutableArray<(Oid Sign, int Arcs, Func<string, Maker> Make)> Models =
    [
        (Mib.Of("259.10.1"), 1, root => Families.Accton("edgecore", root)),
        (Mib.Of("259.6.10"), 1, root => Families.Accton("edgecore", root)),
        (Mib.Of("259.8.1"), 1, root => Families.Accton("edgecore", root)),
        (Mib.Of("52642.2.1"), 1, root => Families.Accton("fs", root)),
        (Mib.Of("8691.7"), 1, Families.Moxa),
        (Mib.Of("10297.202"), 1, Families.Advantech),
    ];

    /// <summary>The makers of a walked device: those its sysObjectID names, and of those who may hide behind an agent's the ones whose objects are there.</summary>
    public static IEnumerable<Maker> Of(WalkedObjects walked)
    {
        var id = walked[InventoryRoots.System.Append(2, 0)].AsOid;
        return For(walked).Where(maker => maker.Claims(id) > 0 || maker.IsIn(walked));
    }

    /// <summary>
    /// The makers that a device may be of, by its sysObjectID, who says most of it first; where that is an agent's, or nothing at all, every maker who hides behind
    /// one.
    /// </summary>
    public static IEnumerable<Maker> For(WalkedObjects system)
    {
        var id = system[InventoryRoots.System.Append(2, 0)].AsOid;
        var claimed = All.Where(maker => maker.Claims(id) > 0).OrderByDescending(maker => maker.Claims(id)).Concat(OfModel(id));
        var isAgents = id.Length <= Mib.Enterprises.Length || Agents.Any(agent => id.StartsWith(agent));
        return isAgents ? claimed.Concat(All.Where(maker => maker.IsHidden)).Distinct() : claimed;
    }

    private static IEnumerable<Maker> OfModel(Oid id) =>
        from model in Models
        where id.StartsWith(model.Sign) && id.Length >= model.Sign.Length + model.Arcs
        select model.Make(string.Join('.', id.Arcs[Mib.Enterprises.Length..(model.Sign.Length + model.Arcs)].ToArray()));
}
