namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>
/// Cisco: CISCO-PROCESS-MIB, CISCO-ENHANCED-MEMPOOL-MIB, CISCO-MEMORY-POOL-MIB, CISCO-FLASH-MIB, CISCO-ENVMON-MIB, CISCO-ENTITY-FRU-CONTROL-MIB,
/// CISCO-RF-MIB; CISCOSB-MIB of the small-business line; AIRESPACE-SWITCHING-MIB of wireless controllers.
/// </summary>
internal static class Cisco
{
    private const string EntityName = "1.3.6.1.2.1.47.1.1.1.1.7";

    /// <summary>IOS, IOS XE, NX-OS, ASA.</summary>
    public static Maker Devices { get; } = new("cisco", "network", "9")
    {
        Roots = ["9.2.1.58", "9.9.13.1", "9.9.48.1", "9.9.109.1.1", "9.9.221.1.1.1", "9.9.10.1.1.4", "9.9.117.1.1.2", "9.9.176.1", "9.9.661.1.1.1", "9.9.661.1.3"],
        Version = [Fact.InDescription(@"Version ([^,\s]+)")],
        Features = [Fact.InDescription(@"\([\w ]+-([A-Z0-9]+)-M\)")],
        Processors =
        [
            new("9.9.109.1.1.2.1.5", "{9.9.109.1.1.1.1.2@1:" + EntityName + "}: Core {#}"),
            new("9.9.109.1.1.1.1.8", "{.2:" + EntityName + "}||Processor {#}") { IsFallback = true },
            new("9.9.109.1.1.1.1.5", "{.2:" + EntityName + "}||Processor {#}") { IsFallback = true },
            new("9.2.1.58.0") { IsFallback = true },
        ],
        Memory =
        [
            new("{.3}") { Used = "9.9.221.1.1.1.1.18", Free = "9.9.221.1.1.1.1.20" },
            new("{.3}") { Used = "9.9.221.1.1.1.1.7", Free = "9.9.221.1.1.1.1.8", IsFallback = true },
            new("{.2}") { Used = "9.9.48.1.1.1.5", Free = "9.9.48.1.1.1.6", IsFallback = true },
        ],
        Storage =
        [
            new("{.10}:") { Total = "9.9.10.1.1.4.1.1.13", Free = "9.9.10.1.1.4.1.1.14" },
            new("{.10}:") { Total = "9.9.10.1.1.4.1.1.4", Free = "9.9.10.1.1.4.1.1.5", IsFallback = true },
        ],
        Sensors =
        [
            new("voltage", "9.9.13.1.2.1.3", "{.2}", 0.001),
            new("temperature", "9.9.13.1.3.1.3", "{.2}") { Except = [0] },
            States.EnvMon("9.9.13.1.3.1.6", "{.2}"),
            States.EnvMon("9.9.13.1.4.1.3", "{.2}"),
            States.EnvMon("9.9.13.1.5.1.3", "{.2}"),
            new("state", "9.9.117.1.1.2.1.2", "{" + EntityName + "}") // PowerOperType: 2 on, 3 off as its administrator wants it
            {
                Critical = [(5, "has no power"), (6, "is too hot"), (7, "does not work"), (8, "does not work"), (10, "is too hot")],
                Warning = [(1, "is off"), (4, "has no power"), (9, "has a warning"), (11, "has no power"), (12, "has a warning")],
            },
            new("temperature", "9.9.661.1.1.1.12", "{" + EntityName + "}"),
            new("state", "9.9.661.1.3.1.1.6", "Modem status"),
            new("state", "9.9.661.1.3.2.1.5", "Packet service"),
            new("state", "9.9.661.1.3.2.1.6", "Roaming status"),
            new("state", "9.9.661.1.3.4.1.1.3", "Current band"),
            new("state", "9.9.661.1.3.5.1.1.2", "SIM status"),
            new("state", "9.9.176.1.2.16.0", "VSS Mode"),
            new("state", "9.9.176.1.1.2.0", "VSS Device State"),
            new("state", "9.9.176.1.1.4.0", "VSS Peer State"),
        ],
    };

    /// <summary>The small-business line.</summary>
    public static Maker SmallBusiness { get; } = new("cisco", "network", "9.6.1", "9.1.3210")
    {
        Roots = ["9.6.1.101.1", "9.6.1.101.2", "9.6.1.101.43.1.1.24", "9.6.1.101.53.14.1", "9.6.1.101.83.1.2.1"],
        Version =
        [
            "Software {1.3.6.1.2.1.47.1.1.1.1.10.67109120}, Bootldr {9.6.1.101.2.10.0}, Firmware {1.3.6.1.2.1.47.1.1.1.1.9.67109120}",
            "Software {1.3.6.1.2.1.47.1.1.1.1.10.67109120}, Firmware {1.3.6.1.2.1.47.1.1.1.1.9.67109120}",
        ],
        Hardware = ["{9.6.1.101.53.14.1.7} {9.6.1.101.53.14.1.4}", "{1.3.6.1.2.1.47.1.1.1.1.13.67109120}"],
        Serial = ["{1.3.6.1.2.1.47.1.1.1.1.11.67109120}"],
        Features = ["{9.6.1.101.53.14.1.11}"],
        Processors = [new("9.6.1.101.1.9.0", "CPU") { Except = [101] }, new("9.6.1.101.1.8.0", "CPU") { IsFallback = true, Except = [101] }],
        Sensors =
        [
            States.EnvMon("9.6.1.101.83.1.2.1.3", "PSU {#} Status") with { Except = [5] },
            new("state", "9.6.1.101.43.1.1.24", "{1.3.6.1.2.1.2.2.1.2} Suspended Status") { Where = "{1.3.6.1.2.1.2.2.1.8}", Pattern = "^[1-57]$" },
        ],
    };

    /// <summary>Wireless controllers.</summary>
    public static Maker WirelessControllers { get; } = new("cisco", "wireless", "9.1.1069", "9.1.1279", "9.1.1293", "9.1.1295", "9.1.1615", "9.1.1631", "9.1.1645", "9.6.1.37", "14179")
    {
        Roots = ["14179.1.1.1", "14179.1.1.5"],
        Version = ["{14179.1.1.1.14.0}", "{1.3.6.1.2.1.47.1.1.1.1.10.1}"],
        Hardware = ["{14179.1.1.1.3.0}", "{1.3.6.1.2.1.47.1.1.1.1.13.1}"],
        Serial = ["{14179.1.1.1.4.0}", "{1.3.6.1.2.1.47.1.1.1.1.11.1}"],
        Processors = [new("14179.1.1.5.1.0")],
        Memory = [new("Memory") { Total = "14179.1.1.5.2.0", Free = "14179.1.1.5.3.0", Unit = 1024 }],
    };
}
