namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>States whose numbers mean the same in several tables, and which of them are faults.</summary>
internal static class States
{
    /// <summary>CiscoEnvMonState (CISCO-ENVMON-MIB) and its copy RlEnvMonState (CISCOSB-HWENVIROMENT): 1 normal, 2 warning, 3 critical, 4 shutdown, 5 not present, 6 not functioning.</summary>
    public static Gauge EnvMon(string column, string describe) => new("state", column, describe)
    {
        Critical = [(3, "is critical"), (4, "is critical"), (6, "does not work")],
        Warning = [(2, "has a warning")],
    };

    /// <summary>ObjectStatusEnum (IDRAC-MIB-SMIv2), switchOperState (Accton): 1 other, 2 unknown, 3 ok, 4 non-critical, 5 critical, 6 non-recoverable.</summary>
    public static Gauge Object(string column, string describe) => new("state", column, describe)
    {
        Critical = [(5, "is critical"), (6, "does not work")],
        Warning = [(4, "has a warning")],
    };

    /// <summary>
    /// DeviceStatus (Sentry4-MIB): 0 normal, 1 disabled, 2 purged, 5 reading, 6 settling, 7 never connected, 8 to 13 lost or broken (breaker, fuse), 14 to 17 beyond its
    /// thresholds (15 and 16 those of warning), 18 to 20 alarms, 21 failure of its memory.
    /// </summary>
    public static Gauge Sentry(string column, string describe) => new("state", column, describe)
    {
        Critical =
        [
            .. new[] { 8, 9, 10, 11, 12, 13, 21 }.Select(number => (number, "does not work")),
            .. new[] { 14, 17, 18, 19, 20 }.Select(number => (number, "is in alarm")),
        ],
        Warning = [(15, "has a warning"), (16, "has a warning")],
    };
}
