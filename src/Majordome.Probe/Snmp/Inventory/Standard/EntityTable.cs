using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>What a device is built of: entPhysicalTable (ENTITY-MIB, RFC 6933).</summary>
internal static class EntityTable
{
    private static readonly Oid Table = Oid.Parse("1.3.6.1.2.1.47.1.1.1.1");
    private static readonly Oid DescriptionColumn = Table.Append(2);
    private static readonly Oid ClassColumn = Table.Append(5);
    private static readonly Oid NameColumn = Table.Append(7);
    private static readonly Oid FirmwareColumn = Table.Append(9);
    private static readonly Oid SoftwareColumn = Table.Append(10);
    private static readonly Oid SerialColumn = Table.Append(11);
    private static readonly Oid ModelColumn = Table.Append(13);

    private static readonly string[] Classes =
    [
        "other", "unknown", "chassis", "backplane", "container", "powerSupply", "fan", "sensor", "module", "port", "stack", "cpu", "energyObject", "battery",
        "storageDrive",
    ];

    /// <summary>What has to be walked.</summary>
    public static ImmutableArray<Oid> Roots { get; } =
        [DescriptionColumn, ClassColumn, NameColumn, Table.Append(8), FirmwareColumn, SoftwareColumn, SerialColumn, Table.Append(12), ModelColumn];

    /// <summary>What has to be walked for the names of parts alone.</summary>
    public static ImmutableArray<Oid> NameRoots { get; } = [DescriptionColumn, NameColumn];

    /// <summary>The parts by entPhysicalIndex.</summary>
    public static ImmutableArray<EntityFacts> Read(WalkedObjects walked) => [.. Parts(walked).Select(part => part.Facts)];

    /// <summary>
    /// The part that stands for the device: the first chassis with a model or a serial number, else the first chassis or stack, else the first part.
    /// </summary>
    public static EntityPart? Whole(WalkedObjects walked)
    {
        var parts = Parts(walked).Take(1000).ToList();
        return parts.Find(part => part.Facts is { Class: "chassis" } and ({ Model: not null } or { Serial: not null }))
            ?? parts.Find(part => part.Facts.Class is "chassis" or "stack")
            ?? parts.FirstOrDefault();
    }

    /// <summary>The name of a part, for what is measured in it; else its description.</summary>
    public static string? NameOf(WalkedObjects walked, Oid row) =>
        Said.Text(walked.At(NameColumn, row)) ?? Said.Text(walked.At(DescriptionColumn, row));

    /// <summary>The description of a part; else its name.</summary>
    public static string? DescriptionOf(WalkedObjects walked, Oid row) =>
        Said.Text(walked.At(DescriptionColumn, row)) ?? Said.Text(walked.At(NameColumn, row));

    private static IEnumerable<EntityPart> Parts(WalkedObjects walked) =>
        from row in walked.Rows(DescriptionColumn, ClassColumn, NameColumn, SerialColumn, ModelColumn)
        where row.Length == 1
        let facts = new EntityFacts(
            Said.Text(walked.At(DescriptionColumn, row)),
            Said.Whole(walked.At(ClassColumn, row)) is >= 1 and <= 15 and var number ? Classes[number - 1] : null,
            Said.Text(walked.At(NameColumn, row)),
            Said.Text(walked.At(ModelColumn, row)),
            Said.Text(walked.At(SerialColumn, row)))
        where facts is not { Description: null, Class: null, Name: null, Model: null, Serial: null }
        select new EntityPart(facts, Said.Text(walked.At(SoftwareColumn, row)), Said.Text(walked.At(FirmwareColumn, row)));
}

/// <summary>A part and the versions of what runs in it.</summary>
/// <param name="Facts">The part.</param>
/// <param name="Software">entPhysicalSoftwareRev.</param>
/// <param name="Firmware">entPhysicalFirmwareRev.</param>
internal sealed record EntityPart(EntityFacts Facts, string? Software, string? Firmware);
