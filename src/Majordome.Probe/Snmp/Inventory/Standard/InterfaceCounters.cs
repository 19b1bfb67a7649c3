using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>What the counters of an interface showed (IF-MIB, RFC 2863). Octets are 64 bits wide where the device has them so.</summary>
/// <param name="Discontinuity">ifCounterDiscontinuityTime: the uptime at which they began anew; 0 for never.</param>
/// <param name="Readings">In the order of <see cref="Names"/>; null where there is no such counter.</param>
internal sealed record InterfaceCounters(uint Discontinuity, ImmutableArray<CounterReading?> Readings)
{
    /// <summary>How many of the counters count octets: the first.</summary>
    public const int OctetCounters = 2;

    private static readonly Oid Table = Oid.Parse("1.3.6.1.2.1.2.2.1");
    private static readonly Oid Extension = Oid.Parse("1.3.6.1.2.1.31.1.1.1");
    private static readonly Oid DiscontinuityColumn = Extension.Append(19);

    /// <summary>ifHCInOctets, ifHCOutOctets; 32 bits, and errors and discards: ifInOctets, ifOutOctets, ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards.</summary>
    private static readonly Oid[] Wide = [Extension.Append(6), Extension.Append(10)], Narrow =
        [Table.Append(10), Table.Append(16), Table.Append(14), Table.Append(20), Table.Append(13), Table.Append(19)];

    /// <summary>What is counted.</summary>
    public static ImmutableArray<string> Names { get; } = ["in", "out", "errors-in", "errors-out", "discards-in", "discards-out"];

    /// <summary>What has to be walked.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [.. Wide, .. Narrow, DiscontinuityColumn];

    /// <summary>The counters of one interface.</summary>
    public static InterfaceCounters Read(WalkedObjects walked, long index, uint uptime)
    {
        var row = Oid.Of((uint)index);
        CounterReading? Of(Oid column) =>
            walked.At(column, row) is { Type: SnmpType.Counter32 or SnmpType.Counter64 } value ? new CounterReading(value.Type, value.AsUnsigned, uptime) : null;

        return new InterfaceCounters(
            (uint)walked.At(DiscontinuityColumn, row).AsUnsigned,
            [.. Narrow.Select((column, at) => (at < Wide.Length ? Of(Wide[at]) : null) ?? Of(column))]);
    }
}
