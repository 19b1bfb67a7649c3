namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Cisco: CISCO-PROCESS-MIB, CISCO-ENHANCED-MEMPOOL-MIB, CISCO-MEMORY-POOL-MIB, CISCO-ENVMON-MIB, CISCO-FLASH-MIB…</summary>
internal static class Cisco
{
    /// <summary>IOS, IOS XE and everything else.</summary>
    public static Maker Devices { get; } = new("cisco", "network", "9")
    {
        Roots = ["9.9.13.1", "9.9.48.1", "9.9.109.1.1.1", "9.9.10.1.1.4", "9.9.117.1.1.2"],
        Version = [Fact.InDescription(@"Version ([^, \n]+)")],
    };
}
