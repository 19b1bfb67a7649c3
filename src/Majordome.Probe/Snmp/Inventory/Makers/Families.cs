namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers who repeat one MIB under the sysObjectID of every model, and toolkits that many makers build on.</summary>
internal static class Families
{
    /// <summary>Accton's MIB of switches (Edge-Core, FS, and others who sell them).</summary>
    /// <param name="name">Who sells them.</param>
    /// <param name="root">The identifier of the model.</param>
    public static Maker Accton(string name, string root) => new(name, "network", root)
    {
        Roots = [$"{root}.1.1", $"{root}.1.2.1.1.2", $"{root}.1.2.11", $"{root}.1.39"],
        Version = name == "edgecore" ? [$"{{{root}.1.1.3.1.2}} {{{root}.1.1.3.1.6}}"] : [$"{{{root}.1.1.3.1.6}}"],
        Hardware = [$"{{{root}.1.1.5.1.0}}", $"{{{root}.1.1.3.1.14}}", "{1.3.6.1.2.1.1.1.0}"],
        Serial = [$"{{{root}.1.1.3.1.10}}"],
        Processors = [new($"{root}.1.39.2.1.0")],
        Memory = [new("Memory") { Total = $"{root}.1.39.3.1.0", Used = $"{root}.1.39.3.2.0", Free = $"{root}.1.39.3.3.0" }],
        Sensors =
        [
            States.Object($"{root}.1.1.4.0", "Oper State"),
            new("temperature", $"{root}.1.1.11.1.3", "Temperature Unit {#1} sensor {#}"),
            new("fanspeed", $"{root}.1.1.9.1.6", "Unit {#1} Fan {#}"),
            new("state", $"{root}.1.1.9.1.3", "Unit {#1} Fan {#}") { Critical = [(2, "does not work")] },
            new("temperature", $"{root}.1.2.11.1.2", $"{{{root}.1.2.1.1.2}}"),
            new("voltage", $"{root}.1.2.11.1.3", $"{{{root}.1.2.1.1.2}}"),
            new("current", $"{root}.1.2.11.1.4", $"{{{root}.1.2.1.1.2}} - Tx", 0.001),
            new("dbm", $"{root}.1.2.11.1.5", $"{{{root}.1.2.1.1.2}} - Tx"),
            new("dbm", $"{root}.1.2.11.1.6", $"{{{root}.1.2.1.1.2}} - Rx"),
        ],
    };

    /// <summary>FASTPATH (Broadcom), whose MIBs stand under the numbers of those who license it: Dell, Netgear, Ubiquiti…</summary>
    /// <param name="name">Who sells them.</param>
    /// <param name="root">Where they stand: FASTPATH-SWITCHING-MIB is 1 of it, FASTPATH-BOXSERVICES-MIB 43.</param>
    /// <param name="signs">The sysObjectIDs.</param>
    public static Maker Fastpath(string name, string root, params string[] signs) => new(name, "network", signs)
    {
        Roots = [$"{root}.1.1.1", $"{root}.1.1.4", $"{root}.43.1"],
        Version = [$"{{{root}.1.1.1.13.0}}"],
        Hardware = [$"{{{root}.1.1.1.3.0}}"],
        Serial = [$"{{{root}.1.1.1.4.0}}"],
        Processors = [new($"{root}.1.1.4.9.0") { Pattern = @"5 Secs \( *([\d.]+)%" }],
        Memory = [new("CPU Memory") { Total = $"{root}.1.1.4.2.0", Free = $"{root}.1.1.4.1.0", Unit = 1024 }],
        Sensors =
        [
            new("fanspeed", $"{root}.43.1.6.1.4", "Fan {#}") { Except = [0] },
            new("temperature", $"{root}.43.1.8.1.5", "Unit {#1} Sensor {#}") { Where = "{#}", Pattern = "[^0]" },
            new("temperature", $"{root}.43.1.8.1.5", "Unit {#1} CPU temperature") { Where = "{#}", Pattern = "^0$" },
        ],
    };

    /// <summary>Moxa's industrial switches.</summary>
    /// <param name="root">The identifier of the model.</param>
    public static Maker Moxa(string root) => new("moxa", "network", root)
    {
        Roots = [$"{root}.1.2", $"{root}.1.4", $"{root}.1.10", $"{root}.1.78"],
        Version = [$"{{{root}.1.4.0}}"],
        Hardware = [$"{{{root}.1.2.0}}"],
        Serial = [$"{{{root}.1.78.0}}"],
        Sensors =
        [
            new("power", $"{root}.1.10.8.0", "Power Consumption"),
            new("state", $"{root}.1.10.1.0", "Power Input 1 Status"),
            new("state", $"{root}.1.10.2.0", "Power Input 2 Status"),
        ],
    };

    /// <summary>Advantech's industrial switches.</summary>
    /// <param name="root">The identifier of the model.</param>
    public static Maker Advantech(string root) => new("advantech", "network", root)
    {
        Roots = ["10297.100.1", $"{root}.1.1.15", $"{root}.2.5"],
        Version = ["{10297.100.1.4.0} Build {" + root + ".1.1.15.0}", "{10297.100.1.4.0}"],
        Hardware = ["{10297.100.1.1.0}"],
        Sensors =
        [
            new("temperature", $"{root}.2.5.2.1.2", "{.1} Temperature"),
            new("voltage", $"{root}.2.5.2.1.3", "{.1} Voltage"),
            new("current", $"{root}.2.5.2.1.4", "{.1} TX Bias", 0.001),
            new("dbm", $"{root}.2.5.2.1.5", "{.1} TX Power"),
            new("dbm", $"{root}.2.5.2.1.6", "{.1} RX Power"),
        ],
    };
}
