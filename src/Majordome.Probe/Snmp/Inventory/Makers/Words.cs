using System.Globalization;
using System.Text;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>
/// A text with places for what the device says: <c>{318.1.1.1.1.1.1.0}</c> an object, or the cell of that column in the same row, or without a
/// row the first cell of the column; <c>{.3}</c> column 3 of the same table in the same row; <c>@1</c> behind either: only the first arc of the row
/// counts (<c>@2-3</c>: the second to the third); <c>:47.1…</c> behind it: what was said is the row of that other column. <c>{#}</c> is the last arc of the row,
/// <c>{#1}</c> its first.
/// </summary>
internal sealed class Words
{
    private readonly (string Text, string? Place)[] parts;

    private Words((string, string?)[] parts) => this.parts = parts;

    /// <summary>Reads what the table of makers writes.</summary>
    public static Words Of(string written)
    {
        var read = new List<(string, string?)>();
        while (written.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = written.IndexOf('}', open);
            read.Add((written[..open], written[(open + 1)..close]));
            written = written[(close + 1)..];
        }

        read.Add((written, null));
        return new Words([.. read]);
    }

    /// <summary>Several of them, parted by <c>||</c>: the first that can be filled counts.</summary>
    public static Words[] Several(string written) => [.. written.Split("||").Select(Of)];

    /// <summary>Fills in; <c>null</c> when a place stays empty.</summary>
    public string? Whole(WalkedObjects walked, Oid column = default, Oid row = default) =>
        Fill(walked, column, row, out var missing) is { Length: > 0 } text && missing == 0 ? text : null;

    /// <summary>Fills in what there is; <c>null</c> when every place stays empty or nothing at all is left.</summary>
    public string? AsFarAsKnown(WalkedObjects walked, Oid column, Oid row) =>
        Fill(walked, column, row, out var missing) is { Length: > 0 } text && (missing == 0 || missing < parts.Length - 1) ? text : null;

    private string Fill(WalkedObjects walked, Oid column, Oid row, out int missing)
    {
        missing = 0;
        var text = new StringBuilder();
        foreach (var (before, place) in parts)
        {
            text.Append(before);
            if (place is not null)
            {
                var said = Said(walked, place, column, row);
                missing += said is null ? 1 : 0;
                text.Append(said);
            }
        }

        return text.ToString().Trim();
    }

    private static string? Said(WalkedObjects walked, string place, Oid column, Oid row)
    {
        if (place[0] == '#')
        {
            var at = place.Length == 1 ? row.Length - 1 : int.Parse(place.AsSpan(1), CultureInfo.InvariantCulture) - 1;
            return at >= 0 && at < row.Length ? row[at].ToString(CultureInfo.InvariantCulture) : null;
        }

        var colon = place.IndexOf(':', StringComparison.Ordinal);
        var said = Value(walked, colon < 0 ? place : place[..colon], column, row);
        if (colon >= 0)
        {
            said = Inventory.Said.Whole(said) is >= 0 and <= uint.MaxValue and var index ? walked.At(Mib.Of(place[(colon + 1)..]), Oid.Of((uint)index)) : default;
        }

        return Inventory.Said.Text(said);
    }

    private static SnmpValue Value(WalkedObjects walked, string place, Oid column, Oid row)
    {
        if (place.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            var ends = place[(at + 1)..].Split('-');
            var from = ends.Length == 1 ? 1 : int.Parse(ends[0], CultureInfo.InvariantCulture);
            var to = Math.Min(int.Parse(ends[^1], CultureInfo.InvariantCulture), row.Length);
            row = from > to ? default : Oid.Of(row.Arcs[(from - 1)..to]);
            place = place[..at];
        }

        if (place[0] == '.')
        {
            return walked.At(Mib.Beside(column, uint.Parse(place.AsSpan(1), CultureInfo.InvariantCulture)), row);
        }

        var oid = Mib.Of(place);
        return walked[oid] is { Exists: true } exact ? exact
            : row.Length > 0 ? walked.At(oid, row)
            : walked.Under(oid).Select(cell => cell.Value).FirstOrDefault(value => Inventory.Said.Text(value) is not null);
    }
}
