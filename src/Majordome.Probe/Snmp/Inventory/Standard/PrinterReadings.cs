using System.Buffers.Binary;
using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>What a printer tells: Printer-MIB (RFC 3805) and the printer table of HOST-RESOURCES-MIB (RFC 2790).</summary>
internal static class PrinterReadings
{
    private static readonly Oid Printer = Oid.Parse("1.3.6.1.2.1.43");
    private static readonly Oid SerialNumbers = Printer.Append(5, 1, 1, 17);
    private static readonly Oid Markers = Printer.Append(10, 2, 1);
    private static readonly Oid Devices = Oid.Parse("1.3.6.1.2.1.25.3.2.1");
    private static readonly Oid PrinterType = Oid.Parse("1.3.6.1.2.1.25.3.1.5");
    private static readonly Oid ErrorStates = Oid.Parse("1.3.6.1.2.1.25.3.5.1.2");

    /// <summary>What has to be walked, besides <see cref="HostResources.Roots"/>.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [Printer.Append(5, 1, 1), Markers, Printer.Append(11, 1, 1)];

    /// <summary>Whether the device prints.</summary>
    public static bool IsPrinter(WalkedObjects walked) => walked.Has(Printer) || PrinterRow(walked) is not null;

    /// <summary>prtGeneralSerialNumber.</summary>
    public static string? Serial(WalkedObjects walked) => walked.Under(SerialNumbers).Select(cell => Said.Text(cell.Value)).FirstOrDefault(text => text is not null);

    /// <summary>hrDeviceDescr of the printer.</summary>
    public static string? Model(WalkedObjects walked) => PrinterRow(walked) is { } row ? Said.Text(walked.At(Devices.Append(3), row)) : null;

    /// <summary>Its state, its errors (the first two octets of the bit string as a number), and what its first marker has printed.</summary>
    public static IEnumerable<SensorFacts> Read(WalkedObjects walked)
    {
        if (!IsPrinter(walked))
        {
            yield break;
        }

        var row = PrinterRow(walked) ?? Oid.Of(1);
        if (Said.Whole(walked.At(Devices.Append(5), row)) is { } status)
        {
            yield return new SensorFacts("state", "Printer Device Status", status);
        }

        if (walked.At(ErrorStates, row) is { Type: SnmpType.OctetString } errors && errors.Bytes.Length > 0)
        {
            yield return new SensorFacts("state", "Printer Error Status", errors.Bytes.Length == 1 ? errors.Bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(errors.Bytes));
        }

        foreach (var (column, description) in new[] { (4u, "Life time impressions"), (5u, "Impressions since powered on") })
        {
            var first = walked.Under(Markers.Append(column)).Select(cell => Said.Whole(cell.Value)).FirstOrDefault();
            if (first is >= 0)
            {
                yield return new SensorFacts("count", description, first.Value);
            }
        }
    }

    private static Oid? PrinterRow(WalkedObjects walked)
    {
        foreach (var (row, type) in walked.Under(Devices.Append(2)))
        {
            if (type.AsOid == PrinterType)
            {
                return row;
            }
        }

        return null;
    }
}
