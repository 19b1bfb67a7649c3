namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of printers: what Printer-MIB has no place for.</summary>
internal static class Printers
{
    private const string Device = "{1.3.6.1.2.1.25.3.2.1.3.1}";

    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        new("hp", "printer", "11.2.3.9")
        {
            Roots = ["11.2.3.9.1.1.7", "11.2.3.9.4.2.1.1.3", "11.2.3.9.4.2.1.4.1.2"],
            Version = [Fact.In("{11.2.3.9.4.2.1.1.3.5.0}", @"(\d{8})"), "{11.2.3.9.4.2.1.1.3.6.0}"],
            Hardware = [Fact.In("{11.2.3.9.1.1.7.0}", @"MDL:(?:HP |Hewlett-Packard )?([^;]+);"), Fact.In(Device, "^(?:HP )?(.+)$")],
            Serial = ["{11.2.3.9.4.2.1.1.3.3.0}", Fact.InDescription(@"SN:(\w+)")],
            Sensors = [new("count", "11.2.3.9.4.2.1.4.1.2.5.0", "Total page cnt"), new("count", "11.2.3.9.4.2.1.4.1.2.34.0", "Total Jam cnt")],
        },
        new("canon", "printer", "1602") { Roots = ["1602.1.1.1"], Version = ["{1602.1.1.1.4.0}"], Hardware = ["{1602.1.1.1.1.0}"] },
        new("konica", "printer", "18334") { Roots = ["18334.1.1.1.1.6"], Version = ["{18334.1.1.1.1.6.1.0}"], Hardware = ["{18334.1.1.1.1.6.2.1.0}"] },
        new("sharp", "printer", "2385")
        {
            Roots = ["2385.1.1.19.2.1", "2385.2.1.1.2.1", "2385.2.1.3.2.1.4.11703.36"],
            Version = ["{2385.2.1.1.2.1.2.1}"],
            Hardware = ["{1.3.6.1.2.1.1.1.0}"],
            Features = ["{2385.2.1.3.2.1.4.11703.36.1}"],
            Sensors = [new("count", "2385.1.1.19.2.1.3", "{.4}")],
        },
        new("kyocera", "printer", "1347")
        {
            Roots = ["1347.43.5.1.1"],
            Hardware = [Device, "{1347.43.5.1.1.1}"],
            Serial = ["{1347.43.5.1.1.28}"],
        },
        new("brother", "printer", "2435") { Roots = ["2435.2.3.9.4.2.1.5.5.1"], Serial = ["{2435.2.3.9.4.2.1.5.5.1.0}"] },
        new("lexmark", "printer", "641") { Roots = ["641.2.1.2.1"], Hardware = ["{641.2.1.2.1.2.1}"], Version = ["{641.2.1.2.1.4.1}"], Serial = ["{641.2.1.2.1.6.1}"] },
        new("xerox", "printer", "253") { Version = [Fact.InDescription(@"(?:System|ESS|Net Controller)[^\d]*(\d[\d.]+)")] },
        new("ricoh", "printer", "367")
        {
            Roots = ["367.3.2.1.1.1", "367.3.2.1.2.1"],
            Hardware = ["{367.3.2.1.1.1.1.0}"],
            Version = ["{367.3.2.1.1.1.2.0}"],
            Serial = ["{367.3.2.1.2.1.4.0}"],
        },
        new("oki", "printer", "2001"),
        new("epson", "printer", "1248"),
        new("samsung", "printer", "236"),
        new("zebra", "printer", "10642") { Roots = ["10642.1"], Hardware = ["{10642.1.1.0}"], Version = ["{10642.1.2.0}"], Serial = ["{10642.1.9.0}"] },
        new("toshiba", "printer", "1129"),
    ];
}
