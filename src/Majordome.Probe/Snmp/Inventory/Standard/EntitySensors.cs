using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>
/// What the parts measure: entPhySensorTable (ENTITY-SENSOR-MIB, RFC 3433) and its older twin of Cisco (CISCO-ENTITY-SENSOR-MIB), whose columns
/// are the same.
/// </summary>
internal static class EntitySensors
{
    private static readonly Oid Table = Oid.Parse("1.3.6.1.2.1.99.1.1.1");
    private static readonly Oid CiscoTable = Oid.Parse("1.3.6.1.4.1.9.9.91.1.1.1.1");

    private const int Ok = 1;
    private const int NonOperational = 3;
    private const double Largest = 1_000_000_000; // RFC 3433: EntitySensorValue ends there, and agents put it where there is no value

    /// <summary>What has to be walked: columns 1 (type) to 5 (status).</summary>
    public static ImmutableArray<Oid> Roots { get; } = [Table];

    /// <summary>The same of Cisco.</summary>
    public static ImmutableArray<Oid> CiscoRoots { get; } = [CiscoTable];

    /// <summary>Readings of sensors that work.</summary>
    public static IEnumerable<SensorFacts> Read(WalkedObjects walked) =>
        Read(walked, Table, EntityTable.NameOf).Concat(Read(walked, CiscoTable, EntityTable.DescriptionOf));

    /// <summary>Sensors that say that they do not work; those without a value to tell now are none of them.</summary>
    public static IEnumerable<string> Broken(WalkedObjects walked) =>
        Broken(walked, Table, EntityTable.NameOf).Concat(Broken(walked, CiscoTable, EntityTable.DescriptionOf));

    private static IEnumerable<string> Broken(WalkedObjects walked, Oid table, Func<WalkedObjects, Oid, string?> describe) =>
        from cell in walked.Under(table.Append(5))
        where Said.Whole(cell.Value) == NonOperational
        select describe(walked, cell.Row) ?? $"sensor {cell.Row}";

    private static IEnumerable<SensorFacts> Read(WalkedObjects walked, Oid table, Func<WalkedObjects, Oid, string?> describe)
    {
        var (types, scales, precisions, values, states) = (table.Append(1), table.Append(2), table.Append(3), table.Append(4), table.Append(5));
        foreach (var (row, said) in walked.Under(values))
        {
            var status = Said.Whole(walked.At(states, row)) ?? Ok;
            if (status == Ok
                && ClassOf(Said.Whole(walked.At(types, row))) is { } kind
                && Said.Number(said) is { } value && Math.Abs(value) < Largest
                && describe(walked, row) is { } description)
            {
                // EntitySensorPrecision: 1 to 9 are decimal places; -8 to -1 only say how many digits are accurate.
                var exponent = Exponent(Said.Whole(walked.At(scales, row)) ?? 9) - Math.Clamp(Said.Whole(walked.At(precisions, row)) ?? 0, 0, 9);
                yield return new SensorFacts(kind, WithoutTheWord(description), Scaled(value, (int)exponent));
            }
        }
    }

    /// <summary>EntitySensorDataType; 14 is dBm of Cisco.</summary>
    private static string? ClassOf(long? type) => type switch
    {
        3 or 4 => "voltage",
        5 => "current",
        6 => "power",
        7 => "frequency",
        8 => "temperature",
        9 => "humidity",
        10 => "fanspeed",
        11 => "airflow",
        12 => "state",
        14 => "dbm",
        _ => null,
    };

    /// <summary>EntitySensorDataScale: 1 is yocto (10⁻²⁴), 9 is units, each step a thousand; 17 is yotta.</summary>
    private static long Exponent(long scale) => (Math.Clamp(scale, 1, 17) - 9) * 3;

    private static double Scaled(double value, int exponent) =>
        exponent >= 0 ? value * Math.Pow(10, exponent) : value / Math.Pow(10, -exponent);

    /// <summary>That it is a sensor, and of temperature, its class says already.</summary>
    private static string WithoutTheWord(string description)
    {
        var rest = description.Replace("temperature sensor", "", StringComparison.OrdinalIgnoreCase).Replace("sensor", "", StringComparison.OrdinalIgnoreCase).Trim();
        return rest.Length > 0 ? rest : description;
    }
}
