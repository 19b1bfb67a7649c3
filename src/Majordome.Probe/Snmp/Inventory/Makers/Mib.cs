using System.Globalization;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>How the table of makers writes identifiers: below <c>enterprises</c>, or whole where they begin with <c>1.3.</c>, <c>1.2.</c> or <c>1.0.</c></summary>
internal static class Mib
{
    /// <summary>iso.org.dod.internet.private.enterprises (RFC 2578).</summary>
    public static readonly Oid Enterprises = Oid.Parse("1.3.6.1.4.1");

    /// <summary>Reads one.</summary>
    public static Oid Of(string written)
    {
        var oid = Oid.Parse(written);
        return written.StartsWith("1.", StringComparison.Ordinal) && oid[1] is 0 or 2 or 3 ? oid : Enterprises.Append(oid.Arcs);
    }

    /// <summary>
    /// The cells of what is written: the object itself, with an empty row, where the device has one of exactly this name; else the column.
    /// </summary>
    public static IEnumerable<Cell> Cells(WalkedObjects walked, Oid oid) => walked[oid] is { Exists: true } said ? [new Cell(default, said)] : walked.Under(oid);

    /// <summary>The numbers from 1 on, as they are written in identifiers and names.</summary>
    public static IEnumerable<string> Numbers(int count) => Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A column beside another in the same table.</summary>
    public static Oid Beside(Oid column, uint number) => Oid.Of([.. column.Arcs[..^1], number]);
}
