namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of network equipment of whom a few facts suffice.</summary>
internal static class MoreSwitches
{
    /// <summary>One row a maker.</summary>
    public static Maker[] All { get; } =
    [
        new("zyxel", "network", "890")
        {
            IsHidden = true,
            Roots = ["890.1.2.2"],
            Version = ["{890.1.2.2.1.0}"],
            Serial = ["{890.1.2.2.2.0}"],
        },
        new("qtech", "network", "27514")
        {
            Roots = ["27514.100.1.11"],
            Version = [Fact.InDescription(@"SoftWare Version (\S+)")],
            Hardware = [Fact.InDescription(@"^(\S+) Device")],
            Serial = [Fact.InDescription(@"serial number (\S+)")],
            Processors = [new("27514.100.1.11.10.0")],
        },
        new("parks", "network", "50224")
        {
            Roots = ["50224.3.1.1", "50224.3.2.4"],
            Processors = [new("50224.3.1.1.17.0")],
            Memory = [new("Memory") { Percent = "50224.3.1.1.18.0" }],
            Sensors =
            [
                new("temperature", "50224.3.1.1.23.0", "Chip temperature"), new("temperature", "50224.3.2.4.1.8", "SFP temperature {.2}.", 0.01) { Except = [0] },
                new("dbm", "50224.3.2.4.1.11", "Tx Port {.2}.", 0.01), new("dbm", "50224.3.2.4.1.12", "Rx Port {.2}.", 0.01),
            ],
        },
        new("gwd", "network", "10072")
        {
            Roots = ["10072.2.20.1.1.1", "10072.2.20.1.1.2", "10072.2.15.1"],
            Version = ["{10072.2.20.1.1.1.1.1.8.1}"],
            Hardware = ["{10072.2.20.1.1.1.1.1.9.1}"],
            Serial = ["{10072.2.20.1.1.2.1.1.18.1.1}"],
            Processors = [new("10072.2.20.1.1.2.1.1.19")],
            Memory = [new("Memory") { Total = "10072.2.20.1.1.2.1.1.28", Used = "10072.2.20.1.1.2.1.1.20", Unit = 1_048_576 }],
            Sensors = [new("temperature", "10072.2.15.1.5.1.1.3", "Temperature power supply {#}"), new("state", "10072.2.15.1.5.1.1.2", "Power Run Status {#}")],
        },
        new("firebrick", "network", "24693")
        {
            Roots = ["24693.100.1", "24693.100.2", "24693.100.4", "24693.100.1701.0"],
            Version = [Fact.InDescription(@"\((V\S+)")],
            Hardware = [Fact.InDescription(@"^(FB\w+)")],
            Processors = [new("24693.100.2.1.1.2.5", Scale: 0.01)],
            Memory = [new("Memory") { Total = "24693.100.4.1.1", Free = "24693.100.4.1.2", Unit = 1024 }],
            Sensors =
            [
                new("voltage", "24693.100.1.1.1.4", "{.3}", 0.001) { Where = "{.2}", Pattern = "^Voltage" },
                new("temperature", "24693.100.1.1.1.4", "{.3}", 0.001) { Where = "{.2}", Pattern = "^Temp" },
                new("fanspeed", "24693.100.1.1.1.4", "{.3}") { Where = "{.2}", Pattern = "^Fan" },
                new("count", "24693.100.1701.0.1.0", "Free Tunnels"), new("count", "24693.100.1701.0.2.0", "Free Sessions"),
            ],
        },
        new("fiberhome", "network", "3807")
        {
            Version = [Fact.InDescription(@"Version (\S+?),")],
            Hardware = [Fact.InDescription(@"^(.+?) \(R\)")],
            Features = [Fact.InDescription(@"Hw Version ([^,]+)")],
            Roots = ["3807.1.8012.1.4"],
            Processors = [new("3807.1.8012.1.4.1.1.2", "Cpu-{#}", 0.01)],
        },
        new("fiberhome", "network", "5875")
        {
            Roots = ["5875.800.3.9.4", "5875.800.3.9.8", "5875.800.3.60"],
            Version = ["{5875.800.3.9.4.3.0}"],
            Hardware = ["{1.3.6.1.2.1.1.1.0}"],
            Features = ["{5875.800.3.9.4.4.0}"],
            Processors = [new("5875.800.3.9.8.1.1.5", "Hswa {#} Processor", 0.01)],
            Memory = [new("Hswa {#} Memory") { Percent = "5875.800.3.9.8.1.1.6" }],
            Sensors =
            [
                new("temperature", "5875.800.3.9.4.5.0", "Internal Temperature 0"), new("state", "5875.800.3.60.1.1.2", "Power slot {#} Status"),
                new("state", "5875.800.3.60.2.1.1", "Fan slot {#} Status"),
            ],
        },
        new("fibrolan", "network", "4467")
        {
            Roots = ["4467.1000.10.1.120.1.2", "4467.1000.50.1", "4467.100.500", "1.0.8802.1.1.2.1.3.4"],
            Version = ["{1.0.8802.1.1.2.1.3.4.0}"],
            Processors = [new("4467.1000.10.1.120.1.2", "CPU Usage") { LastArc = 201 }],
            Sensors =
            [
                new("temperature", "4467.1000.50.1.2.1.3", "Port {#} Transceiver"), new("dbm", "4467.1000.50.1.2.1.1", "Rx Port {#}", 0.001) { IsMilliwatts = true },
                new("dbm", "4467.1000.50.1.2.1.2", "Port {#} Tx Level", 0.001) { IsMilliwatts = true }, new("current", "4467.1000.50.1.2.1.4", "Port {#} Transceiver Bias Current", 0.001),
                new("voltage", "4467.1000.50.1.2.1.5", "Port {#} Transceiver Vcc", 0.001),
                new("state", "4467.100.500.10.10.1.2", "PS {#}"), new("temperature", "4467.100.500.20.1.4", "Chassis {#}"),
            ],
        },
        new("smartbyte", "network", "56166")
        {
            Roots = ["56166.1.2", "56166.1.8.2"],
            Version = ["{1.3.6.1.2.1.47.1.1.1.1.10.1}"],
            Sensors =
            [
                new("state", "56166.1.2.3.1.2", "Fan {#} status"), new("state", "56166.1.2.3.1.1", "Power {#} state"),
                new("temperature", "56166.1.2.4.1.2", "Temperature {#}"),
                new("temperature", "56166.1.8.2.1.10", "{1.3.6.1.2.1.2.2.1.2} Transceiver Temperature") { Except = [0] },
                new("voltage", "56166.1.8.2.1.11", "{1.3.6.1.2.1.2.2.1.2} Transceiver Voltage", 0.01) { Except = [0] },
                new("current", "56166.1.8.2.1.12", "{1.3.6.1.2.1.2.2.1.2} Transceiver Bias Current", 0.00001) { Except = [0] },
                new("dbm", "56166.1.8.2.1.13", "{1.3.6.1.2.1.2.2.1.2} Transceiver Receive Power", 0.01) { Except = [0] },
                new("dbm", "56166.1.8.2.1.14", "{1.3.6.1.2.1.2.2.1.2} Transceiver Transmit Power", 0.01) { Except = [0] },
            ],
        },
        new("oneaccess", "network", "13191")
        {
            Roots = ["13191.10.3.3.1", "13191.10.3.3.2"],
            Version = ["{13191.10.3.3.2.1.5.0}"],
            Hardware = ["{13191.10.3.3.2.2.2.1.8.0}"],
            Serial = ["{13191.10.3.3.2.2.2.1.5.0}"],
            Processors = [new("13191.10.3.3.1.2.3.1.3", "{.5}")],
            Memory = [new("Main Memory") { Total = "13191.10.3.3.1.1.3.0", Free = "13191.10.3.3.1.1.1.0" }],
            Sensors = [new("state", "13191.10.3.3.1.2.3.1.2", "Core Type #{#}")],
        },
        new("gigamon", "network", "26866")
        {
            Roots = ["26866.2"],
            Version = ["{26866.2.6.0}"],
            Hardware = [Fact.InDescription(@"Gigamon (\S+)")],
            Serial = ["{26866.2.4.0}"],
        },
        new("xkl", "network", "21150")
        {
            Roots = ["21150.1.1"],
            Version = ["{21150.1.1.1.0}"],
            Sensors =
            [
                new("temperature", "21150.1.1.3.1.10", "Temperature"), new("dbm", "21150.1.1.3.1.11", "TX Power", 0.1), new("dbm", "21150.1.1.3.1.12", "RX Power", 0.1),
                new("current", "21150.1.1.3.1.15", "BIAS", 0.000001), new("voltage", "21150.1.1.3.1.43", "Voltage", 0.0001),
                new("state", "21150.1.1.5.1.2", "Fan Controller {#} Status"),
                new("fanspeed", "21150.1.1.7.1.5", "Fan {#} Speed"), new("state", "21150.1.1.9.1.2", "State"), new("voltage", "21150.1.1.9.1.4", "Voltage", 0.001),
                new("current", "21150.1.1.9.1.5", "Current", 0.001),
                new("temperature", "21150.1.1.13.1.3", "Temperature"),
            ],
        },
        new("mrv", "network", "629")
        {
            Roots = ["629.200.2.2", "629.200.6.1", "629.200.7.1", "629.200.8.1"],
            Version = [Fact.In("{629.200.2.2.0}", "^(.+)$")],
            Hardware = ["{629.200.6.1.1.3.1}"],
            Serial = ["{629.200.6.1.1.48.1}"],
            Sensors =
            [
                new("state", "629.200.6.1.1.7", "Chassis {#} Power Supply 1"), new("state", "629.200.6.1.1.8", "Chassis {#} Power Supply 2"),
                new("state", "629.200.6.1.1.11", "Chassis {#} Fan 1"),
                new("temperature", "629.200.6.1.1.15", "Chassis {#} Temperature"),
                new("temperature", "629.200.7.1.1.34", "Slot {#1}.{#2} Temperature") { Except = [-1, 0] },
                new("temperature", "629.200.8.1.1.30", "Port {#1}.{#2}.{#3} Temperature") { Except = [-1, 0] },
                new("dbm", "629.200.8.1.1.31", "Port {#1}.{#2}.{#3} Tx Power", 0.001) { Except = [-1, 0] },
                new("dbm", "629.200.8.1.1.32", "Port {#1}.{#2}.{#3} Rx Power", 0.001) { Except = [-1, 0] },
                new("current", "629.200.8.1.1.33", "Port {#1}.{#2}.{#3} Tx Bias Current", 0.000001) { Except = [-1, 0] },
                new("voltage", "629.200.8.1.1.34", "Port {#1}.{#2}.{#3} Tx Supply Voltage", 0.001) { Except = [-1, 0] },
            ],
        },
        new("ribbon", "network", "1286")
        {
            Roots = ["1286.5.1.1.2.1.8.4", "1286.5.1.1.2.1.9", "1286.5.1.1.2.1.10"],
            Version = [Fact.InDescription(@", V([\w.-]+),")],
            Hardware = [Fact.InDescription(@"Communications\. ([^,]+),")],
            Sensors =
            [
                new("temperature", "1286.5.1.1.2.1.10.3.1.4", "{.2} Temperature", 0.1), new("voltage", "1286.5.1.1.2.1.9.1.1.3", "{.2} Voltage", 0.01),
                new("current", "1286.5.1.1.2.1.9.1.1.4", "{.2} Current", 0.01), new("power", "1286.5.1.1.2.1.9.1.1.9", "{.2} Current", 0.01),
                new("dbm", "1286.5.1.1.2.1.8.4.2.1.4", "{1.3.6.1.2.1.31.1.1.1.1@1} Channel {#} TX Power", 0.1),
                new("dbm", "1286.5.1.1.2.1.8.4.2.1.5", "{1.3.6.1.2.1.31.1.1.1.1@1} Channel {#} RX Power", 0.1),
                new("current", "1286.5.1.1.2.1.8.4.2.1.6", "{1.3.6.1.2.1.31.1.1.1.1@1} Channel {#} Laser Bias", 0.0001),
            ],
        },
        new("infinera", "network", "21296")
        {
            IsHidden = true,
            Roots = ["21296.2.2.2.1.13", "21296.2.2.2.3.38", "21296.2.2.2.3.1.1.1", "21296.2.2.2.3.10"],
            Sensors =
            [
                new("temperature", "21296.2.2.2.1.13.1.1.9", "Chassis {#} Inlet"),
                new("dbm", "21296.2.2.2.3.38.1.1.4", "{1.3.6.1.2.1.31.1.1.1.1} SCH Optical Power Transmitted", 0.01),
                new("dbm", "21296.2.2.2.3.38.1.1.7", "{1.3.6.1.2.1.31.1.1.1.1} SCH Optical Power Received", 0.01),
                new("dbm", "21296.2.2.2.3.10.1.1.2", "{1.3.6.1.2.1.31.1.1.1.1} OSC Optical Power Transmitted", 0.01),
                new("dbm", "21296.2.2.2.3.10.1.1.3", "{1.3.6.1.2.1.31.1.1.1.1} OSC Optical Power Received", 0.01),
                new("dbm", "21296.2.2.2.3.1.1.1.3", "{1.3.6.1.2.1.31.1.1.1.1} Band-C Optical Power Received"),
                new("dbm", "21296.2.2.2.3.1.1.1.9", "{1.3.6.1.2.1.31.1.1.1.1} Band-C Optical Power Transmitted"),
            ],
        },
        new("teleste", "network", "3715")
        {
            Roots = ["3715.17.1", "3715.17.2.3.1.2.7", "3715.99.2.2.1.1"],
            Version = [Fact.InDescription(@"(\d\S+)$")],
            Hardware = ["{1.3.6.1.2.1.47.1.1.1.1.2.10} {1.3.6.1.2.1.47.1.1.1.1.8.10}"],
            Serial = ["{3715.17.1.10.0}"],
            Processors = [new("3715.17.2.3.1.2.7.10", "Chassis CPU")],
            Sensors = [new("temperature", "3715.99.2.2.1.1.3", "{1.3.6.1.2.1.47.1.1.1.1.7@1} ({1.3.6.1.2.1.47.1.1.1.1.13@1})", 0.1)],
        },
        new("teldat", "network", "2007") { Roots = ["2007.1.2.1"], Version = ["{2007.1.2.1.6.0}"], Serial = [Fact.InDescription(@"S/N: (\S+)")] },
        new("nec", "network", "119") { Version = [Fact.InDescription(@"Version ([^,\s]+)")] },
        new("draytek", "network", "7367") { Version = [Fact.InDescription(@"Version: ([^,]+),")], Hardware = [Fact.InDescription(@"Model: ([^,]+),")] },
        new("engenius", "network", "44194", "14125") { Hardware = [Fact.InDescription(@"^EnGenius (\S+)$")] },
        new("zte", "network", "3902") { Version = [Fact.InDescription(@"Software, Version ZXR10 \w+ (\S+)")], Hardware = [Fact.InDescription(@"ZXR10_(\w+) ")] },
        new("calix", "network", "6321")
        {
            Roots = ["6321.1.2.5.4"],
            Serial = ["{6321.1.2.5.4.3.0}"],
            Hardware = [Fact.InDescription(@"ONT (\S+)")],
            Version = [Fact.InDescription(@"ONT \S+ (\S+)")],
        },
        new("meraki", "network", "29671") { Hardware = [Fact.InDescription("^([^,]+)")] },
        new("grandstream", "network", "42397")
        {
            IsHidden = true,
            Roots = ["42397.1.4.12"],
            Version = ["{1.3.6.1.2.1.47.1.1.1.1.10.67108992}"],
            Sensors = [new("temperature", "42397.1.4.12.1.1.0", "switch-temperature-0")],
        },
        new("cumulus", "network", "40310") { Version = [Fact.InDescription(@"Cumulus Linux (?:version )?(\S+)")] },
        new("opengear", "management", "25049")
        {
            Roots = ["25049.17.1", "25049.17.9", "25049.18.1.1"],
            Version = [Fact.In("{25049.17.1.1}", @"^(\S+)"), Fact.In("{25049.18.1.1.1.0}", @"([\d.]+)")],
            Serial = ["{25049.17.1.2}"],
            Sensors =
            [
                new("temperature", "25049.17.9.1.5", "{.3}") { Except = [0] }, new("state", "25049.18.1.1.2.5.1.8", "{.2} Connection"),
                new("state", "25049.18.1.1.2.5.1.11", "{.2} Cellular"),
                new("count", "25049.18.1.1.2.1.0", "Nodes Total"), new("count", "25049.18.1.1.2.2.0", "Nodes Pending"),
                new("count", "25049.18.1.1.2.3.0", "Nodes Connected"), new("count", "25049.18.1.1.2.4.0", "Nodes Disconnected"),
            ],
        },
        new("teltonika", "network", "48690")
        {
            IsHidden = true,
            Roots = ["48690.1", "48690.2", "48690.3", "48690.6.2"],
            Version = ["{48690.1.6.0}"],
            Hardware = ["{48690.1.2.0}"],
            Serial = ["{48690.1.1.0}"],
            Sensors =
            [
                new("runtime", "48690.2.3.0", "Connection Uptime", 1.0 / 60) { IsElapsed = true }, new("signal", "48690.2.2.1.12", "Signal Level - RSSI"),
                new("temperature", "48690.2.2.1.17", "Modem Module Temp", 0.1),
                new("snr", "48690.2.2.1.19", "Signal Level - SINR"), new("signal", "48690.2.2.1.20", "Signal Level - RSRP"),
                new("signal", "48690.2.2.1.21", "Signal Level - RSRQ"),
                new("count", "48690.2.2.1.22", "Mobile total bytes sent"), new("count", "48690.2.2.1.23", "Mobile total bytes received"),
                new("count", "48690.2.2.1.25", "Mobile bytes sent today"),
                new("count", "48690.2.2.1.26", "Mobile bytes received today"), new("count", "48690.3.1.0", "GPS Latitude"), new("count", "48690.3.2.0", "GPS Longitude"),
                new("count", "48690.3.5.0", "Number of GPS Satellites"),
                new("state", "48690.6.2.1.7", "I/O {#} Type"),
            ],
        },
    ];
}
