using System.Buffers.Binary;
using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>What a printer tells: Printer-MIB (RFC 3805) and the printer table of HOST-RESOURCES-MIB (RFC 2790).</summary>
internal static class PrinterReadings
{
    private static readonly Oid Printer = Oid.Parse("1.3.6.1.2.1.43");
    private static readonly Oid SerialNumbers = Printer.Append(5, 1, 1, 17);
    private static readonly Oid Markers = Printer.Append(10, 2, 1);
    private static readonly Oid Supplies = Printer.Append(11, 1, 1);
    private static readonly Oid Devices = Oid.Parse("1.3.6.1.2.1.25.3.2.1");
    private static readonly Oid PrinterType = Oid.Parse("1.3.6.1.2.1.25.3.1.5");
    private static readonly Oid ErrorStates = Oid.Parse("1.3.6.1.2.1.25.3.5.1.2");

    private const int Down = 5, Warned = 3; // hrDeviceStatus
    private const int Percent = 19; // PrtMarkerSuppliesSupplyUnitTC

    /// <summary>hrPrinterDetectedErrorState, the first bit first (RFC 2790).</summary>
    private static readonly string[] Errors =
    [
        "the printer is low on paper", "the printer has no paper", "the printer is low on toner", "the printer has no toner", "a door of the printer is open",
        "the printer is jammed", "the printer is offline", "the printer asks for service", "a tray of the printer is missing", "an output tray of the printer is missing",
        "a supply of the printer is missing", "the output of the printer is nearly full", "the output of the printer is full", "a tray of the printer is empty",
        "the printer's maintenance is overdue",
    ];

    /// <summary>What has to be walked, besides <see cref="HostResources.Roots"/>.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [Printer.Append(5, 1, 1), Markers, Supplies];

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

        // Of a printer that HOST-RESOURCES-MIB lists Alarms tells the faults.
        var (row, worth) = PrinterRow(walked) is { } listed ? (listed, CheckStatus.Ok) : (Oid.Of(1), (CheckStatus?)null);
        if (Said.Whole(walked.At(Devices.Append(5), row)) is { } status)
        {
            yield return new SensorFacts("state", "Printer Device Status", status) { Worth = worth };
        }

        if (walked.At(ErrorStates, row) is { Type: SnmpType.OctetString } errors && errors.Bytes.Length > 0)
        {
            yield return new SensorFacts("state", "Printer Error Status", errors.Bytes.Length == 1 ? errors.Bytes[0] : BinaryPrimitives.ReadUInt16BigEndian(errors.Bytes)) { Worth = worth };
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

    /// <summary>
    /// What is left of each supply, and of the room in what is filled with waste, in % (prtMarkerSuppliesLevel of prtMarkerSuppliesMaxCapacity). Negative levels say that the
    /// printer does not know, or only that something is left: they are left out.
    /// </summary>
    public static IEnumerable<SensorFacts> Left(WalkedObjects walked)
    {
        foreach (var (row, said) in walked.Under(Supplies.Append(9)))
        {
            if (Said.Whole(said) is >= 0 and var level
                && (Said.Whole(walked.At(Supplies.Append(8), row)) is > 0 and var full ? full : Said.Whole(walked.At(Supplies.Append(7), row)) == Percent ? 100 : 0) is > 0 and var most)
            {
                yield return new SensorFacts("supply", Said.Text(walked.At(Supplies.Append(6), row)) ?? $"{row}", Math.Round(Math.Min(100.0 * level / most, 100), 1));
            }
        }
    }

    /// <summary>What is wrong with the printer, by hrDeviceStatus and hrPrinterDetectedErrorState; nothing for what does not print.</summary>
    public static IEnumerable<(CheckStatus Worth, string Said)> Alarms(WalkedObjects walked)
    {
        if (PrinterRow(walked) is not { } row)
        {
            return [];
        }

        var status = Said.Whole(walked.At(Devices.Append(5), row));
        var worth = status == Down ? CheckStatus.Critical : CheckStatus.Warning;
        var told = walked.At(ErrorStates, row);
        List<(CheckStatus, string)> alarms = [.. Errors.Where((_, bit) => IsSet(told, bit)).Select(error => (worth, error))];
        if (alarms.Count == 0 && status is Down or Warned)
        {
            alarms.Add((worth, status == Down ? "the printer is down" : "the printer has a warning"));
        }

        return alarms;
    }

    /// <summary>A bit of BITS (RFC 2578, 7.1.4): the first is the highest of the first octet.</summary>
    private static bool IsSet(SnmpValue bits, int bit) =>
        bits.Type == SnmpType.OctetString && bit / 8 < bits.Bytes.Length && (bits.Bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;

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
