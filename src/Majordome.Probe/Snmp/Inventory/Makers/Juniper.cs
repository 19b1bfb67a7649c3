namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Juniper: JUNIPER-MIB and JUNIPER-DOM-MIB; NetScreen.</summary>
internal static class Juniper
{
    /// <summary>Junos.</summary>
    public static Maker Junos { get; } = new("juniper", "network", "2636")
    {
        Roots = ["1.3.6.1.2.1.25.6.3.1.2", "2636.3.1.2", "2636.3.1.3", "2636.3.1.6", "2636.3.1.8", "2636.3.1.13", "2636.3.1.15", "2636.3.4.2", "2636.3.60.1.1.1.1.5", "2636.3.60.1.1.1.1.6", "2636.3.60.1.1.1.1.7", "2636.3.60.1.1.1.1.8"],
        Version = [Fact.InDescription(@"JUNOS ([^,\s\]]+)"), Fact.In("{1.3.6.1.2.1.25.6.3.1.2.2}", @"\[([^\]]+)\]")],
        Hardware = ["{2636.3.1.2.0}", Fact.InDescription(@"Inc\. (\S+) ", "Juniper $1")],
        Serial = ["{2636.3.1.3.0}"],
        Processors = [new("2636.3.1.13.1.8", "{.5}") { Except = [0] }],
        Memory = [new("{.5}") { Total = "2636.3.1.13.1.15", Percent = "2636.3.1.13.1.11", Unit = 1_048_576 }],
        Parts =
        [
            new("container", "2636.3.1.6.1.6", "slot"),
            new("chassis", "2636.3.1.6.1.6", "^chassis"),
            new("powerSupply", "2636.3.1.8.1.6", "^(Power|PEM|PSM|PSU)") { Model = "{.10}", Serial = "{.7}" },
            new("fan", "2636.3.1.8.1.6", "^(Fan|Top Fan|Bottom Fan|Rear Fan|Front Fan)") { Model = "{.10}", Serial = "{.7}" },
            new(null, "2636.3.1.8.1.6", "^(FPC|PIC|MIC|Routing Engine|CB|SCB|SFB|SIB|Midplane|Host|FPM|AFEB|TFEB)") { Model = "{.10}", Serial = "{.7}" },
        ],
        Sensors =
        [
            new("temperature", "2636.3.1.13.1.7", "{.5}") { Except = [0] },
            new("state", "2636.3.1.15.1.8", "{.5}") { Except = [2], Warning = [(8, "is offline")] },
            new("state", "2636.3.4.2.2.1.0", "Yellow Alarm") { Warning = [(3, "is active")] },
            new("state", "2636.3.4.2.3.1.0", "Red Alarm") { Critical = [(3, "is active")] },
            new("dbm", "2636.3.60.1.1.1.1.5", "{1.3.6.1.2.1.2.2.1.2} Rx Power", 0.01) { Except = [0] },
            new("current", "2636.3.60.1.1.1.1.6", "{1.3.6.1.2.1.2.2.1.2} Tx Current", 0.000001) { Except = [0] },
            new("dbm", "2636.3.60.1.1.1.1.7", "{1.3.6.1.2.1.2.2.1.2} Tx Power", 0.01) { Except = [0] },
            new("temperature", "2636.3.60.1.1.1.1.8", "{1.3.6.1.2.1.2.2.1.2} Temperature") { Except = [0] },
        ],
    };

    /// <summary>ScreenOS.</summary>
    public static Maker NetScreen { get; } = new("juniper", "firewall", "3224")
    {
        Roots = ["3224.16.1", "3224.16.2", "3224.16.3", "3224.21"],
        Version = [Fact.InDescription(@"version (\S+)")],
        Hardware = [Fact.InDescription(@"^(\S+) version")],
        Serial = [Fact.InDescription(@"SN: (\w+)")],
        Processors = [new("3224.16.1.3.0")],
        Memory = [new("Memory") { Used = "3224.16.2.1.0", Free = "3224.16.2.2.0" }],
        Sensors = [new("count", "3224.16.3.2.0", "Sessions"), new("temperature", "3224.21.4.1.3", "{.4}")],
    };
}
