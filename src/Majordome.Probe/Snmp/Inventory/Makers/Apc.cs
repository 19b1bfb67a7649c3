namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>APC and what else is spoken by PowerNet-MIB: UPS, PDU, probes, cooling.</summary>
internal static class Apc
{
    private const double None = -1;

    /// <summary>Every device of PowerNet-MIB.</summary>
    public static Maker Devices { get; } = new("apc", "power", "318")
    {
        Roots = ["318.1.1.1", "318.1.1.10.2", "318.1.1.12", "318.1.1.13.1", "318.1.1.25.1", "318.1.1.26", "318.1.1.27.1", "318.1.4.2.4.1"],
        Version = ["AOS {318.1.4.2.4.1.4.1} / App {318.1.4.2.4.1.4.2}"],
        Hardware =
        [
            "{318.1.1.1.1.1.1.0} {318.1.1.1.1.2.1.0}", "{318.1.1.1.1.1.1.0}", "{318.1.1.12.1.5.0}", "{318.1.1.26.2.1.8.1}", Fact.InDescription(@"^APC ([^(]+) \("),
        ],
        Serial = ["{318.1.1.1.1.2.3.0}", "{318.1.1.12.1.6.0}", "{318.1.1.26.2.1.9.1}"],
        Sensors = [.. Supply(), .. Distribution(), .. Environment(), .. Cooling()],
    };

    /// <summary>The UPS, in tenths where the card is new enough.</summary>
    private static Gauge[] Supply() =>
    [
        new("charge", "318.1.1.1.2.3.1.0", "Battery Charge", 0.1),
        new("charge", "318.1.1.1.2.2.1.0", "Battery Charge") { IsFallback = true },
        new("temperature", "318.1.1.1.2.3.2.0", "Internal Temperature", 0.1),
        new("temperature", "318.1.1.1.2.2.2.0", "Internal Temperature") { IsFallback = true },
        new("voltage", "318.1.1.1.2.3.4.0", "Battery Bus", 0.1),
        new("voltage", "318.1.1.1.2.2.8.0", "Battery Bus") { IsFallback = true },
        new("state", "318.1.1.1.2.2.4.0", "UPS Battery Replacement Status") { Warning = [(2, "asks for a new battery")] },
        new("runtime", "318.1.1.1.2.2.3.0", "Runtime", 1.0 / 6000),
        new("voltage", "318.1.1.1.3.3.1.0", "Input", 0.1) { Except = [None] },
        new("voltage", "318.1.1.1.3.2.1.0", "Input") { IsFallback = true },
        new("frequency", "318.1.1.1.3.3.4.0", "Input", 0.1) { Except = [None] },
        new("frequency", "318.1.1.1.3.2.4.0", "Input") { IsFallback = true },
        new("voltage", "318.1.1.1.4.3.1.0", "Output", 0.1) { Except = [None] },
        new("voltage", "318.1.1.1.4.2.1.0", "Output") { IsFallback = true },
        new("frequency", "318.1.1.1.4.3.2.0", "Output", 0.1) { Except = [None] },
        new("frequency", "318.1.1.1.4.2.2.0", "Output") { IsFallback = true },
        new("load", "318.1.1.1.4.3.3.0", "Load(VA)", 0.1) { Except = [None] },
        new("load", "318.1.1.1.4.2.3.0", "Load(VA)") { IsFallback = true },
        new("current", "318.1.1.1.4.3.4.0", "Phase 0 Output", 0.1) { Except = [None] },
        new("current", "318.1.1.1.4.2.4.0", "Phase 0 Output") { IsFallback = true },
        new("state", "318.1.1.1.4.1.1.0", "Output Status") // upsBasicOutputStatus: 2 on line, 3 battery, 5 and 11 asleep, 6 and 9 bypass, 7 off, 10 and 16 bypass after a failure
        {
            Critical = [(7, "is off"), (10, "does not work"), (11, "is off"), (16, "does not work")],
            Warning = [(3, "is on battery"), (5, "is off"), (6, "is on bypass"), (9, "is on bypass")],
        },
    ];

    private static Gauge[] Distribution() =>
    [
        new("current", "318.1.1.12.2.3.1.1.2", "Phase {.4} Bank {.5}", 0.1) { Where = "{.5}", Pattern = "[1-9]" },
        new("current", "318.1.1.12.2.3.1.1.2", "Phase {.4}", 0.1) { Where = "{.5}", Pattern = "^0$" },
        new("power", "318.1.1.12.1.16.0", "Power"),
        new("current", "318.1.1.26.6.3.1.5", "Phase {.3}", 0.1),
        new("voltage", "318.1.1.26.6.3.1.6", "Phase {.3}"),
        new("power", "318.1.1.26.6.3.1.7", "Phase {.3}", 10),
        new("current", "318.1.1.26.8.3.1.5", "Bank {.3}", 0.1),
    ];

    private static Gauge[] Environment() =>
    [
        new("temperature", "318.1.1.10.2.3.2.1.4", "{.2}") { Except = [None] },
        new("humidity", "318.1.1.10.2.3.2.1.6", "{.2}") { Except = [None, 0] },
        new("state", "318.1.1.10.2.2.4.1.4", "{.2}"),
        new("temperature", "318.1.1.25.1.2.1.6", "{.3}") { Except = [None] },
        new("humidity", "318.1.1.25.1.2.1.7", "{.3}") { Except = [None, 0] },
    ];

    private static Gauge[] Cooling() =>
    [
        new("percent", "318.1.1.13.1.4.2.1.0", "Cooling Demand"),
        new("percent", "318.1.1.13.1.4.2.2.0", "Dehumidification Demand"),
        new("percent", "318.1.1.13.1.4.2.3.0", "Cooling/Dehumidification Output"),
        new("percent", "318.1.1.13.1.4.2.7.0", "Heating Demand"),
        new("percent", "318.1.1.13.1.4.2.8.0", "Heating Output"),
        new("percent", "318.1.1.13.1.4.2.11.0", "Humidification Demand"),
        new("temperature", "318.1.1.13.1.4.5.10.0", "Cooling Setpoint", 0.1),
        new("humidity", "318.1.1.13.1.4.6.3.0", "Humidifier Setpoint", 0.1),
        new("humidity", "318.1.1.13.1.4.7.3.0", "Dehumidifier Setpoint", 0.1),
        new("temperature", "318.1.1.13.1.4.8.3.0", "Heating Setpoint", 0.1),
        new("temperature", "318.1.1.13.1.5.2.2.1.2", "Supply Air", 0.1),
        new("humidity", "318.1.1.13.1.5.2.2.1.4", "Supply Air", 0.1),
        new("temperature", "318.1.1.13.1.5.2.2.1.5", "Return Air", 0.1),
        new("humidity", "318.1.1.13.1.5.2.2.1.7", "Return Air", 0.1),
        new("pressure", "318.1.1.13.1.5.2.2.1.8", "Filter Air Pressure Differential", 0.001),
        new("pressure", "318.1.1.13.1.5.2.2.1.10", "Coil Air Pressure Differential", 0.001),
        new("pressure", "318.1.1.13.1.5.4.2.1.4", "Refrigerant Pressure - Inlet"),
        new("pressure", "318.1.1.13.1.5.4.2.1.6", "Refrigerant Pressure - Discharge"),
        new("current", "318.1.1.13.1.5.5.2.1.3", "Humidifier", 0.1),
        new("percent", "318.1.1.13.1.5.5.2.1.4", "Humidifier Output"),
        .. Blower("1", "318.1.1.13.1.5.6.2.1"),
        .. Blower("2", "318.1.1.13.1.5.7.2.1"),
        new("state", "318.1.1.27.1.6.2.2.1.4", "{.2}"),
        new("state", "318.1.1.27.1.4.2.2.1.4", "{.2}"),
        new("temperature", "318.1.1.27.1.4.1.2.1.3", "{.2}", 0.1) { Where = "{.4}", Pattern = "C" },
        new("fanspeed", "318.1.1.27.1.4.1.2.1.3", "{.2}") { Where = "{.2}", Pattern = "(?i)fan" },
    ];

    private static Gauge[] Blower(string number, string table) =>
    [
        new("frequency", $"{table}.3", $"Blower {number} Requested Frequency", 0.1),
        new("frequency", $"{table}.4", $"Blower {number} Actual Frequency", 0.1),
        new("percent", $"{table}.8", $"Blower {number} Torque", 0.01),
        new("percent", $"{table}.9", $"Blower {number} Current", 0.01),
        new("voltage", $"{table}.10", $"Blower {number} Voltage", 0.1),
        new("percent", $"{table}.14", $"Blower {number} Capacitor Life Remaining", 0.1),
    ];
}
