namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Makers of firewalls and security gateways.</summary>
internal static class Firewalls
{
    /// <summary>FortiGate: FORTINET-FORTIGATE-MIB.</summary>
    public static Maker FortiGate { get; } = new("fortinet", "firewall", "12356.101", "12356.15")
    {
        Roots = ["12356.100.1.1", "12356.101.4.1", "12356.101.4.3", "12356.101.4.4", "12356.101.12.1", "12356.101.13.1"],
        Version = ["{12356.101.4.1.1.0}"],
        Hardware = [Fact.In("{1.3.6.1.2.1.47.1.1.1.1.13}", @"^FGT?_?(\w+)$", "FortiGate $1")],
        Serial = ["{1.3.6.1.2.1.47.1.1.1.1.11}", "{12356.100.1.1.1.0}"],
        Processors = [new("12356.101.4.1.3.0", "System Cpu Usage"), new("12356.101.4.4.2.1.2", "CPU Core {#}")],
        Memory = [new("Main Memory") { Total = "12356.101.4.1.5.0", Percent = "12356.101.4.1.4.0", Unit = 1024 }],
        Sensors =
        [
            new("temperature", "12356.101.4.3.2.1.3", "{.2}") { Where = "{.2}", Pattern = "(?i)temp|therm|TMP|LM75|TD\\d|DTS|ADT" },
            new("fanspeed", "12356.101.4.3.2.1.3", "{.2}") { Where = "{.2}", Pattern = "(?i)fan|rpm" },
            new("voltage", "12356.101.4.3.2.1.3", "{.2}") { Where = "{.2}", Pattern = "(?i)^[+]?\\d+(\\.\\d+)?V|VCC|VDD|Vout|Vin|VOLT|P\\d+V" },
            new("state", "12356.101.4.3.2.1.4", "{.2}") { Critical = [(1, "is in alarm")] },
            new("count", "12356.101.4.1.8.0", "Session count"),
            new("count", "12356.101.4.1.11.0", "Sessions/sec 1m avg"),
            new("count", "12356.101.4.1.12.0", "Sessions/sec 10m avg"),
            new("count", "12356.101.4.1.13.0", "Sessions/sec 30m avg"),
            new("count", "12356.101.4.1.14.0", "Sessions/sec 60m avg"),
            new("count", "12356.101.12.1.1.0", "IPSEC VPN tunnels"),
            new("state", "12356.101.13.1.1.0", "HA Mode"),
        ],
    };

    /// <summary>FortiManager and FortiAnalyzer: FORTINET-FORTIMANAGER-FORTIANALYZER-MIB.</summary>
    public static Maker FortiManager { get; } = new("fortinet", "appliance", "12356.103", "12356.102")
    {
        Roots = ["12356.100.1.1", "12356.103.2.1", "12356.102.99"],
        Version = ["{12356.103.2.1.7.0}", "{12356.102.99.1.0}"],
        Hardware = [Fact.InDescription(@"^(Forti\w+)")],
        Serial = ["{12356.100.1.1.1.0}"],
        Processors = [new("12356.103.2.1.1.0")],
        Memory = [new("Main Memory") { Total = "12356.103.2.1.3.0", Used = "12356.103.2.1.2.0", Unit = 1024 }],
    };

    /// <summary>FortiMail: FORTINET-FORTIMAIL-MIB.</summary>
    public static Maker FortiMail { get; } = new("fortinet", "firewall", "12356.105")
    {
        Roots = ["12356.105.1"],
        Hardware = ["{12356.105.1.1.0}"],
        Serial = ["{12356.105.1.2.0}"],
        Version = ["{12356.105.1.3.0}"],
        Processors = [new("12356.105.1.6.0")],
        Memory = [new("Physical Memory") { Percent = "12356.105.1.7.0" }],
        Sensors = [new("count", "12356.105.1.103.2.1.3", "{.2}")],
    };

    /// <summary>Palo Alto Networks: PAN-COMMON-MIB.</summary>
    public static Maker PaloAlto { get; } = new("paloalto", "firewall", "25461")
    {
        Roots = ["25461.2.1.2.1", "25461.2.1.2.2", "25461.2.1.2.3"],
        Version = ["{25461.2.1.2.1.1.0}"],
        Hardware = ["{25461.2.1.2.2.1.0}"],
        Serial = ["{25461.2.1.2.1.3.0}"],
        Sensors =
        [
            new("count", "25461.2.1.2.3.3.0", "Active Sessions"),
            new("count", "25461.2.1.2.3.4.0", "Active TCP Sessions"),
            new("count", "25461.2.1.2.3.5.0", "Active UDP Sessions"),
            new("count", "25461.2.1.2.3.6.0", "Active ICMP Sessions"),
        ],
    };

    /// <summary>Check Point: CHECKPOINT-MIB. Its sysObjectID is its own or net-snmp's.</summary>
    public static Maker CheckPoint { get; } = new("checkpoint", "firewall", "2620")
    {
        IsHidden = true,
        Roots = ["2620.1.1.25", "2620.1.2.9.1", "2620.1.5", "2620.1.6.4", "2620.1.6.7.8", "2620.1.6.16", "2620.1.36.1"],
        Version = ["{2620.1.6.4.1.0}"],
        Hardware = ["{2620.1.6.16.7.0}"],
        Serial = [Fact.In("{2620.1.6.16.3.0}", @"^(\w.*)$")],
        Sensors =
        [
            new("temperature", "2620.1.6.7.8.1.1.3", "{.2}"),
            new("fanspeed", "2620.1.6.7.8.2.1.3", "{.2}"),
            new("voltage", "2620.1.6.7.8.3.1.3", "{.2}"),
            new("count", "2620.1.1.25.3.0", "Number of concurrent connections"),
            new("count", "2620.1.1.25.4.0", "Peak number of concurrent connections"),
            new("count", "2620.1.1.25.10.0", "Limit of Connections table"),
            new("count", "2620.1.2.9.1.1.0", "Number of IKE current SAs"),
            new("count", "2620.1.36.1.2.0", "Number of connections handled by SecureXL"),
            new("state", "2620.1.36.1.1.0", "SecureXL current status"),
            new("state", "2620.1.5.101.0", "Cluster member status code"),
        ],
    };

    /// <summary>SonicWall: SONICWALL-COMMON-MIB.</summary>
    public static Maker SonicWall { get; } = new("sonicwall", "firewall", "8741")
    {
        Roots = ["8741.1.3", "8741.2.1.1"],
        Version = [Fact.In("{8741.2.1.1.3.0}", @"^(?:SonicOS \w+ )?(.+)$")],
        Hardware = ["{8741.2.1.1.1.0}"],
        Serial = ["{8741.2.1.1.2.0}"],
        Processors = [new("8741.1.3.1.3.0")],
        Memory = [new("Memory") { Percent = "8741.1.3.1.4.0" }],
        Sensors = [new("count", "8741.1.3.1.2.0", "Current Connections")],
    };

    /// <summary>Sophos XG: SFOS-FIREWALL-MIB.</summary>
    public static Maker Sophos { get; } = new("sophos", "appliance", "2604")
    {
        Roots = ["2604.5.1.1", "2604.5.1.4", "2604.5.1.5", "2604.5.1.6"],
        Version = ["{2604.5.1.1.3.0}"],
        Hardware = ["{2604.5.1.1.2.0}"],
        Serial = ["{2604.5.1.1.4.0}"],
        Sensors =
        [
            new("state", "2604.5.1.4.1.0", "HA status"),
            new("state", "2604.5.1.4.4.0", "HA local appliance state"),
            new("state", "2604.5.1.4.5.0", "HA peer appliance state"),
            new("state", "2604.5.1.5.2.1.0", "Network Protection registration Lic status"),
            new("state", "2604.5.1.5.3.1.0", "Web Protection registration Lic status"),
            new("state", "2604.5.1.5.4.1.0", "EMail Protection Lic Status"),
            new("state", "2604.5.1.5.5.1.0", "Web Server Protection Lic status"),
            new("state", "2604.5.1.5.6.1.0", "Sandstorm Protection Lic status"),
            new("state", "2604.5.1.5.7.1.0", "Enhanced Support Lic Status"),
            new("state", "2604.5.1.5.8.1.0", "Enhanced Plus Support Lic Status"),
            new("state", "2604.5.1.5.9.1.0", "Central Orchestration registration Lic Status"),
            new("count", "2604.5.1.6.1.1.1.1.8", "{.2} active tunnels"),
        ],
    };

    /// <summary>Stormshield: STORMSHIELD-PROPERTY-MIB.</summary>
    public static Maker Stormshield { get; } = new("stormshield", "firewall", "11256")
    {
        IsHidden = true,
        Roots = ["11256.1.0"],
        Hardware = ["{11256.1.0.1.0}"],
        Version = ["{11256.1.0.2.0}"],
        Serial = ["{11256.1.0.3.0}"],
    };

    /// <summary>WatchGuard: WATCHGUARD-INFO-SYSTEM-MIB.</summary>
    public static Maker WatchGuard { get; } = new("watchguard", "firewall", "3097")
    {
        IsHidden = true,
        Roots = ["3097.6.3"],
        Version = ["{3097.6.3.1.0}"],
        Hardware = [Fact.InDescription("^(\\S+)$")],
        Processors = [new("3097.6.3.78.0", Scale: 0.01)],
    };

    /// <summary>Barracuda: BARRACUDA-MIB.</summary>
    public static Maker Barracuda { get; } = new("barracuda", "firewall", "20632")
    {
        IsHidden = true,
        Roots = ["20632.8"],
        Version = [Fact.In("{20632.8.25.0}", @"^(\S+)")],
        Serial = ["{20632.8.28.0}"],
    };

    /// <summary>Skyhigh (McAfee) web gateways.</summary>
    public static Maker Skyhigh { get; } = new("skyhigh", "firewall", "1230.2.7", "59732")
    {
        Roots = ["59732.2.7", "1230.2.7"],
        Version = ["{59732.2.7.1.3.0}", "{1230.2.7.1.3.0}"],
    };

    /// <summary>F5 BIG-IP: F5-BIGIP-SYSTEM-MIB.</summary>
    public static Maker BigIp { get; } = new("f5", "loadbalancer", "3375")
    {
        Roots = ["3375.2.1.3", "3375.2.1.4"],
        Version = ["{3375.2.1.4.2.0}"],
        Hardware = ["{3375.2.1.3.5.2.0}"],
        Serial = ["{3375.2.1.3.3.3.0}"],
        Sensors =
        [
            new("fanspeed", "3375.2.1.3.2.1.2.1.3", "Fan {#}"),
            new("temperature", "3375.2.1.3.2.3.2.1.2", "Temperature {#}"),
        ],
    };

    /// <summary>Citrix NetScaler and SD-WAN: NS-ROOT-MIB, CITRIX-NetScaler-SD-WAN-MIB.</summary>
    public static Maker Citrix { get; } = new("citrix", null, "5951", "3845")
    {
        Roots = ["5951.4.1.1", "3845.31.4.2.2.12"],
        Version = [Fact.In("{5951.4.1.1.1.0}", @"NS([\d.]+: Build [^,]+)", "$1"), "OS: {3845.31.4.2.2.12.1.11}, SW: {3845.31.4.2.2.12.1.12}"],
        Hardware = ["{5951.4.1.1.11.0}", "{3845.31.4.2.2.12.1.1}"],
        Serial = ["{5951.4.1.1.14.0}", "{3845.31.4.2.2.12.1.10}"],
        Processors = [new("5951.4.1.1.41.6.1.2", "{.1}")],
        Memory = [new("Memory") { Total = "5951.4.1.1.41.4.0", Percent = "5951.4.1.1.41.2.0", Unit = 1_048_576 }],
        Sensors = [new("state", "3845.31.4.2.2.12.1.8", "HA State")],
    };
}
