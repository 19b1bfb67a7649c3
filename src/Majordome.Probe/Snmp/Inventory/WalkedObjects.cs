using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>One object of a column: the row it stands in and its value.</summary>
/// <param name="Row">The arcs behind the column: the index of the row; empty for the object itself.</param>
/// <param name="Value">What the device said.</param>
internal readonly record struct Cell(Oid Row, SnmpValue Value);

/// <summary>
/// What a walk brought home: objects in the order of the walk, each once (the first said wins), those without a value left out.
/// Never more than <see cref="Most"/> of them; what comes behind is not looked at.
/// </summary>
public sealed class WalkedObjects
{
    /// <summary>The most objects that are kept: a switch of 500 ports has some 100,000.</summary>
    public const int Most = 1_000_000;

    private readonly Oid[] oids;
    private readonly SnmpValue[] values;

    private WalkedObjects(Oid[] oids, SnmpValue[] values) => (this.oids, this.values) = (oids, values);

    /// <summary>Nothing at all.</summary>
    public static WalkedObjects None { get; } = new([], []);

    /// <summary>How many objects.</summary>
    public int Count => oids.Length;

    /// <summary>The value of one object; one without existence where it was not walked.</summary>
    public SnmpValue this[Oid oid] => Array.BinarySearch(oids, oid) is >= 0 and var found ? values[found] : default;

    /// <summary>Puts objects in order, from any order and with any repetition.</summary>
    public static WalkedObjects Of(IEnumerable<KeyValuePair<Oid, SnmpValue>> objects)
    {
        // The sort is stable, so that the first of equal identifiers comes first.
        var sorted = objects.Take(Most).Where(pair => pair.Value.Exists && pair.Key.Length > 0).OrderBy(pair => pair.Key).ToList();
        var kept = new List<KeyValuePair<Oid, SnmpValue>>(sorted.Count);
        foreach (var pair in sorted)
        {
            if (kept.Count == 0 || kept[^1].Key != pair.Key)
            {
                kept.Add(pair);
            }
        }

        return new WalkedObjects([.. kept.Select(pair => pair.Key)], [.. kept.Select(pair => pair.Value)]);
    }

    /// <summary>Whether anything was walked at or below an identifier.</summary>
    public bool Has(Oid prefix) => FirstFrom(prefix) is var first && first < oids.Length && oids[first].StartsWith(prefix);

    /// <summary>The objects at and below an identifier, in order.</summary>
    internal IEnumerable<Cell> Under(Oid prefix)
    {
        for (var at = FirstFrom(prefix); at < oids.Length && oids[at].StartsWith(prefix); at++)
        {
            yield return new Cell(Oid.Of(oids[at].After(prefix)), values[at]);
        }
    }

    /// <summary>The rows that any of some columns has, each once, in order.</summary>
    internal IEnumerable<Oid> Rows(params IEnumerable<Oid> columns) =>
        columns.SelectMany(Under).Select(cell => cell.Row).Distinct().Order();

    /// <summary>The value of a column in a row; one without existence where there is none.</summary>
    internal SnmpValue At(Oid column, Oid row) => column.Length + row.Length <= Oid.Most ? this[column.Append(row.Arcs)] : default;

    private int FirstFrom(Oid prefix) => Array.BinarySearch(oids, prefix) is var found && found >= 0 ? found : ~found;
}
