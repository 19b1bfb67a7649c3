using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Majordome.Probe.Tests.Snmp.Inventory;

/// <summary>
/// Compares inventories with what is expected, fact by fact. Texts are equal trimmed and case-folded, numbers within 10⁻⁶ of themselves; rows are
/// matched by ifIndex, else by description (and class), the most alike first where several have the same. An expected <c>null</c> or empty text is
/// no fact, but ours in its place is one too many; so is a row of ours that is expected nowhere, on a device where rows of its kind are expected.
/// </summary>
internal sealed class FactShares
{
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["ports"] = ["ifIndex"],
        ["processors"] = ["processor_descr"],
        ["memory"] = ["mempool_descr"],
        ["storage"] = ["storage_descr"],
        ["sensors"] = ["sensor_class", "sensor_descr"],
        ["chassis"] = ["entPhysicalDescr", "entPhysicalName"],
    };

    private readonly SortedDictionary<string, Share> shares = new(StringComparer.Ordinal);
    private readonly List<string> misses = [];
    private Predicate<string> standard = _ => false;

    /// <summary>Every fact that was missed or was one too many: device, field, expected, ours.</summary>
    public IReadOnlyList<string> Misses => misses;

    /// <summary>Found and expected of all that was counted as carried by standard MIBs.</summary>
    public (int Found, int Expected) Standard => (shares.Values.Sum(share => share.StandardFound), shares.Values.Sum(share => share.StandardExpected));

    /// <summary>Counts one device.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="expected">What is expected.</param>
    /// <param name="ours">What was found.</param>
    /// <param name="isStandard">Whether a field (<c>ports.ifName</c>) of this device is carried by a standard MIB.</param>
    public void Count(string device, JsonElement expected, JsonElement ours, Predicate<string> isStandard)
    {
        standard = isStandard;
        if (expected.TryGetProperty("system", out var system))
        {
            CountFields(device, "system", system, ours.GetProperty("system"));
        }

        foreach (var (kind, keys) in Keys)
        {
            var wanted = expected.TryGetProperty(kind, out var rows) ? rows.EnumerateArray().ToList() : [];
            CountRows(device, kind, keys, wanted, [.. ours.GetProperty(kind).EnumerateArray()]);
        }
    }

    /// <summary>A line a field: found, expected, share, and how many of ours are expected nowhere.</summary>
    public string Table()
    {
        var text = new StringBuilder().AppendLine("field                             found  expected   share   extra  standard found  expected   share");
        foreach (var (field, share) in shares)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{field,-32} {share.Found,6} {share.Expected,9} {Part(share.Found, share.Expected),7:P1} {share.Extra,7} ") + string.Create(
                CultureInfo.InvariantCulture,
                $"{share.StandardFound,15} {share.StandardExpected,9} {Part(share.StandardFound, share.StandardExpected),7:P1}"));
        }

        return text.ToString();
    }

    private void CountRows(string device, string kind, string[] keys, List<JsonElement> expected, List<JsonElement> ours)
    {
        foreach (var row in expected)
        {
            var same = ours.Where(our => keys.All(key => AreSame(row.GetProperty(key), our.GetProperty(key)))).ToList();
            if (same.Count == 0)
            {
                CountFields(device, kind, row, null);
                continue;
            }

            var best = same.MaxBy(our => row.EnumerateObject().Count(field => AreSame(field.Value, our.GetProperty(field.Name))));
            ours.Remove(best);
            CountFields(device, kind, row, best);
        }

        if (expected.Count == 0)
        {
            return; // nobody looked
        }

        At($"{kind}.(rows)").Extra += ours.Count;
        misses.AddRange(ours.Select(row => $"{device}\t{kind}\textra\t{Line(row)}"));
    }

    private void CountFields(string device, string kind, JsonElement expected, JsonElement? ours)
    {
        foreach (var field in expected.EnumerateObject())
        {
            var share = At($"{kind}.{field.Name}");
            JsonElement? our = ours is { } row && row.TryGetProperty(field.Name, out var said) ? said : null;
            if (IsNothing(field.Value))
            {
                share.Extra += our is { } present && !IsNothing(present) ? 1 : 0;
                continue;
            }

            var isFound = our is { } fact && AreSame(field.Value, fact);
            share.Add(isFound, standard($"{kind}.{field.Name}"));
            if (!isFound)
            {
                misses.Add($"{device}\t{kind}.{field.Name}\t{field.Value.GetRawText()}\t{(our is { } other ? other.GetRawText() : "no row: " + Line(expected))}");
            }
        }
    }

    private static string Line(JsonElement row) => string.Join(" | ", row.EnumerateObject().Select(field => field.Value.ToString().ReplaceLineEndings(" ")));

    private static double Part(int found, int expected) => expected == 0 ? 1 : (double)found / expected;

    private Share At(string field) => shares.TryGetValue(field, out var share) ? share : shares[field] = new Share();

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    private static bool AreSame(JsonElement expected, JsonElement ours) => (expected.ValueKind, ours.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => Math.Abs(expected.GetDouble() - ours.GetDouble()) <= 1e-6 * Math.Abs(expected.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.Equals(expected.GetString()!.Trim(), ours.GetString()!.Trim(), StringComparison.OrdinalIgnoreCase),
        _ => IsNothing(expected) && IsNothing(ours),
    };

    private sealed class Share
    {
        public int Found { get; private set; }

        public int Expected { get; private set; }

        public int StandardFound { get; private set; }

        public int StandardExpected { get; private set; }

        public int Extra { get; set; }

        public void Add(bool isFound, bool isStandard)
        {
            Expected++;
            Found += isFound ? 1 : 0;
            StandardExpected += isStandard ? 1 : 0;
            StandardFound += isStandard && isFound ? 1 : 0;
        }
    }
}
