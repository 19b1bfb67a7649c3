namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of switches and routers, by the MIBs of their own.</summary>
internal static class Switches
{
    private const string EntityName = "{1.3.6.1.2.1.47.1.1.1.1.7}";
    private const string InterfaceDescription = "{1.3.6.1.2.1.2.2.1.2}";

    /// <summary>HP ProCurve and ArubaOS-Switch: STATISTICS-MIB, NETSWITCH-MIB, HP-ICF-CHASSIS.</summary>
    public static Maker ProCurve { get; } = new("hpe", "network", "11.2.3.7")
    {
        Roots = ["11.2.14.11.5.1.9.6", "11.2.14.11.5.1.1.2", "11.2.14.11.1.2.6", "11.2.14.11.1.2.8", "11.2.36.1.1.2"],
        Version = [Fact.InDescription(@"revision ([\w.]+)"), "{11.2.36.1.1.2.6.0}"],
        Hardware = [Fact.InDescription(@"^(?:HP |ProCurve |Aruba |HPE )*(\S+ .*?(?:[Ss]witch|Routing)[^,]*),"), "{11.2.36.1.1.2.5.0}"],
        Serial = ["{11.2.36.1.1.2.9.0}"],
        Processors = [new("11.2.14.11.5.1.9.6.1.0")],
        Memory = [new("Memory") { Total = "11.2.14.11.5.1.1.2.1.1.1.5", Used = "11.2.14.11.5.1.1.2.1.1.1.7" }],
        Sensors =
        [
            new("state", "11.2.14.11.1.2.6.1.4", "{.7}") { Critical = [(2, "does not work")], Warning = [(3, "has a warning")] },
            new("temperature", "11.2.14.11.1.2.8.1.1.3", "{.2}"),
        ],
    };

    /// <summary>H3C and HPE Comware: HH3C-ENTITY-EXT-MIB, HH3C-TRANSCEIVER-INFO-MIB.</summary>
    public static Maker Comware { get; } = new("comware", "network", "25506", "43")
    {
        Roots =
        [
            "25506.2.6.1.1.1.1.6", "25506.2.6.1.1.1.1.8", "25506.2.6.1.1.1.1.10", "25506.2.6.1.1.1.1.12",
            "25506.2.70.1.1.1.9", "25506.2.70.1.1.1.12", "25506.2.70.1.1.1.15", "25506.2.70.1.1.1.17",
        ],
        Version = [Fact.InDescription(@"Version ([^,\n]+), (Release \w+)", "$1 $2"), Fact.InDescription(@"Software Version ([^,\n]+)")],
        Processors = [new("25506.2.6.1.1.1.1.6", EntityName) { Except = [0] }],
        Memory = [new(EntityName) { Total = "25506.2.6.1.1.1.1.10", Percent = "25506.2.6.1.1.1.1.8" }],
        Sensors =
        [
            new("temperature", "25506.2.6.1.1.1.1.12", EntityName) { Except = [0, 65535] },
            new("dbm", "25506.2.70.1.1.1.9", InterfaceDescription + " Tx Power", 0.01),
            new("dbm", "25506.2.70.1.1.1.12", InterfaceDescription + " Rx Power", 0.01),
            new("temperature", "25506.2.70.1.1.1.15", InterfaceDescription + " Module"),
            new("current", "25506.2.70.1.1.1.17", InterfaceDescription + " Bias Current", 0.00001),
        ],
    };

    /// <summary>Huawei VRP: HUAWEI-ENTITY-EXTENT-MIB.</summary>
    public static Maker Huawei { get; } = new("huawei", "network", "2011.2", "2011.1", "2011.10")
    {
        Roots =
        [
            "2011.5.25.31.1.1.1.1.5", "2011.5.25.31.1.1.1.1.7", "2011.5.25.31.1.1.1.1.9", "2011.5.25.31.1.1.1.1.11",
            "2011.5.25.31.1.1.3.1.5", "2011.5.25.31.1.1.3.1.32", "2011.5.25.31.1.1.3.1.33", "2011.5.25.188.1",
        ],
        Version =
        [
            Fact.InDescription(@"Version ([\d.]+) \(\S+(?: [\w-]+)* (V\w+)\)", "$1 ($2)"),
            Fact.InDescription(@"(V\d+R\d+C\w+)"),
        ],
        Hardware = ["{2011.5.25.188.1.4.0}", Fact.InDescription(@"\n(?:HUAWEI|Quidway|Huawei) ([^\r\n]+)")],
        Processors = [new("2011.5.25.31.1.1.1.1.5", EntityName) { Except = [0] }],
        Memory = [new(EntityName) { Total = "2011.5.25.31.1.1.1.1.9", Percent = "2011.5.25.31.1.1.1.1.7" }],
        Sensors =
        [
            new("temperature", "2011.5.25.31.1.1.1.1.11", EntityName) { Except = [0] },
            new("temperature", "2011.5.25.31.1.1.3.1.5", EntityName + " Temperature") { Except = [-255] },
            new("dbm", "2011.5.25.31.1.1.3.1.32", EntityName + " Rx Power", 0.01) { Except = [-1, 0] },
            new("dbm", "2011.5.25.31.1.1.3.1.33", EntityName + " Tx Power", 0.01) { Except = [-1, 0] },
        ],
    };

    /// <summary>MikroTik RouterOS: MIKROTIK-MIB.</summary>
    public static Maker MikroTik { get; } = new("mikrotik", "network", "14988")
    {
        Roots = ["14988.1.1.3", "14988.1.1.4", "14988.1.1.7", "14988.1.1.19", "9.9.150.1.1.1"],
        Version = ["{14988.1.1.4.4.0}", "{14988.1.1.7.4.0}"],
        Hardware = [Fact.InDescription("^RouterOS (.+)$"), "{14988.1.1.7.8.0}"],
        Serial = ["{14988.1.1.7.3.0}"],
        Features = ["Level {14988.1.1.4.3.0}"],
        Sensors =
        [
            new("voltage", "14988.1.1.3.8.0", "Voltage", 0.1),
            new("temperature", "14988.1.1.3.10.0", "System Temperature", 0.1),
            new("temperature", "14988.1.1.3.11.0", "CPU Temperature", 0.1),
            new("power", "14988.1.1.3.12.0", "Power Consumption", 0.1),
            new("current", "14988.1.1.3.13.0", "Current", 0.001),
            new("frequency", "14988.1.1.3.14.0", "CPU Frequency", 1_000_000),
            new("fanspeed", "14988.1.1.3.17.0", "Fan 1"),
            new("fanspeed", "14988.1.1.3.18.0", "Fan 2"),
            new("temperature", "14988.1.1.3.100.1.3", "{.2}") { Where = "{.4}", Pattern = "^1$" },
            new("fanspeed", "14988.1.1.3.100.1.3", "{.2}") { Where = "{.4}", Pattern = "^2$" },
            new("voltage", "14988.1.1.3.100.1.3", "{.2}", 0.1) { Where = "{.4}", Pattern = "^3$" },
            new("current", "14988.1.1.3.100.1.3", "{.2}", 0.1) { Where = "{.4}", Pattern = "^4$" },
            new("power", "14988.1.1.3.100.1.3", "{.2}", 0.1) { Where = "{.4}", Pattern = "^5$" },
            new("state", "14988.1.1.3.100.1.3", "{.2}") { Where = "{.4}", Pattern = "^6$" },
            new("temperature", "14988.1.1.19.1.1.6", "{.2} Temperature") { Except = [0] },
            new("voltage", "14988.1.1.19.1.1.7", "{.2} Supply Voltage", 0.001) { Except = [0] },
            new("current", "14988.1.1.19.1.1.8", "{.2} Tx Bias Current", 0.001) { Except = [0] },
            new("dbm", "14988.1.1.19.1.1.9", "{.2} Tx Power", 0.001) { Except = [0] },
            new("dbm", "14988.1.1.19.1.1.10", "{.2} Rx Power", 0.001) { Except = [0] },
            new("count", "9.9.150.1.1.1.0", "DHCP Lease Count"),
        ],
    };

    /// <summary>Arista EOS: all in standard MIBs but the names.</summary>
    public static Maker Arista { get; } = new("arista", "network", "30065")
    {
        Version = [Fact.InDescription(@"version (\S+) running")],
        Hardware = [Fact.InDescription(@"Arista Networks (\S+)")],
    };

    /// <summary>Extreme Networks: EXTREME-SYSTEM-MIB, EXTREME-SOFTWARE-MONITOR-MIB.</summary>
    public static Maker Extreme { get; } = new("extreme", "network", "1916")
    {
        Roots = ["1916.1.1.1", "1916.1.32.1.2", "1916.1.32.2.2"],
        Version = [Fact.InDescription(@"version ([\d.]+\S*)")],
        Hardware = [Fact.InDescription(@"^ExtremeXOS \(([^)]+)\)")],
        Processors = [new("1916.1.32.1.2.0")],
        Memory = [new("Memory") { Total = "1916.1.32.2.2.1.2", Free = "1916.1.32.2.2.1.3", Unit = 1024 }],
        Sensors = [new("temperature", "1916.1.1.1.8.0", "System Temperature"), new("fanspeed", "1916.1.1.1.9.1.4", "Fan {#}") { Except = [0] }],
    };

    /// <summary>Foundry, Brocade ICX, Ruckus ICX: FOUNDRY-SN-AGENT-MIB.</summary>
    public static Maker Foundry { get; } = new("foundry", "network", "1991")
    {
        IsHidden = true,
        Roots = ["1991.1.1.1.1", "1991.1.1.1.2.1", "1991.1.1.1.3.1", "1991.1.1.1.4.1", "1991.1.1.2.1", "1991.1.1.2.11.1.1.5", "1991.1.1.2.13.1"],
        Version = ["{1991.1.1.2.1.11.0}"],
        Serial = ["{1991.1.1.1.1.2.0}", "{1991.1.1.1.4.1.1.2}"],
        Processors = [new("1991.1.1.2.11.1.1.5", "Slot {#1} Module [{#2}]") { LastArc = 300 }, new("1991.1.1.2.1.52.0") { IsFallback = true }],
        Memory = [new("Dynamic Memory") { Total = "1991.1.1.2.1.54.0", Free = "1991.1.1.2.1.55.0" }],
        Sensors =
        [
            new("temperature", "1991.1.1.2.13.1.1.4", "{.3}", 0.5),
            new("state", "1991.1.1.1.2.1.1.3", "{.2}") { Critical = [(3, "does not work")] }, new("state", "1991.1.1.1.3.1.1.3", "{.2}") { Critical = [(3, "does not work")] },
        ],
    };

    /// <summary>Brocade's Fibre Channel switches: SW-MIB.</summary>
    public static Maker BrocadeFibre { get; } = new("brocade", "network", "1588")
    {
        Roots = ["1588.2.1.1.1.1", "1588.2.1.1.1.26"],
        Version = ["{1588.2.1.1.1.1.6.0}"],
        Serial = ["{1588.2.1.1.1.1.10.0}"],
        Processors = [new("1588.2.1.1.1.26.1.0")],
        Memory = [new("Memory") { Percent = "1588.2.1.1.1.26.6.0" }],
        Sensors =
        [
            new("temperature", "1588.2.1.1.1.1.22.1.4", "{.5}") { Where = "{.2}", Pattern = "^1$" },
            new("fanspeed", "1588.2.1.1.1.1.22.1.4", "{.5}") { Where = "{.2}", Pattern = "^2$" },
            new("state", "1588.2.1.1.1.1.22.1.3", "{.5}")
            {
                Where = "{.2}", Pattern = "^3$", Critical = [(2, "does not work")], Warning = [(3, "is out of range"), (5, "is out of range")],
            },
        ],
    };

    /// <summary>TP-Link JetStream: TPLINK-SYSINFO-MIB, TPLINK-SYSMONITOR-MIB, TPLINK-DDMSTATUS-MIB.</summary>
    public static Maker TpLink { get; } = new("tplink", "network", "11863")
    {
        Roots = ["11863.6.1.1", "11863.6.4.1", "11863.6.96.1.7"],
        Version = ["{11863.6.1.1.6.0}"],
        Hardware = ["{11863.6.1.1.5.0}"],
        Serial = [Fact.In("{11863.6.1.1.8.0}", @"^(\w*[A-Z]\w*)$")], // older agents have their uptime there
        Processors = [new("11863.6.4.1.1.1.1.4", "Proc #{#}")],
        Memory = [new("Memory #{#}") { Percent = "11863.6.4.1.2.1.1.2" }],
        Sensors =
        [
            new("temperature", "11863.6.96.1.7.1.1.2", "DDM Temperature {.1}"),
            new("voltage", "11863.6.96.1.7.1.1.3", "DDM Voltage {.1}"),
            new("current", "11863.6.96.1.7.1.1.4", "DDM Bias Current {.1}", 0.001),
            new("dbm", "11863.6.96.1.7.1.1.5", "DDM TX Power {.1}") { IsMilliwatts = true },
            new("dbm", "11863.6.96.1.7.1.1.6", "DDM RX Power {.1}") { IsMilliwatts = true },
        ],
    };

    /// <summary>D-Link: AGENT-GENERAL-MIB, EQUIPMENT-MIB; versions in RMON2-MIB.</summary>
    public static Maker DLink { get; } = new("dlink", "network", "171")
    {
        Roots = ["1.3.6.1.2.1.16.19", "171.12.1.1.6", "171.12.1.1.9", "171.12.1.1.12", "171.12.11.1.8"],
        Version = ["{1.3.6.1.2.1.16.19.2.0}"],
        Hardware = ["{1.3.6.1.2.1.47.1.1.1.1.13} Rev. {1.3.6.1.2.1.16.19.3.0}", Fact.InDescription(@"^(D[A-Z]{2}-\S+)")],
        Serial = ["{171.12.1.1.12.0}"],
        Processors = [new("171.12.1.1.6.1.0")],
        Memory = [new("Memory") { Percent = "171.12.1.1.9.1.4" }],
        Sensors = [new("temperature", "171.12.11.1.8.1.2", "Current Sys Temp {#}")],
    };

    /// <summary>Datacom DmOS: DMOS-SYSMON-MIB.</summary>
    public static Maker Datacom { get; } = new("datacom", "network", "3709")
    {
        Roots = ["3709.3.6.4.1.2.1.4", "3709.3.6.4.2.2.1"],
        Version = [Fact.InDescription(@"version ([\w.-]+?)\w?\)")],
        Hardware = ["{1.3.6.1.2.1.47.1.1.1.1.13}"],
        Processors = [new("3709.3.6.4.1.2.1.4")],
        Memory = [new("Memory") { Total = "3709.3.6.4.2.2.1.26", Used = "3709.3.6.4.2.2.1.27" }],
    };

    /// <summary>Raisecom: RAISECOM-SYSTEM-MIB, SWITCH-SYSTEM-MIB.</summary>
    public static Maker Raisecom { get; } = new("raisecom", "network", "8886")
    {
        Roots = ["8886.6.1.1.1", "8886.60.1.1.1", "8886.60.1.3.1", "8886.60.131.1.1", "8886.60.18.1.2.2"],
        Version = ["{8886.60.131.1.1.1.0}", "{8886.6.1.1.1.14.0}"],
        Hardware = ["{8886.60.131.1.1.6.0}", "{8886.6.1.1.1.19.0}"],
        Serial = ["{8886.60.131.1.1.4.0}"],
        Processors = [new("8886.60.1.1.1.2.1.1.1.3.3.0")],
        Memory = [new("Memory") { Total = "8886.60.1.3.1.1.1.0", Free = "8886.60.1.3.1.1.2.0" }],
        Sensors =
        [
            new("temperature", "8886.60.18.1.2.2.1.1.2", "{1.3.6.1.2.1.2.2.1.2@1} Transceiver Temperature", 0.001) { Where = "{#2}", Pattern = "^1$" },
            new("dbm", "8886.60.18.1.2.2.1.1.2", "{1.3.6.1.2.1.2.2.1.2@1} Transmit Power", 0.001) { Where = "{#2}", Pattern = "^3$" },
            new("dbm", "8886.60.18.1.2.2.1.1.2", "{1.3.6.1.2.1.2.2.1.2@1} Receive Power", 0.001) { Where = "{#2}", Pattern = "^4$" },
        ],
    };

    /// <summary>Allied Telesis: AT-SYSINFO-MIB, AT-ENVMONv2-MIB.</summary>
    public static Maker AlliedTelesis { get; } = new("alliedtelesis", "network", "207")
    {
        Roots = ["207.8.4.4.3.3", "207.8.4.4.3.7", "207.8.4.4.3.12"],
        Version = [Fact.InDescription(@"v(?:ersion )?(\d\S+)")],
        Processors = [new("207.8.4.4.3.3.3.0")],
        Memory = [new("Memory") { Total = "207.8.4.4.3.7.2.0", Percent = "207.8.4.4.3.7.1.0", Unit = 1024 }],
        Sensors =
        [
            new("fanspeed", "207.8.4.4.3.12.1.1.5", "{.4}"), new("voltage", "207.8.4.4.3.12.2.1.5", "{.4}", 0.001), new("temperature", "207.8.4.4.3.12.3.1.5", "{.4}"),
        ],
    };

    /// <summary>Nokia SR OS: TIMETRA-CHASSIS-MIB, TIMETRA-SYSTEM-MIB, TIMETRA-PORT-MIB.</summary>
    public static Maker Timetra { get; } = new("nokia", "network", "6527")
    {
        Roots =
        [
            "6527.3.1.2.1.1", "6527.3.1.2.2.1.8.1.5", "6527.3.1.2.2.1.24.1.1", "6527.3.1.2.2.4.31.1.1", "6527.3.1.2.2.4.31.1.6",
            "6527.3.1.2.2.4.66.1.7", "6527.3.1.2.2.4.66.1.12", "6527.3.1.2.2.4.66.1.17",
        ],
        Version = [Fact.InDescription(@"^TiMOS-(\S+)")],
        Hardware = [Fact.InDescription(@"Nokia (\d\S+ \S+)")],
        Serial = ["{6527.3.1.2.2.1.8.1.5.1.50331649}", "{6527.3.1.2.2.1.8.1.5.1.134217729}"],
        Processors = [new("6527.3.1.2.1.1.1.0")],
        Memory = [new("Memory") { Used = "6527.3.1.2.1.1.10.0", Free = "6527.3.1.2.1.1.11.0", Unit = 1024 }],
        Sensors =
        [
            new("state", "6527.3.1.2.2.1.24.1.1.2", "Fan {#}") { Critical = [(4, "does not work")], Warning = [(5, "is off")] },
            new("percent", "6527.3.1.2.2.1.24.1.1.5", "Fan {#}"),
            new("temperature", "6527.3.1.2.2.4.31.1.1", "{1.3.6.1.2.1.31.1.1.1.1@2-2}", 1.0 / 256) { Except = [0] },
            new("voltage", "6527.3.1.2.2.4.31.1.6", "{1.3.6.1.2.1.31.1.1.1.1@2-2}", 0.0001) { Except = [0] },
            new("current", "6527.3.1.2.2.4.66.1.7", "{1.3.6.1.2.1.31.1.1.1.1@2-2} Lane {#} Tx Bias", 0.000002) { Except = [0] },
            new("dbm", "6527.3.1.2.2.4.66.1.12", "{1.3.6.1.2.1.31.1.1.1.1@2-2} Lane {#} Tx", 0.0001) { IsMilliwatts = true },
            new("dbm", "6527.3.1.2.2.4.66.1.17", "{1.3.6.1.2.1.31.1.1.1.1@2-2} Lane {#} Rx", 0.0001) { IsMilliwatts = true },
        ],
    };

    /// <summary>Nokia ISAM: ASAM-SYSTEM-MIB, ASAM-EQUIP-MIB.</summary>
    public static Maker Isam { get; } = new("nokia", "network", "637")
    {
        Roots = ["637.61.1.9.28", "637.61.1.9.29", "637.61.1.23.1.9", "637.61.1.23.2.1", "637.61.1.23.3.1"],
        Version = ["{637.61.1.9.28.1.0}"],
        Hardware = ["{637.61.1.23.2.1.4.17}"],
        Serial = ["{637.61.1.23.2.1.13.17}"],
        Processors = [new("637.61.1.9.29.1.1.4", "CPU {#}")],
        Memory = [new("{637.61.1.23.3.1.2}: {637.61.1.23.3.1.1} Memory ({#})") { Total = "637.61.1.9.29.2.1.1", Used = "637.61.1.9.29.2.1.2", Unit = 1_048_576 }],
        Sensors = [new("state", "637.61.1.23.1.9.0", "Fan Mode")],
    };

    /// <summary>Siemens SCALANCE: AUTOMATION-SYSTEM-MIB, SN-MSPS-SCX-MIB.</summary>
    public static Maker Scalance { get; } = new("siemens", "network", "4329")
    {
        Roots = ["4329.6.3.2.1.1", "4329.20.1.1.1.1.28", "4329.20.1.1.1.1.79"],
        Version = ["{4329.6.3.2.1.1.5.0}"],
        Hardware = [Fact.InDescription(@"SCALANCE (\S+),")],
        Serial = ["{4329.6.3.2.1.1.3.0}"],
        Features = [Fact.InDescription(@"(6GK\d \S+),")],
        Processors = [new("4329.20.1.1.1.1.79.3.1.13.0")],
        Memory = [new("Memory") { Percent = "4329.20.1.1.1.1.79.3.1.13.1" }],
        Sensors =
        [
            new("temperature", "4329.20.1.1.1.1.79.7.1.16", "{.7}"), new("state", "4329.20.1.1.1.1.28.4.0", "Power Supply 1"),
            new("state", "4329.20.1.1.1.1.28.5.0", "Power Supply 2"),
        ],
    };
}
