using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>Network interfaces: ifTable and ifXTable (IF-MIB, RFC 2863).</summary>
internal static class InterfaceTable
{
    private static readonly Oid Table = Oid.Parse("1.3.6.1.2.1.2.2.1");
    private static readonly Oid Extension = Oid.Parse("1.3.6.1.2.1.31.1.1.1");

    private static readonly Oid DescriptionColumn = Table.Append(2);
    private static readonly Oid TypeColumn = Table.Append(3);
    private static readonly Oid SpeedColumn = Table.Append(5);
    private static readonly Oid AddressColumn = Table.Append(6);
    private static readonly Oid AdministrativeColumn = Table.Append(7);
    private static readonly Oid OperationalColumn = Table.Append(8);
    private static readonly Oid NameColumn = Extension.Append(1);
    private static readonly Oid HighSpeedColumn = Extension.Append(15);
    private static readonly Oid AliasColumn = Extension.Append(18);

    private const string NotPresent = "notPresent";
    private const long Million = 1_000_000;

    /// <summary>The types that are no port: circuits of voice and layers within another interface.</summary>
    private static readonly HashSet<long> Layers =
    [
        81, // ds0
        100, 101, 102, 103, 104, // voice
        150, 166, // MPLS
    ];

    /// <summary>What has to be walked for <see cref="Read"/>.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [Table, NameColumn, HighSpeedColumn, AliasColumn];

    /// <summary>The same, column by column.</summary>
    public static ImmutableArray<Oid> PortRoots { get; } =
        [DescriptionColumn, TypeColumn, SpeedColumn, AdministrativeColumn, OperationalColumn, NameColumn, HighSpeedColumn, AliasColumn];

    /// <summary>The ports by ifIndex whose hardware is there.</summary>
    public static ImmutableArray<PortFacts> Read(WalkedObjects walked) => [.. Listed(walked).Where(IsPresent)];

    /// <summary>Whether the hardware of a port is there: ifOperStatus notPresent is a port that is down because a part is missing.</summary>
    public static bool IsPresent(PortFacts port) => port.OperationalStatus != NotPresent;

    /// <summary>The ports by ifIndex, those whose hardware is missing too. What has no name at all or is only a layer within another is none.</summary>
    public static ImmutableArray<PortFacts> Listed(WalkedObjects walked) =>
        [.. walked.Rows(DescriptionColumn, TypeColumn, NameColumn).Where(row => row.Length == 1).Select(row => Port(walked, row)).OfType<PortFacts>()];

    private static PortFacts? Port(WalkedObjects walked, Oid row)
    {
        var name = Said.Text(walked.At(NameColumn, row));
        var description = Said.Text(walked.At(DescriptionColumn, row)) ?? name;
        var type = Said.Whole(walked.At(TypeColumn, row));
        var operational = Said.Whole(walked.At(OperationalColumn, row));
        if (description is null || (type is { } known && Layers.Contains(known)))
        {
            return null;
        }

        return new PortFacts(
            row[0],
            name ?? description,
            description,
            Said.Text(walked.At(AliasColumn, row)) ?? description,
            type is { } number ? InterfaceWords.TypeOf(number) : null,
            Address(walked.At(AddressColumn, row)),
            operational is { } state ? InterfaceWords.OperationalOf(state) : null,
            Said.Whole(walked.At(AdministrativeColumn, row)) is { } wanted ? InterfaceWords.AdministrativeOf(wanted) : null,
            Speed(Said.Whole(walked.At(SpeedColumn, row)), Said.Whole(walked.At(HighSpeedColumn, row))));
    }

    /// <summary>Of EUI-48, EUI-64 or InfiniBand length; anything else is filler.</summary>
    private static string? Address(SnmpValue value) =>
        value.Type == SnmpType.OctetString && value.Bytes.Length is 6 or 8 or 20 ? Convert.ToHexStringLower(value.Bytes) : null;

    /// <summary>
    /// ifHighSpeed counts in units of 10⁶ bit/s, rounded, so that nought there is a slow link whose ifSpeed counts, or no speed known. Above
    /// 10⁷ of them (10 Tbit/s) the agent has mistaken the unit and means bits.
    /// </summary>
    private static long? Speed(long? bits, long? millions) => millions switch
    {
        < 0 => null,
        null => bits is >= 0 ? bits : null,
        0 => bits is > 0 and < Million / 2 ? bits : null,
        > 10 * Million => millions,
        _ => millions * Million,
    };
}
