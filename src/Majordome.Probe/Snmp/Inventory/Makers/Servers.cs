namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of servers, their management controllers, storage and appliances.</summary>
internal static class Servers
{
    /// <summary>Dell iDRAC: IDRAC-MIB-SMIv2.</summary>
    public static Maker Idrac { get; } = new("dell", "appliance", "674.10892")
    {
        IsHidden = true,
        Roots = ["674.10892.5.1", "674.10892.5.2.1", "674.10892.5.4.600.20.1", "674.10892.5.4.600.30.1", "674.10892.5.4.700.12.1", "674.10892.5.4.700.20.1"],
        Version = ["{674.10892.5.1.1.8.0}"],
        Hardware = ["{674.10892.5.1.3.12.0}"],
        Serial = ["{674.10892.5.1.3.2.0}"],
        Sensors =
        [
            States.Object("674.10892.5.2.1.0", "Global System Status"),
            new("voltage", "674.10892.5.4.600.20.1.6", "{.8}", 0.001),
            new("current", "674.10892.5.4.600.30.1.6", "{.8}", 0.1) { Where = "{.7}", Pattern = "^(2[03]|16|18|19)$" },
            new("power", "674.10892.5.4.600.30.1.6", "{.8}") { Where = "{.7}", Pattern = "^(24|26)$" },
            new("fanspeed", "674.10892.5.4.700.12.1.6", "{.8}"),
            new("temperature", "674.10892.5.4.700.20.1.6", "{.8}", 0.1),
        ],
    };

    /// <summary>HPE iLO: CPQSINFO-MIB, CPQHLTH-MIB.</summary>
    public static Maker Ilo { get; } = new("hpe", "appliance", "232")
    {
        IsHidden = true,
        Roots = ["232.2.2", "232.6.2.6.7", "232.6.2.6.8", "232.6.2.9.3", "232.9.2.2", "232.11.2.14.1"],
        Version = ["{232.9.2.2.2.0}", "{232.11.2.14.1.1.5}"],
        Hardware = ["{232.2.2.4.2.0}"],
        Serial = ["{232.2.2.2.1.0}"],
        Sensors =
        [
            new("temperature", "232.6.2.6.8.1.4", "Temperature {#}") { Except = [0, -1] },
            new("state", "232.6.2.6.7.1.9", "Fan {#}") { Critical = [(4, "does not work")], Warning = [(3, "is degraded")] },
            new("power", "232.6.2.9.3.1.7", "PSU {#}"),
        ],
    };

    /// <summary>Lenovo XClarity Controller: LENOVO-XCC-MIB.</summary>
    public static Maker XClarity { get; } = new("lenovo", "appliance", "19046")
    {
        Roots = ["19046.11.1.1.1", "19046.11.1.1.2", "19046.11.1.1.3", "19046.11.1.1.4", "19046.11.1.1.5", "19046.11.1.1.10"],
        Version = ["{19046.11.1.1.5.1.1.3.1}"],
        Hardware = ["{19046.11.1.1.5.2.1.5.0}"],
        Serial = ["{19046.11.1.1.5.2.1.3.0}"],
        Sensors =
        [
            new("temperature", "19046.11.1.1.1.2.1.3", "{.2}"), new("voltage", "19046.11.1.1.2.2.1.3", "{.2}"), new("percent", "19046.11.1.1.3.2.1.3", "{.2}"),
            new("state", "19046.11.1.1.3.2.1.10", "{.2}"),
            new("state", "19046.11.1.1.4.1.0", "Overall System Status") { Critical = [(0, "does not work"), (2, "is critical")], Warning = [(4, "has a warning")] },
            new("state", "19046.11.1.1.5.4.1.0", "Power status"),
            new("power", "19046.11.1.1.10.1.10.0", "Total in use"), new("power", "19046.11.1.1.10.1.11.0", "CPU"), new("power", "19046.11.1.1.10.1.12.0", "Memory"),
            new("power", "19046.11.1.1.10.1.13.0", "Other"),
        ],
    };

    /// <summary>Fujitsu iRMC: FSC-SERVERVIEW-MIB (SC2).</summary>
    public static Maker Irmc { get; } = new("fujitsu", "appliance", "231")
    {
        Roots = ["231.2.10.2.2.10.2.3", "231.2.10.2.2.10.3.4", "231.2.10.2.2.10.5", "231.2.10.2.2.10.6", "231.2.10.2.2.10.8"],
        Version = ["{231.2.10.2.2.10.3.4.1.3}"],
        Hardware = ["{231.2.10.2.2.10.2.3.1.5}"],
        Serial = ["{231.2.10.2.2.10.2.3.1.7}"],
        Sensors =
        [
            new("temperature", "231.2.10.2.2.10.5.1.1.6", "{.3}") { Except = [0] },
            new("state", "231.2.10.2.2.10.5.2.1.5", "{.3}") { Critical = [(4, "does not work")], Warning = [(5, "is about to fail"), (6, "does not work")] }, // 6: another stands in
            new("fanspeed", "231.2.10.2.2.10.5.2.1.6", "{.3}"),
            new("power", "231.2.10.2.2.10.6.2.1.6", "PSU {#1}.{#2}"),
            new("state", "231.2.10.2.2.10.6.2.1.5", "PSU{#2}") // sc2PowerSupplyStatus: 2 not present, 3 ok, 8 not manageable, 11 saving power
            {
                Critical =
                [
                    (4, "does not work"), (5, "has no power"), (6, "does not work"), (7, "is too hot"), (10, "does not work"), (12, "does not work"), (13, "has no power"),
                ],
                Warning = [(9, "is about to fail")],
            },
            new("state", "231.2.10.2.2.10.6.3.1.4", "{.3}")
            {
                Critical = [(4, "is out of range"), (5, "is out of range"), (6, "is out of range")], Warning = [(7, "has a warning")],
            },
            new("voltage", "231.2.10.2.2.10.6.3.1.6", "{.3}", 0.001),
            new("state", "231.2.10.2.2.10.8.1.0", "Global System Status") { Critical = [(3, "is critical")], Warning = [(2, "has a warning")] },
            new("state", "231.2.10.2.2.10.8.3.1.8", "{.3}") { Critical = [(5, "does not work")], Warning = [(4, "is about to fail")] },
        ],
    };

    /// <summary>Synology: SYNOLOGY-SYSTEM-MIB, -DISK-MIB, -RAID-MIB.</summary>
    public static Maker Synology { get; } = new("synology", "storage", "6574")
    {
        IsHidden = true,
        Roots = ["6574.1", "6574.2", "6574.3"],
        Version = [Fact.In("{6574.1.5.3.0}", @"^(?:DSM )?(.+)$")],
        Hardware = ["{6574.1.5.1.0}"],
        Serial = ["{6574.1.5.2.0}"],
        Sensors =
        [
            new("state", "6574.1.1.0", "System") { Critical = [(2, "does not work")] }, new("temperature", "6574.1.2.0", "System"),
            new("state", "6574.1.3.0", "Power") { Critical = [(2, "does not work")] },
            new("state", "6574.1.4.1.0", "FAN - System") { Critical = [(2, "does not work")] }, new("state", "6574.1.4.2.0", "FAN - CPU") { Critical = [(2, "does not work")] },
            new("state", "6574.1.5.4.0", "Upgrade Availability"),
            new("state", "6574.2.1.1.5", "{.2}") { Critical = [(5, "does not work")], Warning = [(4, "is degraded")] }, // 4: its system partition is damaged
            new("temperature", "6574.2.1.1.6", "{.2}"),
            new("state", "6574.3.1.1.3", "{.2}") { Critical = [(12, "does not work")], Warning = [(2, "is being repaired"), (11, "is degraded")] },
        ],
    };

    /// <summary>QNAP: NAS-MIB.</summary>
    public static Maker Qnap { get; } = new("qnap", "storage", "24681", "55062")
    {
        IsHidden = true,
        Roots = ["24681.1.2", "24681.1.4.1.1.1"],
        Hardware = ["{24681.1.2.12.0}"],
        Serial = ["{24681.1.4.1.1.1.1.1.2.1.4}"],
        Version = ["{24681.1.4.1.1.1.1.1.2.1.5}"],
        Sensors =
        [
            new("temperature", "24681.1.2.5.0", "CPU"), new("temperature", "24681.1.2.6.0", "System"), new("temperature", "24681.1.2.11.1.3", "{.2}"),
            new("fanspeed", "24681.1.2.15.1.3", "{.2}"),
        ],
    };

    /// <summary>NetApp Data ONTAP: NETAPP-MIB.</summary>
    public static Maker NetApp { get; } = new("netapp", "storage", "789")
    {
        Roots = ["789.1.1", "789.1.2.1", "789.1.5.4.1"],
        Version = [Fact.In("{789.1.1.2.0}", @"Release ([^:\s]+)")],
        Hardware = ["{789.1.1.5.0}"],
        Serial = ["{789.1.1.9.0}"],
        Processors = [new("789.1.2.1.3.0")],
        Storage = [new("{.2}") { Total = "789.1.5.4.1.29", Used = "789.1.5.4.1.30", Unit = 1024 }],
    };

    /// <summary>Nimble Storage: NIMBLE-MIB.</summary>
    public static Maker Nimble { get; } = new("nimble", "storage", "37447")
    {
        IsHidden = true,
        Roots = ["37447.1.2.1"],
        Storage = [new("{.3}") { Total = "37447.1.2.1.4", Used = "37447.1.2.1.6", Unit = 1_048_576 }],
    };

    /// <summary>VMware ESXi and vCenter: VMWARE-SYSTEM-MIB.</summary>
    public static Maker VMware { get; } = new("vmware", "server", "6876")
    {
        Roots = ["6876.1"],
        Version = ["{6876.1.2.0}"],
        Features = ["build {6876.1.4.0}"],
    };

    /// <summary>Nutanix: NUTANIX-MIB.</summary>
    public static Maker Nutanix { get; } = new("nutanix", "server", "41263")
    {
        Roots = ["41263.9"],
        Version = [Fact.InDescription(@"^Linux \S+ (\S+)")],
        Hardware = [Fact.InDescription(" x86_64$", "Generic x86 64-bit")],
        Sensors = [new("count", "41263.9.1.4", "{.3}. VM count"), new("percent", "41263.9.1.6", "{.3}. CPU"), new("percent", "41263.9.1.8", "{.3}. RAM")],
    };

    /// <summary>Windows: what is not standard stands in sysDescr.</summary>
    public static Maker Windows { get; } = new("windows", "server", "311")
    {
        Version = [Fact.InDescription(@"Windows Version (\S+) \(Build (\d+)", "$1 (Build $2)")],
        Hardware = [Fact.InDescription(@"Hardware: (?:Intel64|AMD64)", "Generic x86 64-bit"), Fact.InDescription(@"Hardware: x86", "Generic x86")],
    };

    /// <summary>Quantum tape libraries: QUANTUM-SMALL-TAPE-LIBRARY-MIB, ADIC-INTELLIGENT-STORAGE-MIB.</summary>
    public static Maker Quantum { get; } = new("quantum", "server", "3764", "3697")
    {
        Roots = ["3764.1.1.10"],
        Version = ["{3764.1.1.10.7.0}"],
        Hardware = ["{3764.1.1.10.3.0}"],
        Serial = ["{3764.1.1.10.10.0}"],
    };

    /// <summary>Infoblox NIOS: IB-PLATFORMONE-MIB.</summary>
    public static Maker Infoblox { get; } = new("infoblox", "appliance", "7779")
    {
        Roots = ["7779.3.1.1.2.1"],
        Version = ["{7779.3.1.1.2.1.7.0}"],
        Hardware = ["{7779.3.1.1.2.1.4.0}"],
        Serial = ["{7779.3.1.1.2.1.6.0}"],
        Sensors =
        [
            .. new[] { "dhcp", "dns", "ntp", "tftp", "http-file-dist", "ftp", "bloxtools-move", "bloxtools" }
                .Zip(Mib.Numbers(8), (service, number) => new Gauge("state", $"7779.3.1.1.2.1.9.1.2.{number}", $"{service} Status")
                {
                    Critical = [(3, "does not work")], Warning = [(2, "has a warning")],
                }),
        ],
    };

    /// <summary>Supermicro and other controllers of ATEN: ATEN-IPMI-MIB.</summary>
    public static Maker Aten { get; } = new("supermicro", "appliance", "21317")
    {
        IsHidden = true,
        Roots = ["21317.1"],
        Version = ["{21317.1.5.1.0}.{21317.1.5.2.0}."],
        Features = ["Bios {21317.1.5.4.0}"],
        Sensors = [new("state", "21317.1.4.0", "Power Status 0")],
    };

    /// <summary>Cisco's voice servers: what sysDescr says; SYSAPPL-MIB.</summary>
    public static Maker CiscoVoice { get; } = new("cisco", "collaboration", "9.1.1348", "9.1.583", "9.1.1346")
    {
        Roots = ["1.3.6.1.2.1.54.1.1.1.1.4"],
        Version = ["{1.3.6.1.2.1.54.1.1.1.1.4}"],
    };
}
