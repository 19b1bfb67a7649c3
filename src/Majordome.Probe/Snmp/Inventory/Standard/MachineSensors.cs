using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>The sensors of a Linux machine's boards: LM-SENSORS-MIB of net-snmp.</summary>
internal static class MachineSensors
{
    private static readonly Oid Sensors = Oid.Parse("1.3.6.1.4.1.2021.13.16");

    /// <summary>What has to be walked.</summary>
    public static Oid Root => Sensors;

    /// <summary>Temperatures (the MIB counts in m°C), fans (turns a minute), voltages (mV). Nought and below is an input without a sensor.</summary>
    public static IEnumerable<SensorFacts> Read(WalkedObjects walked) =>
        [.. Table(walked, 2, "temperature", 1000), .. Table(walked, 3, "fanspeed", 1), .. Table(walked, 4, "voltage", 1000)];

    private static IEnumerable<SensorFacts> Table(WalkedObjects walked, uint table, string kind, double divisor) =>
        from cell in walked.Under(Sensors.Append(table, 1, 3))
        let value = Said.Number(cell.Value)
        let name = Said.Text(walked.At(Sensors.Append(table, 1, 2), cell.Row))
        where value is > 0 and < 1e9 && name is not null
        select new SensorFacts(kind, name, value.Value / divisor);
}
