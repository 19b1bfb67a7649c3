namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of power systems of telecommunication sites, and of smaller PDUs.</summary>
internal static class MorePower
{
    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        new("abb", "power", "53973") { IsHidden = true, Roots = ["53973.1.1.1.1"], Version = ["{53973.1.1.1.1.1.3.0}"], Hardware = ["{53973.1.1.1.1.1.2.0}"] },
        Eltek(),
        WebPower(),
        new("vertiv", "power", "6302")
        {
            IsHidden = true,
            Roots = ["6302.2.1.1", "6302.2.1.2"],
            Version = ["{6302.2.1.1.3.0}"],
            Hardware = ["{6302.2.1.1.2.0}"],
            Serial = ["{6302.2.1.1.6.0}"],
            Sensors =
            [
                new("state", "6302.2.1.2.1.0", "System Status"), new("voltage", "6302.2.1.2.2.0", "System Voltage", 0.001),
                new("current", "6302.2.1.2.3.0", "System Current", 0.001),
                new("percent", "6302.2.1.2.4.0", "System Used Capacity"), new("voltage", "6302.2.1.2.5.1.0", "Battery Voltage", 0.001),
                new("current", "6302.2.1.2.5.2.0", "Battery Current", 0.001),
                new("percent", "6302.2.1.2.5.3.0", "Battery Capacity"), new("voltage", "6302.2.1.2.6.1.0", "Input Line A Voltage", 0.001),
                new("voltage", "6302.2.1.2.6.2.0", "Input Line B Voltage", 0.001), new("voltage", "6302.2.1.2.6.3.0", "Input Line C Voltage", 0.001),
                new("temperature", "6302.2.1.2.7.3.1.2", "{.3}", 0.001),
                new("current", "6302.2.1.2.11.4.1.6", "{.7} Current", 0.001), new("state", "6302.2.1.2.11.4.1.8", "{.7} Fail"),
            ],
        },
        new("vertiv", "power", "885")
        {
            Roots = ["885.3.1", "885.3.2"],
            Version = ["{885.3.1.1.0}"],
            Sensors =
            [
                new("voltage", "885.3.2.1.1.0", "System DC Voltage"), new("current", "885.3.2.1.2.0", "System Current"),
                new("voltage", "885.3.2.1.5.0", "Sense DC Voltage"),
                new("current", "885.3.2.1.6.0", "Total PCU Current"), new("current", "885.3.2.1.7.0", "Total Battery Current"),
                new("state", "885.3.2.1.10.0", "System Status"),
                new("current", "885.3.2.4.1.2", "Shunt Current #{#}"), new("current", "885.3.2.5.1.3", "PCU Current #{#}"),
            ],
        },
        new("huawei", "power", "2011.6.164")
        {
            IsHidden = true,
            Roots = ["2011.6.164.1"],
            Version = ["{2011.6.164.1.2.2.1.1.5}"],
            Sensors =
            [
                new("state", "2011.6.164.1.2.2.1.1.99", "Monitor Status"), new("state", "2011.6.164.1.2.2.1.1.11", "Monitor Control Status"),
                new("current", "2011.6.164.1.3.1.3.0", "Rectifier Current"),
                new("count", "2011.6.164.1.3.1.4.0", "Quantity of Rectifiers"), new("voltage", "2011.6.164.1.3.1.5.0", "Rectifier Rated Voltage", 0.1),
                new("voltage", "2011.6.164.1.3.1.6.0", "Rectifier Adjusted Voltage", 0.1),
                new("state", "2011.6.164.1.3.1.7.0", "Sleep Function"), new("state", "2011.6.164.1.3.1.8.0", "Recirifier Module Status"),
                new("count", "2011.6.164.1.4.1.3.0", "Quantity of Batteries"),
                new("current", "2011.6.164.1.4.2.1.0", "Battery Current"), new("state", "2011.6.164.1.4.2.3.0", "Battery Charge Status"),
                new("state", "2011.6.164.1.4.2.4.0", "Battery Limiting Status"),
                new("charge", "2011.6.164.1.4.4.2.1.3", "Remaining battery capacity", 0.1), new("count", "2011.6.164.1.5.1.4.0", "Quantity of ACs"),
                new("voltage", "2011.6.164.1.5.2.1.1.4", "AC Input (A-Phase)", 0.1), new("voltage", "2011.6.164.1.6.1.3.0", "DC Output Voltage", 0.1),
                new("current", "2011.6.164.1.6.1.4.0", "DC Output Current"),
                new("count", "2011.6.164.1.6.1.6.0", "Quantity of DCs"), new("voltage", "2011.6.164.1.6.2.1.1.4", "DC Total Voltage", 0.1),
                new("current", "2011.6.164.1.6.2.1.1.5", "DC Total Current"),
                new("voltage", "2011.6.164.1.7.2.1.1.5", "{.3}", 0.1),
            ],
        },
        new("delta", "environment", "20246")
        {
            Roots = ["20246.2.3.1.1.1.2.1", "20246.2.3.1.1.1.2.9", "20246.2.3.1.1.1.2.10"],
            Version = ["{20246.2.3.1.1.1.2.1.4.0}"],
            Sensors =
            [
                new("voltage", "20246.2.3.1.1.1.2.9.1.1.3", "{.2}", 0.01) { Where = "{.2}", Pattern = "(?i)voltage|^V" },
                new("temperature", "20246.2.3.1.1.1.2.9.1.1.3", "{.2}", 0.1) { Where = "{.2}", Pattern = "(?i)temp|^T" },
                new("state", "20246.2.3.1.1.1.2.10.1.1.3", "{.2}"),
            ],
        },
        new("alpha", "power", "7309")
        {
            Roots = ["7309.4.1.1", "7309.4.1.2", "7309.4.1.6"],
            Version = ["{7309.4.1.2.11.0}"],
            Hardware = ["{7309.4.1.2.8.0}"],
            Sensors =
            [
                new("runtime", "7309.4.1.1.5.0", "Battery Runtime"), new("voltage", "7309.4.1.6.2.2.1.3", "{.4}", 0.01) { Where = "{.4}", Pattern = "(?i)volt" },
                new("current", "7309.4.1.6.2.2.1.3", "{.4}", 0.01) { Where = "{.4}", Pattern = "(?i)current" },
                new("temperature", "7309.4.1.6.2.2.1.3", "{.4}", 0.01) { Where = "{.4}", Pattern = "(?i)temp" },
                new("voltage", "7309.4.1.6.3.2.1.3", "{.4}", 0.01) { Where = "{.4}", Pattern = "(?i)volt" },
                new("current", "7309.4.1.6.3.2.1.3", "{.4}", 0.01) { Where = "{.4}", Pattern = "(?i)current" },
            ],
        },
        new("cet", "power", "12551")
        {
            Roots = ["12551.4.1.1.1.1", "12551.4.1.2.2.1"],
            Sensors =
            [
                new("voltage", "12551.4.1.1.1.1.16", "Module Voltage Out {#}", 0.1) { Except = [0] },
                new("voltage", "12551.4.1.1.1.1.20", "Module Voltage in AC {#}", 0.1) { Except = [0] },
                new("voltage", "12551.4.1.1.1.1.25", "Module Voltage in DC {#}", 0.1) { Except = [0] },
                new("temperature", "12551.4.1.1.1.1.28", "Module Temperature {#}") { Except = [0] },
                new("load", "12551.4.1.2.2.1.2", "Available Power Ratio {#}"), new("power", "12551.4.1.2.2.1.12", "Current Power In {#}"),
                new("power", "12551.4.1.2.2.1.14", "Installed Power In {#}"),
            ],
        },
        new("ict", "power", "39145")
        {
            Roots = ["39145.10"],
            Version = ["{39145.10.4.0}"],
            Hardware = ["{39145.10.1.0}"],
            Sensors =
            [
                new("voltage", "39145.10.6.0", "System Voltage"), new("current", "39145.10.7.0", "System Current"),
                new("current", "39145.10.8.1.3", "Output Current #{.1} {.2}"), new("state", "39145.10.8.1.4", "Fuse #{.1}"),
            ],
        },
        new("socomec", "power", "4555")
        {
            Roots = ["4555.2.30.1", "4555.2.30.2"],
            Version = ["FW {4555.2.30.1.4.0} / SW {4555.2.30.1.5.0}"],
            Hardware = ["{4555.2.30.1.2.0}"],
            Serial = ["{4555.2.30.1.3.0}"],
            Sensors =
            [
                new("frequency", "4555.2.30.2.1.0", "Output frequency", 0.1), new("voltage", "4555.2.30.2.2.0", "Line 1 Voltage", 0.1),
                new("current", "4555.2.30.2.3.0", "Line 1 Current", 0.1),
                new("voltage", "4555.2.30.2.4.0", "Line 2 Voltage", 0.1), new("current", "4555.2.30.2.5.0", "Line 2 Current", 0.1),
                new("voltage", "4555.2.30.2.6.0", "Line 3 Voltage", 0.1),
                new("current", "4555.2.30.2.7.0", "Line 3 Current", 0.1),
            ],
        },
        new("dataprobe", "power", "1418")
        {
            IsHidden = true,
            Roots = ["1418.6"],
            Version = ["{1418.6.1.1.0}"],
            Hardware = ["{1418.6.1.4.0}"],
            Sensors =
            [
                new("voltage", "1418.6.6.1.0", "Voltage LC1", 0.01), new("current", "1418.6.6.2.0", "Current LC1", 0.01),
                new("voltage", "1418.6.6.3.0", "Voltage LC2", 0.01),
                new("current", "1418.6.6.4.0", "Current LC2", 0.01), new("state", "1418.6.5.1.5", "{.2} (ID {#})"),
            ],
        },
        new("panduit", "power", "19536")
        {
            Roots = ["19536.10.1.1.2"],
            Version = ["{19536.10.1.1.2.1.5}"],
            Hardware = ["{19536.10.1.1.2.1.7}"],
        },
        new("fs", "power", "30966")
        {
            Roots = ["30966.10.3.2"],
            Sensors = [new("voltage", "30966.10.3.2.1.0", "Voltage"), new("current", "30966.10.3.2.4.0", "Current", 0.1)],
        },
        .. new[] { "28507.81", "28507.67", "28507.65", "28507.62", "28507.38", "28507.43", "28507.84", "28507.85", "28507.87" }.Select(Gude),
    ];

    /// <summary>Gude: the same groups under the number of each model.</summary>
    private static Maker Gude(string root) => new("gude", "power", root)
    {
        Roots = [$"{root}.1.1.2", $"{root}.1.3.1", $"{root}.1.5", $"{root}.1.6"],
        Version = [$"{{{root}.1.1.2.2.0}}"],
        Hardware = [$"{{{root}.1.1.2.1.0}}"],
        Sensors =
        [
            new("state", $"{root}.1.3.1.2.1.3", "Relay"), new("count", $"{root}.1.3.1.2.1.4", "Toggle count"),
            new("state", $"{root}.1.5.1.2.1.2", "Status"), new("power_consumed", $"{root}.1.5.1.2.1.3", "Active Energy", 0.001),
            new("power", $"{root}.1.5.1.2.1.4", "Active Power"),
            new("current", $"{root}.1.5.1.2.1.5", "Current", 0.001), new("voltage", $"{root}.1.5.1.2.1.6", "Voltage"),
            new("frequency", $"{root}.1.5.1.2.1.7", "Frequency", 0.01),
            new("power_factor", $"{root}.1.5.1.2.1.8", "Power Factor", 0.001), new("power", $"{root}.1.5.1.2.1.10", "Apparent Power"),
            new("current", $"{root}.1.5.1.2.1.24", "Residual Current", 0.0001),
            new("state", $"{root}.1.5.2.1.2", "Overvoltage Protection"), new("voltage", $"{root}.1.5.14.1.0", "CPU System Voltage", 0.01),
            new("voltage", $"{root}.1.5.14.2.0", "CPU Auxiliary Voltage", 0.01), new("voltage", $"{root}.1.5.14.3.0", "CPU Main Voltage", 0.01),
            new("temperature", $"{root}.1.5.14.4.0", "CPU Temperature", 0.1),
            new("state", $"{root}.1.5.15.1.0", "NTP Time"), new("temperature", $"{root}.1.6.1.1.2", "Temperature", 0.1) { Except = [-9999] },
            new("humidity", $"{root}.1.6.1.1.3", "Humidity", 0.1) { Except = [-9999] },
            new("temperature", $"{root}.1.6.1.1.6", "Dew Point", 0.1) { Except = [-9999] }, new("temperature", $"{root}.1.6.1.1.7", "Dew Diff", 0.1) { Except = [-9999] },
        ],
    };

    /// <summary>Eltek Smartpack: SP2-MIB.</summary>
    private static Maker Eltek() => new("eltek", "power", "12148.10")
    {
        Roots = ["12148.10.2", "12148.10.3", "12148.10.5", "12148.10.9", "12148.10.10", "12148.10.11", "12148.10.12", "12148.10.13"],
        Version = ["{12148.10.13.8.2.1.8.2}", "{12148.10.13.8.2.1.8}"],
        Hardware = ["{12148.10.13.8.2.1.2}"],
        Serial = ["{12148.10.2.7.0}", "{12148.10.2.4.0}"],
        Sensors =
        [
            new("state", "12148.10.2.1.0", "System Status"), new("state", "12148.10.2.3.0", "System Mode"), new("state", "12148.10.3.1.0", "Mains Status"),
            new("voltage", "12148.10.3.4.1.6", "{.3}"), new("current", "12148.10.5.2.5.0", "Rectifier Output Current"),
            new("load", "12148.10.5.3.5.0", "Rectifiers Capacity"),
            new("state", "12148.10.5.6.1.2", "{.5} {#} Status"), new("current", "12148.10.5.6.1.3", "{.5} {#} Output Current", 0.1),
            new("voltage", "12148.10.5.6.1.4", "{.5} {#} Input Voltage"),
            new("current", "12148.10.9.2.5.0", "LoadCurrent"), new("state", "12148.10.10.1.0", "Overall Battery Status"),
            new("voltage", "12148.10.10.5.5.0", "{12148.10.10.5.2.0}", 0.01),
            new("current", "12148.10.10.6.5.0", "Overall Battery Current", 0.1), new("temperature", "12148.10.10.7.5.0", "Overall Battery Temperature"),
            new("runtime", "12148.10.10.8.5.0", "{12148.10.10.8.2.0}"), new("count", "12148.10.10.9.5.0", "Battery Remaining Capacity (Ah)"),
            new("state", "12148.10.3.2.1.0", "{12148.10.3.2.2.0}"),
            new("count", "12148.10.10.23.5.0", "{12148.10.10.23.2.0}", 0.01), new("state", "12148.10.11.2.1.2", "Input {.3}") { Except = [4] },
            new("state", "12148.10.12.2.1.2", "Output {.3}"),
        ],
    };

    /// <summary>Eltek WebPower: ELTEK-DISTRIBUTED-MIB.</summary>
    private static Maker WebPower() => new("eltek", "power", "12148.9")
    {
        Roots = ["12148.9.1", "12148.9.2", "12148.9.3", "12148.9.4", "12148.9.5", "12148.9.6"],
        Version = ["{12148.9.1.18.7.0}"],
        Serial = ["{12148.9.2.1.3.7.0}"],
        Sensors =
        [
            new("state", "12148.9.1.5.0", "System operational status"), new("voltage", "12148.9.3.2.0", "Battery bank", 0.01),
            new("current", "12148.9.3.3.0", "Battery (charge/drain)"),
            new("runtime", "12148.9.3.20.1.0", "Battery time to disconnect"), new("current", "12148.9.3.20.2.0", "Battery remaining capacity (Ah)"),
            new("current", "12148.9.4.1.0", "Distribution total out"),
            new("load", "12148.9.5.4.0", "Rectifier current utilization"), new("current", "12148.9.5.5.2.1.3", "Rectifier {#} out", 0.1) { Except = [0] },
            new("voltage", "12148.9.5.5.2.1.4", "Rectifier{#} out", 0.01) { Except = [0] },
            new("temperature", "12148.9.5.5.2.1.5", "Rectifier {#}") { Except = [0] }, new("voltage", "12148.9.6.1.0", "AC L1 input"),
            new("voltage", "12148.9.6.2.0", "AC L2 input"), new("voltage", "12148.9.6.3.0", "AC L3 input"),
        ],
    };
}
