using Majordome.Probe.Snmp.Inventory.Makers;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>Where the numbers of a maker's memory or volume stand.</summary>
internal static class Columns
{
    /// <summary>The columns of a pool.</summary>
    public static IEnumerable<string> Of(Pool pool) => new[] { pool.Total, pool.Used, pool.Free, pool.Percent, pool.FreePercent }.OfType<string>();
}
