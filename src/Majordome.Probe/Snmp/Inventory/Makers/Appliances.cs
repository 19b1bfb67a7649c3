namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of environment sensors, clocks, cameras and other appliances.</summary>
internal static class Appliances
{
    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        RoomAlert32(),
        new("avtech", "environment", "20916.1.6", "20916.1.9")
        {
            Roots = ["20916.1.6.1", "20916.1.9.1"],
            Version = [Fact.InDescription(@"v(\d[\d.]+)")],
            Hardware = [Fact.InDescription(@"^(Room Alert \w+)")],
            Sensors =
            [
                new("temperature", "20916.1.6.1.1.1.2.0", "Internal Sensor"), new("temperature", "20916.1.6.1.2.1.1.0", "Ext Sensor 1"),
                new("temperature", "20916.1.6.1.2.2.1.0", "Ext Sensor 2"),
                new("state", "20916.1.6.1.3.1.0", "Switch Sen 1"), new("temperature", "20916.1.9.1.1.1.2.0", "Internal Sensor", 0.01),
            ],
        },
        new("sensatronics", "environment", "16174")
        {
            Roots = ["16174.1.1.1.3", "16174.1.1.3.3"],
            Sensors =
            [
                .. Mib.Numbers(16).Select(probe => new Gauge("temperature", $"16174.1.1.1.3.{probe}.2.0", $"{{16174.1.1.1.3.{probe}.1.0}}") { Except = [-99.9] }),
                .. Mib.Numbers(4).Select(probe => new Gauge("temperature", $"16174.1.1.3.3.{probe}.3.0", $"Group {probe} Temperature") { Except = [-99.9] }),
            ],
        },
        new("wut", "environment", "5040")
        {
            Roots = ["5040.1.2.42.1"],
            Sensors = [new("temperature", "5040.1.2.42.1.4.1.1.1", "Environment", 0.1), new("humidity", "5040.1.2.42.1.4.1.1.2", "Environment", 0.1)],
        },
        new("papouch", "environment", "18248")
        {
            IsHidden = true,
            Roots = ["18248.16.1", "18248.1.1"],
            Sensors = [new("temperature", "18248.16.1.1.0", "Temperature", 0.1), new("temperature", "18248.1.1.1.0", "Temperature", 0.1)],
        },
        Stulz(),
        new("axis", "appliance", "368")
        {
            Roots = ["368.4.1"],
            Version = [Fact.InDescription(@"Camera; ([\d.]+);")],
            Hardware = [Fact.InDescription(@"(AXIS [^;]+);")],
            Sensors =
            [
                new("state", "368.4.1.3.1.3", "Temperature Sensor {#}"), new("temperature", "368.4.1.3.1.4", "Temperature Sensor {#}"),
                new("state", "368.4.1.8.1.3", "Storage Status: {.2}"),
            ],
        },
        new("vivotek", "camera", "23465"),
        new("ecreso", "appliance", "6404")
        {
            IsHidden = true,
            Roots = ["6404.3.1.2"],
            Version = ["{6404.3.1.2.9.1.6.0}"],
            Serial = ["{6404.3.1.2.9.1.8.0}"],
            Features = ["{6404.3.1.2.9.1.10.0}"],
        },
        new("endrun", "appliance", "13827")
        {
            IsHidden = true,
            Roots = ["13827.14.1.16"],
            Version = [Fact.In("{13827.14.1.16.0}", @" v ([\d.]+)")],
            Hardware = [Fact.In("{13827.14.1.16.0}", @"^(.+?) v ")],
        },
        new("microchip", "timing", "39165", "9070")
        {
            Roots = ["9070.1.2.3.1.5.1"],
            Version = ["{9070.1.2.3.1.5.1.6.1.0}"],
            Hardware = ["{9070.1.2.3.1.5.1.1.14.0} {9070.1.2.3.1.5.1.6.3.0}"],
            Serial = ["{9070.1.2.3.1.5.1.6.2.0}"],
            Sensors = [new("state", "9070.1.2.3.1.5.1.2.2.0", "Hardware Clock Source"), new("count", "9070.1.2.3.1.5.1.3.2.0", "GPS UTC Offset")],
        },
        new("symmetricom", "appliance", "601")
        {
            Roots = ["601.3.1.1.1", "601.3.1.1.2"],
            Version = ["{601.3.1.1.1.1.1.10.1.2}"],
            Hardware = ["{601.3.1.1.1.1.1.4.1.2} Module {601.3.1.1.1.1.1.7.1.2}"],
            Serial = ["{601.3.1.1.1.1.1.5.1.2}"],
            Sensors =
            [
                new("state", "601.3.1.1.2.2.1.1.4", "PLL Mode - Chassis.Slot# {#1}.{#2}"), new("state", "601.3.1.1.2.5.1.1.3", "GPS Status - Chassis.Slot# {#1}.{#2}"),
                new("state", "601.3.1.1.2.15.1.1.3", "NTP Status - Chassis.Slot# {#1}.{#2}"), new("state", "601.3.1.1.2.16.1.1.3", "PTP Status - Chassis.Slot# {#1}.{#2}"),
            ],
        },
        new("dhcpatriot", "server", "2021.51")
        {
            IsHidden = true,
            Roots = ["2021.51.11", "2021.52.7", "2021.52.8"],
            Version = ["{2021.51.11.4.1.2}"],
            Hardware = ["{2021.52.7.4.1.2}"],
            Serial = ["{2021.52.8.4.1.2}"],
        },
        new("bktel", "network", "7501")
        {
            Roots = ["7501.1.1.1.16.1", "7501.1.2.116"],
            Version = ["{7501.1.1.1.16.1.3}"],
            Hardware = ["{7501.1.2.116.1.2.1.2}"],
            Sensors =
            [
                new("temperature", "7501.1.2.116.5.1.1.3", "OA Temperature", 0.1), new("dbm", "7501.1.2.116.5.1.1.8", "Input Power dBm", 0.1),
                new("dbm", "7501.1.2.116.5.1.1.13", "Output Power dBm", 0.1), new("voltage", "7501.1.2.116.5.1.1.23", "Amplifier Input voltage", 0.1),
            ],
        },
        new("asentria", "power", "3052")
        {
            Roots = ["3052.14.1.5.4.1.1", "3052.14.3"],
            Version = [Fact.InDescription(@"SiteBoss \w+ (.+)$")],
            Hardware = [Fact.InDescription(@"(SiteBoss \w+)")],
            Serial = ["{3052.14.3.1.0}"],
            Sensors =
            [
                new("current", "3052.14.1.5.4.1.1.5", "Module: {#1}.{#2}", 0.001), new("voltage", "3052.14.1.5.4.1.1.13", "Module: {#1}.{#2}", 0.001),
                new("power", "3052.14.1.5.4.1.1.20", "Module: {#1}.{#2}"),
                new("current", "3052.14.1.5.4.1.1.23", "Port: {#1}.{#2}", 0.001),
            ],
        },
    ];

    /// <summary>Stulz WIB 8000: units by bus and number, their names in a table of its own; tenths.</summary>
    private static Maker Stulz()
    {
        const string unit = "Unit {29462.10.1.1.6.1.1.393221@1-2} ";
        return new("stulz", "environment", "29462")
        {
            Roots = ["29462.10.1.1.6.1.1", "29462.10.2.1.1"],
            Sensors =
            [
                new("humidity", "29462.10.2.1.1.1.1.2.1.1.1171", unit + "humidity", 0.1), new("humidity", "29462.10.2.1.1.1.1.2.1.1.1194", unit + "return humidity", 0.1),
                new("humidity", "29462.10.2.1.1.1.1.2.1.1.1195", unit + "supply humidity", 0.1), new("percent", "29462.10.2.1.1.2.4.1.1.6932", unit + "fan speed"),
                new("percent", "29462.10.2.1.1.2.1.2.5.1.2238", unit + "Freecooling Valve Opening"),
                new("temperature", "29462.10.2.1.1.1.1.1.1.1.1175", unit + "Setpoint Air Temperature", 0.1),
                new("temperature", "29462.10.2.1.1.1.1.1.1.1.1192", unit + "return temp", 0.1),
                new("temperature", "29462.10.2.1.1.1.1.1.1.1.1193", unit + "supply temp", 0.1),
                new("temperature", "29462.10.2.1.1.1.1.1.1.1.1196", unit + "outside air temp", 0.1),
                new("temperature", "29462.10.2.1.1.1.2.1.1.1191", unit + "Water In Temperature Primary", 0.1),
                new("temperature", "29462.10.2.1.1.1.2.1.1.1202", unit + "Water In Temperature Secondary", 0.1),
                new("temperature", "29462.10.2.1.1.1.2.1.1.1206", unit + "Water Out Temperature Primary", 0.1),
                new("temperature", "29462.10.2.1.1.1.2.1.1.1207", unit + "Water Out Temperature Secondary", 0.1),
            ],
        };
    }

    /// <summary>Room Alert 32S: ROOMALERT32S-MIB.</summary>
    private static Maker RoomAlert32() => new("avtech", "environment", "20916", "20916.1.11")
    {
        Roots = ["20916.1.11.1"],
        Sensors =
        [
            new("temperature", "20916.1.11.1.1.1.2.0", "Internal Temperature", 0.01),
            new("humidity", "20916.1.11.1.1.2.1.0", "Internal Humidity", 0.01),
            new("state", "20916.1.11.1.1.3.1.0", "Power Source"),
            new("temperature", "20916.1.11.1.1.4.2.0", "Internal Heat Index", 0.01),
            new("state", "20916.1.11.1.1.6.1.0", "Internal Relay 1"),
            new("state", "20916.1.11.1.1.6.2.0", "Internal Relay 2"),
            .. Mib.Numbers(8).Select(port => new Gauge("temperature", $"20916.1.11.1.2.{port}.1.0", $"{{20916.1.11.1.4.2.{port}.0}}", 0.01)),
            .. Mib.Numbers(8).Select(port => new Gauge("humidity", $"20916.1.11.1.2.{port}.3.0", $"{{20916.1.11.1.4.2.{port}.0}}", 0.01)),
            .. Mib.Numbers(16).Select(port => new Gauge("state", $"20916.1.11.1.3.{port}.0", $"Switch Sensor {port}")),
        ],
    };
}
