using System.Text;
using Majordome.Protocols.Snmp;

namespace Majordome.Bench.Peers.Snmp;

/// <summary>What each simulated device has: ifTable and ifXTable (IF-MIB, RFC 2863), whole, of a switch with 52 ports.</summary>
internal static class InterfaceObjects
{
    /// <summary>ifEntry.</summary>
    public static readonly Oid Entry = Oid.Parse("1.3.6.1.2.1.2.2.1");

    /// <summary>ifXEntry.</summary>
    public static readonly Oid ExtendedEntry = Oid.Parse("1.3.6.1.2.1.31.1.1.1");

    /// <summary>Column of ifXEntry whose values are summed, so that it is known that they were read: ifHCInOctets.</summary>
    public const uint SummedColumn = 6;

    private const int Ports = 52;

    /// <summary>Columns: number, name, and the value of a port.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new(Entry, 1, "ifIndex", static port => SnmpValue.Integer(port)),
        new(Entry, 2, "ifDescr", static port => Text($"GigabitEthernet1/0/{port}")),
        new(Entry, 3, "ifType", static _ => SnmpValue.Integer(6)),
        new(Entry, 4, "ifMtu", static _ => SnmpValue.Integer(1500)),
        new(Entry, 5, "ifSpeed", static _ => SnmpValue.Unsigned(SnmpType.Gauge32, 1_000_000_000)),
        new(Entry, 6, "ifPhysAddress", static port => SnmpValue.Octets(SnmpType.OctetString, [0x02, 0x1B, 0x54, 0xAA, 0x10, (byte)port])),
        new(Entry, 7, "ifAdminStatus", static _ => SnmpValue.Integer(1)),
        new(Entry, 8, "ifOperStatus", static port => SnmpValue.Integer(port % 3 == 0 ? 2 : 1)),
        new(Entry, 9, "ifLastChange", static port => SnmpValue.Unsigned(SnmpType.TimeTicks, 1234 * port)),
        .. new[] { "ifInOctets", "ifInUcastPkts", "ifInNUcastPkts", "ifInDiscards", "ifInErrors", "ifInUnknownProtos", "ifOutOctets", "ifOutUcastPkts", "ifOutNUcastPkts", "ifOutDiscards", "ifOutErrors" }
            .Select(static (name, at) => new Column(Entry, 10 + (uint)at, name, port => SnmpValue.Unsigned(SnmpType.Counter32, (77_345_121ul * port) >> (int)(port % 20)))),
        new(Entry, 21, "ifOutQLen", static _ => SnmpValue.Unsigned(SnmpType.Gauge32, 0)),
        new(Entry, 22, "ifSpecific", static _ => SnmpValue.Identifier(Oid.Of(0, 0))),
        new(ExtendedEntry, 1, "ifName", static port => Text($"Gi1/0/{port}")),
        .. new[] { "ifInMulticastPkts", "ifInBroadcastPkts", "ifOutMulticastPkts", "ifOutBroadcastPkts" }
            .Select(static (name, at) => new Column(ExtendedEntry, 2 + (uint)at, name, port => SnmpValue.Unsigned(SnmpType.Counter32, 40_971ul * port))),
        .. new[] { "ifHCInOctets", "ifHCInUcastPkts", "ifHCInMulticastPkts", "ifHCInBroadcastPkts", "ifHCOutOctets", "ifHCOutUcastPkts", "ifHCOutMulticastPkts", "ifHCOutBroadcastPkts" }
            .Select(static (name, at) => new Column(ExtendedEntry, 6 + (uint)at, name, port => SnmpValue.Unsigned(SnmpType.Counter64, 9_771_345_121ul * port))),
        new(ExtendedEntry, 14, "ifLinkUpDownTrapEnable", static _ => SnmpValue.Integer(1)),
        new(ExtendedEntry, 15, "ifHighSpeed", static _ => SnmpValue.Unsigned(SnmpType.Gauge32, 1000)),
        new(ExtendedEntry, 16, "ifPromiscuousMode", static _ => SnmpValue.Integer(2)),
        new(ExtendedEntry, 17, "ifConnectorPresent", static _ => SnmpValue.Integer(1)),
        new(ExtendedEntry, 18, "ifAlias", static port => Text(port % 4 == 0 ? $"to floor {port / 4}" : "")),
        new(ExtendedEntry, 19, "ifCounterDiscontinuityTime", static _ => SnmpValue.Unsigned(SnmpType.TimeTicks, 0)),
    ];

    /// <summary>The objects of a device, in the order of a walk.</summary>
    public static IReadOnlyList<VarBind> All { get; } = [.. Columns.SelectMany(column => Enumerable.Range(1, Ports).Select(port => new VarBind(column.Entry.Append(column.Number, (uint)port), column.Value((uint)port))))];

    /// <summary>The sum of <see cref="SummedColumn"/> over a device.</summary>
    public static double Sum { get; } = All.Where(IsSummed).Sum(static bind => bind.Value.AsDouble);

    /// <summary>Whether an object counts into the sum.</summary>
    public static bool IsSummed(VarBind bind) => bind.Oid[ExtendedEntry.Length] == SummedColumn && bind.Oid.StartsWith(ExtendedEntry);

    private static SnmpValue Text(string text) => SnmpValue.Octets(SnmpType.OctetString, Encoding.ASCII.GetBytes(text));

    /// <summary>A column of the two tables.</summary>
    public sealed record Column(Oid Entry, uint Number, string Name, Func<uint, SnmpValue> Value);
}
