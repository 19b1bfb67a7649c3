namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of power supplies and distribution.</summary>
internal static class Power
{
    /// <summary>Eaton's own: XUPS-MIB, EATON-EPDU-MIB.</summary>
    public static Maker Eaton { get; } = new("eaton", "power", "534")
    {
        Roots = ["534.1.1", "534.1.2", "534.1.3", "534.1.4", "534.1.6", "534.6.6.7"],
        Version = ["{534.1.1.3.0}", "{534.6.6.7.1.2.1.5.0}"],
        Hardware = ["{534.1.1.2.0}", "{534.6.6.7.1.2.1.2.0}"],
        Serial = ["{534.1.1.6.0}", "{534.6.6.7.1.2.1.4.0}"],
        Sensors =
        [
            new("runtime", "534.1.2.1.0", "Battery Runtime", 1.0 / 60),
            new("voltage", "534.1.2.2.0", "Battery"),
            new("current", "534.1.2.3.0", "Battery"),
            new("charge", "534.1.2.4.0", "Battery Charge"),
            new("state", "534.1.2.5.0", "Battery Status") { Critical = [(6, "does not work")], Warning = [(2, "is on battery"), (8, "has a warning")] },
            new("frequency", "534.1.3.1.0", "Input", 0.1),
            new("voltage", "534.1.3.4.1.2", "Input Phase {#}"),
            new("load", "534.1.4.1.0", "Output Load"),
            new("frequency", "534.1.4.2.0", "Output", 0.1),
            new("voltage", "534.1.4.4.1.2", "Output Phase {#}"),
            new("current", "534.1.4.4.1.3", "Output Phase {#}"),
            new("power", "534.1.4.4.1.4", "Output Phase {#}"),
            new("temperature", "534.1.6.1.0", "Ambient"),
            new("humidity", "534.1.6.2.0", "Ambient"),
            new("voltage", "534.6.6.7.3.2.1.3", "Input Phase {#}", 0.001),
            new("current", "534.6.6.7.3.3.1.4", "Input Phase {#}", 0.001),
        ],
    };

    /// <summary>MGE (Eaton, APC): MG-SNMP-UPS-MIB.</summary>
    public static Maker Mge { get; } = new("mge", "power", "705")
    {
        Roots = ["705.1.1", "705.1.5", "705.1.6", "705.1.7"],
        Version = ["{705.1.1.4.0}"],
        Hardware = ["{705.1.1.1.0} {705.1.1.2.0}", "{705.1.1.1.0}"],
        Serial = ["{705.1.1.7.0}"],
        Sensors =
        [
            new("delay", "705.1.5.1.0", "Remaining time"),
            new("charge", "705.1.5.2.0", "Remaining battery capacity"),
            new("voltage", "705.1.5.5.0", "Battery", 0.1),
            new("current", "705.1.5.6.0", "Battery", 0.1),
            new("temperature", "705.1.5.7.0", "Battery"),
            new("state", "705.1.5.9.0", "Battery Fault") { Critical = [(1, "is active")] }, // of all these 1 is yes
            new("state", "705.1.5.11.0", "Battery Replacement Status") { Warning = [(1, "asks for a new battery")] },
            new("state", "705.1.5.14.0", "Battery Condition") { Critical = [(1, "is low")] },
            new("state", "705.1.5.15.0", "Battery Charger Status") { Critical = [(1, "does not work")] },
            new("state", "705.1.5.16.0", "Battery Charge Status") { Warning = [(1, "is low")] },
            new("voltage", "705.1.6.2.1.2", "Input Phase/Phase {#1}", 0.1),
            new("frequency", "705.1.6.2.1.3", "Input Frequency Phase {#1}", 0.1),
            new("current", "705.1.6.2.1.6", "Input Current Phase {#1}", 0.1),
            new("state", "705.1.6.3.0", "Input Status") { Warning = [(1, "is out of range")] },
            new("state", "705.1.6.4.0", "Input Line Fail Cause") { Warning = [(2, "is out of range"), (3, "is out of range"), (4, "has no power")] }, // 1: no failure
            new("voltage", "705.1.7.2.1.2", "Output Phase/Phase {#1}", 0.1),
            new("frequency", "705.1.7.2.1.3", "Output Frequency Phase {#1}", 0.1),
            new("power", "705.1.7.2.1.4", "Output (VA) Phase {#1}", 1000),
            new("current", "705.1.7.2.1.5", "Output Current Phase {#1}", 0.1),
            new("state", "705.1.7.4.0", "Bypass Status") { Warning = [(1, "is active")] },
            new("state", "705.1.7.7.0", "Utility Status") { Warning = [(1, "is off")] },
            new("state", "705.1.7.9.0", "UPS Inverter Status") { Warning = [(1, "is off")] },
            new("state", "705.1.7.10.0", "Output OverLoad") { Critical = [(1, "is active")] },
            new("state", "705.1.7.11.0", "Over Temperature") { Critical = [(1, "is active")] },
        ],
    };

    /// <summary>CyberPower and those it makes for: CPS-MIB.</summary>
    public static Maker CyberPower { get; } = new("cyberpower", "power", "3808")
    {
        Roots = ["3808.1.1.1", "3808.1.1.3", "3808.1.1.4"],
        Version = ["{3808.1.1.1.1.2.1.0}", "{3808.1.1.3.1.3.0}"],
        Hardware = ["{3808.1.1.1.1.1.1.0}", "{3808.1.1.3.1.5.0}"],
        Serial = ["{3808.1.1.1.1.2.3.0}", "{3808.1.1.3.1.6.0}"],
        Sensors =
        [
            new("charge", "3808.1.1.1.2.2.1.0", "Battery"),
            new("voltage", "3808.1.1.1.2.2.2.0", "Battery", 0.1),
            new("runtime", "3808.1.1.1.2.2.4.0", "Battery", 1.0 / 6000),
            new("voltage", "3808.1.1.1.3.2.1.0", "Input", 0.1),
            new("frequency", "3808.1.1.1.3.2.4.0", "Input", 0.1),
            new("voltage", "3808.1.1.1.4.2.1.0", "Output", 0.1),
            new("frequency", "3808.1.1.1.4.2.2.0", "Output", 0.1),
            new("load", "3808.1.1.1.4.2.3.0", "Load"),
            new("current", "3808.1.1.1.4.2.4.0", "Output", 0.1),
            new("current", "3808.1.1.3.2.3.1.1.2", "Input", 0.1),
            new("voltage", "3808.1.1.3.2.3.1.1.6", "Input", 0.1),
            new("power", "3808.1.1.3.2.3.1.1.7", "PDU Active Power {#}"),
            new("temperature", "3808.1.1.4.2.1.0", "Ambient", 0.1),
            new("humidity", "3808.1.1.4.3.1.0", "Ambient"),
        ],
    };

    /// <summary>Raritan: PDU-MIB of Dominion PX, PDU2-MIB.</summary>
    public static Maker Raritan { get; } = new("raritan", "power", "13742")
    {
        Roots = ["13742.4.1.1", "13742.4.1.2", "13742.4.1.3", "13742.4.1.20", "13742.4.1.21", "13742.4.3.3", "13742.6.3.2"],
        Version = ["{13742.6.3.2.3.1.6}", "{13742.4.1.1.1.0}"],
        Hardware = ["{13742.6.3.2.1.1.3}", "{13742.4.1.1.12.0}"],
        Serial = ["{13742.6.3.2.1.1.4}", "{13742.4.1.1.2.0}"],
        Sensors =
        [
            new("current", "13742.4.1.2.2.1.4", "{.2}", 0.001),
            new("power", "13742.4.1.2.2.1.7", "{.2}"),
            new("power", "13742.4.1.2.2.1.8", "{.2}") { IsFallback = true },
            new("temperature", "13742.4.1.3.1.5.0", "Processor Temp", 0.1),
            new("current", "13742.4.1.20.2.1.7", "Inlet L{#}", 0.001),
            new("voltage", "13742.4.1.21.2.1.4", "Inlet L{#}", 0.001),
            new("temperature", "13742.4.3.3.1.41", "{.4}", 0.1) { Where = "{.2}", Pattern = "^10$" },
            new("humidity", "13742.4.3.3.1.41", "{.4}") { Where = "{.2}", Pattern = "^11$" },
        ],
    };

    /// <summary>Server Technology Sentry: Sentry4-MIB.</summary>
    public static Maker Sentry { get; } = new("servertech", "power", "1718")
    {
        Roots = ["1718.4.1", "1718.3.1", "1718.3.2"],
        Version = ["{1718.4.1.1.1.3.0}", "{1718.3.1.1.0}"],
        Hardware = ["{1718.4.1.2.2.1.5}", "{1718.3.2.1.1.7}"],
        Serial = ["{1718.4.1.2.2.1.4}", "{1718.3.2.1.1.6}"],
        Sensors =
        [
            States.Sentry("1718.4.1.2.3.1.1", "Unit Status"),
            new("state", "1718.4.1.3.3.1.1", "Input Cord State"),
            States.Sentry("1718.4.1.3.3.1.2", "Input Cord Status"),
            new("power", "1718.4.1.3.3.1.3", "Cord, {1718.4.1.3.2.1.3}, Active Power"),
            States.Sentry("1718.4.1.3.3.1.4", "Input Cord Active Power Status"),
            States.Sentry("1718.4.1.3.3.1.6", "Input Cord Apparent Power Status"),
            States.Sentry("1718.4.1.3.3.1.9", "Input Cord Power Factor Status"),
            new("frequency", "1718.4.1.3.3.1.11", "Line, {1718.4.1.3.2.1.3}, Frequency", 0.1),
            new("percent", "1718.4.1.3.3.1.12", "Cord, {1718.4.1.3.2.1.3}, Balance", 0.1),
            States.Sentry("1718.4.1.3.3.1.13", "Input Out Of Balance Status"),
            new("state", "1718.4.1.4.3.1.1", "Line {1718.4.1.4.2.1.4} State"),
            States.Sentry("1718.4.1.4.3.1.2", "Line {1718.4.1.4.2.1.4} Status"),
            new("current", "1718.4.1.4.3.1.3", "Line, {1718.4.1.4.2.1.4}, Current", 0.01),
            new("state", "1718.4.1.5.3.1.1", "Phase {1718.4.1.5.2.1.4} State"),
            States.Sentry("1718.4.1.5.3.1.2", "Phase {1718.4.1.5.2.1.4} Status"),
            new("voltage", "1718.4.1.5.3.1.3", "Phase, {1718.4.1.5.2.1.4}, Voltage", 0.1),
            States.Sentry("1718.4.1.5.3.1.4", "Phase {1718.4.1.5.2.1.4} Voltage Status"),
            new("current", "1718.4.1.5.3.1.6", "Phase, {1718.4.1.5.2.1.4}, Current", 0.01),
            new("power", "1718.4.1.5.3.1.8", "Phase, {1718.4.1.5.2.1.4}, Active Power"),
            States.Sentry("1718.4.1.5.3.1.11", "Phase {1718.4.1.5.2.1.4} Power Factor Status"),
            States.Sentry("1718.4.1.6.3.1.1", "Over-current Protector {1718.4.1.6.2.1.4} Status"),
            new("state", "1718.4.1.7.3.1.1", "Branch {1718.4.1.7.2.1.4} State"),
            States.Sentry("1718.4.1.7.3.1.2", "Branch {1718.4.1.7.2.1.4} Status"),
            States.Sentry("1718.4.1.7.3.1.4", "Branch Current {1718.4.1.7.2.1.4} Status"),
            new("temperature", "1718.4.1.9.3.1.1", "{1718.4.1.9.2.1.3}", 0.1) { Except = [-410] },
            new("humidity", "1718.4.1.10.3.1.1", "{1718.4.1.10.2.1.3}") { Except = [-1] },
            new("current", "1718.3.2.2.1.7", "{.3}", 0.01) { Except = [-1] },
            new("temperature", "1718.3.2.5.1.6", "{.3}", 0.1) { Except = [-1] },
            new("humidity", "1718.3.2.5.1.10", "{.3}") { Except = [-1] },
        ],
    };

    /// <summary>Liebert, Vertiv: LIEBERT-GP-AGENT-MIB and the groups of power and environment.</summary>
    public static Maker Liebert { get; } = new("liebert", "power", "476")
    {
        Roots = ["476.1.42.2.1", "476.1.42.2.5", "476.1.42.3.8"],
        Version = ["{476.1.42.2.1.3.0}"],
        Hardware = ["{476.1.42.2.1.2.0}"],
        Serial = ["{476.1.42.2.1.4.0}"],
        Sensors =
        [
            new("state", "476.1.42.2.5.2.0", "Telnet Enabled"),
            new("state", "476.1.42.2.5.3.0", "Velocity Server Enabled"),
            new("power", "476.1.42.3.8.30.20.1.65", "Total for {.20}"),
            new("current", "476.1.42.3.8.30.20.1.70", "Neutral {#}", 0.1),
            new("voltage", "476.1.42.3.8.30.40.1.19", "AC RMS {#}", 0.1),
            new("current", "476.1.42.3.8.30.40.1.22", "Total Input Line {#}", 0.01),
            new("current", "476.1.42.3.8.40.20.1.130", "RMS Branch {#}", 0.01),
            new("current", "476.1.42.3.8.40.20.1.150", "Before Alarm Branch {#}", 0.01),
            new("count", "476.1.42.3.8.40.20.1.160", "Utilization Percent Branch {#}", 0.1),
            new("temperature", "476.1.42.3.8.60.15.1.70", "Temp for {.20}", 0.1),
            new("humidity", "476.1.42.3.8.60.15.1.95", "Humidity for {.20}", 0.1),
        ],
    };

    /// <summary>Schleifenbauer: SCHLEIFENBAUER-DATABUS-MIB.</summary>
    public static Maker Schleifenbauer { get; } = new("schleifenbauer", "power", "31034")
    {
        Roots = ["31034.12.1.1"],
        Version = ["{31034.12.1.1.2.1.1.1.2} ({31034.12.1.1.2.1.1.1.3})"],
        Serial = ["{31034.12.1.1.2.1.1.1.6}"],
        Sensors =
        [
            new("count", "31034.12.1.1.1.1.3.0", "Duplicate Device Addresses"),
            new("count", "31034.12.1.1.1.1.4.0", "New Devices"),
            new("power_consumed", "31034.12.1.1.2.6.1.1.2", Inlet + "Lifetime kWh Total"),
            new("power_factor", "31034.12.1.1.2.6.1.1.4", Inlet + "Power Factor", 0.0001),
            new("current", "31034.12.1.1.2.6.1.1.5", Inlet + "RMS Current", 0.01),
            new("voltage", "31034.12.1.1.2.6.1.1.7", Inlet + "Voltage", 0.01),
            new("power", "31034.12.1.1.2.6.1.1.9", Inlet + "Apparent Power"),
            new("power_consumed", "31034.12.1.1.2.7.2.1.2", Outlet),
            new("power_factor", "31034.12.1.1.2.7.2.1.4", Outlet, 0.0001),
            new("current", "31034.12.1.1.2.7.2.1.5", Outlet, 0.01),
            new("voltage", "31034.12.1.1.2.7.2.1.7", Outlet, 0.01),
            new("power", "31034.12.1.1.2.7.2.1.10", Outlet),
        ],
    };

    private const string Inlet = "{31034.12.1.1.2.1.1.1.6@1}-L{#} ";
    private const string Outlet = "{31034.12.1.1.2.7.1.1.2}";
}
