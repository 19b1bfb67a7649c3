namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of wireless equipment.</summary>
internal static class Wireless
{
    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        new("aruba", "wireless", "14823")
        {
            Roots = ["14823.2.2.1.1.1.9", "14823.2.2.1.1.1.11", "14823.2.2.1.2.1", "14823.2.3.3.1.2.1"],
            Version = [Fact.InDescription(@"Version ([^,\s]+)")],
            Hardware = [Fact.InDescription(@"MODEL: ([^),]+)"), "{14823.2.3.3.1.2.1.1.6}"],
            Serial = ["{14823.2.2.1.2.1.29.0}", "{14823.2.3.3.1.2.1.1.4}"],
            Processors = [new("14823.2.2.1.2.1.13.1.3", "{.2}"), new("14823.2.2.1.1.1.9.1.3", "{.2}") { IsFallback = true }],
            Memory = [new("Memory") { Total = "14823.2.2.1.1.1.11.1.2", Used = "14823.2.2.1.1.1.11.1.3", Unit = 1024 }],
        },
        new("ubiquiti", "wireless", "41112")
        {
            IsHidden = true,
            Roots = ["41112.1.5", "41112.1.6.3", "41112.1.10.1", "41112.1.11.1", "1.2.840.10036.3.1.2.1", "10002.1.1.1.1", "10002.1.1.1.4.2"],
            Version =
            [
                "{41112.1.6.3.6.0}",
                "{41112.1.10.1.3.4.0}",
                Fact.In("{41112.1.11.1.2.4.1}", @"(v[\d.]+(?:-RC)?)\."),
                "{41112.1.5.1.3.0}",
                Fact.In("{1.2.840.10036.3.1.2.1.4}", @"\.(v\d+\.\d+\.\d+)"),
                Fact.InDescription(@"^EdgeOS (v\d+\.\d+\.\d+)"),
            ],
            Hardware = ["{41112.1.6.3.3.0}", "{41112.1.10.1.3.2.0}", "{41112.1.11.1.2.2.1}", "{41112.1.5.1.1.0}", "{1.2.840.10036.3.1.2.1.3}"],
            Serial = ["{41112.1.5.1.2.0}"],
            Processors = [new("41112.1.11.1.4.2.1"), new("10002.1.1.1.4.2.1.3.2") { IsFallback = true }],
            Memory = [new("Memory") { Total = "10002.1.1.1.1.1.0", Free = "10002.1.1.1.1.2.0", Unit = 1024 }],
            Sensors =
            [
                new("state", "41112.1.10.1.7.1.0", "GPS Status"), new("state", "41112.1.10.1.7.2.0", "GPS fix"), new("count", "41112.1.10.1.7.7.0", "Sat visible"),
                new("count", "41112.1.10.1.7.8.0", "Sat tracked"),
                new("temperature", "41112.1.5.4.2.1.3", "Temperatures {#}", 0.001), new("fanspeed", "41112.1.5.5.2.1.3", "Fan #{#}"),
                new("count", "41112.1.5.6.1.0", "Number of ONU's"),
                new("state", "41112.1.5.7.2.1.3", "{.2}"),
            ],
        },
        new("ubiquiti", "network", "4413")
        {
            Hardware = [Fact.InDescription(@"^((?:EdgeSwitch|USW|US|ES)[^,]*),")],
            Version = [Fact.InDescription(@"^(?:EdgeSwitch|USW|US|ES)[^,]*, ([\d.]+)")],
        },
        new("ruckus", "wireless", "25053")
        {
            Roots = ["25053.1.1.2.1.1.1", "25053.1.1.3.1.1.1", "25053.1.1.11.1.1.1", "25053.1.2.1.1.1"],
            Version =
            [
                "{25053.1.1.3.1.1.1.1.1.3.1} ({25053.1.1.2.1.1.1.8.0})",
                "{25053.1.2.1.1.1.1.18.0} ({25053.1.2.1.1.1.1.20.0})",
                "{25053.1.1.3.1.1.1.1.1.3.1} (US)",
                "{25053.1.2.1.1.1.1.18.0} (US)",
            ],
            Hardware = ["{25053.1.1.2.1.1.1.1.0}", "{25053.1.2.1.1.1.1.9.0}"],
            Serial = ["{25053.1.1.2.1.1.1.2.0}", "{25053.1.2.1.1.1.1.15.0}"],
            Processors = [new("25053.1.1.11.1.1.1.1.0"), new("25053.1.2.1.1.1.5.58.0") { IsFallback = true }],
            Memory = [new("System Memory") { Percent = "25053.1.1.11.1.1.1.2.0" }, new("System Memory") { Percent = "25053.1.2.1.1.1.5.59.0", IsFallback = true }],
        },
        new("aerohive", "wireless", "26928") { Version = [Fact.InDescription(@"HiveOS (.+)$")], Hardware = [Fact.InDescription("^([^,]+),")] },
        new("cambium", "wireless", "161")
        {
            Roots = ["161.19.3.1.3", "161.19.3.3.1.6", "161.19.3.3.1.35", "161.19.3.3.1.266", "161.19.3.4.4"],
            Version = [Fact.InDescription(@"CANOPY (\S+)")],
            Hardware = ["{161.19.3.3.1.266.0} AP", "{161.19.3.3.1.266.0}"],
            Features = ["{161.19.3.3.1.6.0}"],
            Sensors =
            [
                new("state", "161.19.3.1.3.1.0", "GPS Status"), new("temperature", "161.19.3.3.1.35.0", "Cambium Temperature"),
                new("state", "161.19.3.4.4.1.1", "Power Status {#}"),
            ],
        },
        new("cambium", "wireless", "17713")
        {
            Roots = ["17713.21.1.1", "17713.21.1.3", "17713.21.2.1", "17713.21.3.8.2", "17713.11.5"],
            Version = ["{17713.21.1.1.17.0}", Fact.InDescription(@"Version (\S+)$")],
            Serial = ["{17713.21.1.1.31.0}"],
            Processors = [new("17713.21.2.1.64.0", Scale: 0.1)],
            Sensors =
            [
                new("state", "17713.21.1.1.6.0", "DFS Status"), new("state", "17713.21.1.1.7.0", "GPS Status"), new("state", "17713.21.1.1.10.0", "Frame Ratio"),
                new("count", "17713.21.1.3.1.0", "DFS Detected Count"), new("dbm", "17713.21.3.8.2.6.0", "TX Power"), new("state", "17713.21.3.8.2.14.0", "Sync Source"),
                new("state", "17713.11.5.5.0", "Sync Status"),
            ],
        },
        new("radwin", "wireless", "4458")
        {
            Roots = ["4458.1000.1.1"],
            Version = ["{4458.1000.1.1.3.0}"],
            Hardware = ["{4458.1000.1.1.30.0}"],
            Serial = ["{4458.1000.1.1.29.0}"],
        },
        new("siklu", "wireless", "31926"),
        new("ericsson", "wireless", "193"),
        new("mimosa", "wireless", "43356") { Roots = ["43356.2.1.2.1"], Version = ["{43356.2.1.2.1.3.0}"], Serial = ["{43356.2.1.2.1.2.0}"] },
    ];
}
