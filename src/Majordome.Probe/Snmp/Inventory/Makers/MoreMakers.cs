namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of all kinds of whom a few facts suffice; many put model and version into sysDescr.</summary>
internal static class MoreMakers
{
    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        new("alcatel", "network", "6486")
        {
            Roots = ["6486.800.1.2.1.16.1.1.1", "6486.800.1.1.1.3.1.1.3.1"],
            Version = [Fact.InDescription(@"OS\S+ (\d\S+)")],
            Hardware = [Fact.InDescription(@"(OS\d\S+)")],
            Processors = [new("6486.800.1.2.1.16.1.1.1.14.0")],
            Memory = [new("Device Memory") { Percent = "6486.800.1.2.1.16.1.1.1.9.0" }],
            Sensors = [new("temperature", "6486.800.1.1.1.3.1.1.3.1.4", "Chassis-{#}") { Except = [0] }],
        },
        new("aruba", "network", "47196") { Version = ["{1.3.6.1.2.1.47.1.1.1.1.10.1}"], Hardware = ["{1.3.6.1.2.1.47.1.1.1.1.2.1}"] },
        new("avaya", "network", "45") { Version = [Fact.InDescription(@"SW:v?(\S+)")], Hardware = [Fact.InDescription(@"^(.+?) +HW:")] },
        new("bdcom", "network", "3320") { Version = [Fact.InDescription(@"Version (\S+)")], Hardware = [Fact.InDescription(@"^BDCOM\S* (\S+)")] },
        new("bluecoat", "appliance", "3417") { Roots = ["3417.2.11.1"], Version = [Fact.In("{3417.2.11.1.3.0}", @"SGOS ([\d.]+)")], Serial = ["{3417.2.11.1.4.0}"] },
        new("enterasys", "network", "5624") { Version = [Fact.InDescription(@"Rev (\S+)")], Hardware = [Fact.InDescription(@"Inc\. (\S+)")] },
        new("force10", "network", "6027") { Version = [Fact.InDescription(@"Software Version: (\S+)")], Hardware = [Fact.InDescription(@"Series: (\S+)")] },
        new("dell", "network", "674.11000") { Version = [Fact.InDescription(@"OS Version: ([\d.]+)")] },
        new("lancom", "network", "2356") { Version = [Fact.InDescription(@" (\d+\.\d+\.\d+\w*)")], Hardware = [Fact.InDescription(@"^(LANCOM .+?) \d+\.\d+\.")] },
        new("mellanox", "network", "33049") { Version = [Fact.InDescription(@"SWv([^,\s]+)")], Hardware = [Fact.InDescription(@"^Mellanox ([^,\s]+)")] },
        new("riverbed", "appliance", "17163")
        {
            Roots = ["17163.1.1.1"],
            Hardware = ["{17163.1.1.1.1.0}"],
            Serial = ["{17163.1.1.1.2.0}"],
            Version = [Fact.In("{17163.1.1.1.3.0}", @"(\d[\d.]+)")],
        },
        new("zywall", "firewall", "890.1.15")
        {
            Roots = ["890.1.15.3.1", "890.1.15.3.2", "890.1.6.22.1"],
            Version = [Fact.In("{890.1.15.3.1.6.0}", @"V?(\d\S+)")],
            Hardware = ["{890.1.15.3.1.11.0}"],
            Serial = ["{890.1.15.3.1.12.0}"],
            Processors = [new("890.1.15.3.2.4.0")],
            Memory = [new("Memory") { Percent = "890.1.15.3.2.5.0" }],
            Sensors = [new("count", "890.1.6.22.1.6.0", "Sessions")],
        },
        new("netonix", "network", "46242") { Roots = ["46242.1"], Version = ["{46242.1.0}"] },
        new("pfsense", "firewall", "12325") { IsHidden = true, Roots = ["12325.1.200.1.3"], Sensors = [new("count", "12325.1.200.1.3.1.0", "State table entries")], Version = [Fact.InDescription(@"^pfSense \S+ (\S+)")] },
        new("rittal", "environment", "2606")
        {
            Roots = ["2606.7.4.2.2.1"],
            Sensors =
            [
                new("temperature", "2606.7.4.2.2.1.10", "{.3}") { Where = "{.3}|{.5}", Pattern = @"Value\|.*C" },
                new("humidity", "2606.7.4.2.2.1.10", "{.3}") { Where = "{.3}|{.5}", Pattern = @"Humidity.*Value\|" },
                new("voltage", "2606.7.4.2.2.1.10", "{.3}") { Where = "{.3}|{.5}", Pattern = @"Value\|V$" },
                new("current", "2606.7.4.2.2.1.10", "{.3}") { Where = "{.3}|{.5}", Pattern = @"Value\|A$" },
                new("power", "2606.7.4.2.2.1.10", "{.3}") { Where = "{.3}|{.5}", Pattern = @"Value\|W$" },
            ],
        },
        new("hwgroup", "environment", "21796")
        {
            Roots = ["21796.4.1.3.1", "21796.3.3.3.1"],
            Sensors =
            [
                new("temperature", "21796.4.1.3.1.5", "{.2}", 0.1) { Where = "{.7}", Pattern = "^1$", Except = [-9999] },
                new("humidity", "21796.4.1.3.1.5", "{.2}", 0.1) { Where = "{.7}", Pattern = "^4$", Except = [-9999] },
                new("temperature", "21796.3.3.3.1.6", "{.2}", 0.1) { Where = "{.9}", Pattern = "^0$", Except = [-9999] },
                new("humidity", "21796.3.3.3.1.6", "{.2}", 0.1) { Where = "{.9}", Pattern = "^1$", Except = [-9999] },
            ],
        },
        new("akcp", "environment", "3854")
        {
            Roots = ["3854.1.2.2.1.16.1", "3854.1.2.2.1.17.1"],
            Sensors =
            [
                new("temperature", "3854.1.2.2.1.16.1.3", "{.1}") { Where = "{.5}", Pattern = "^1$" },
                new("humidity", "3854.1.2.2.1.17.1.3", "{.1}") { Where = "{.5}", Pattern = "^1$" },
            ],
        },
        new("netbotz", "environment", "5528")
        {
            Roots = ["5528.100.4.1.1.1", "5528.100.4.1.2.1", "5528.100.4.1.3.1"],
            Sensors =
            [
                new("temperature", "5528.100.4.1.1.1.2", "{.4}", 0.1), new("humidity", "5528.100.4.1.2.1.2", "{.4}", 0.1),
                new("temperature", "5528.100.4.1.3.1.2", "{.4} Dew Point", 0.1),
            ],
        },
    ];
}
