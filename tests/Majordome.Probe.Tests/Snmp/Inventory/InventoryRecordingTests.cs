using System.Text.Json;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

/// <summary>Recorded devices of the field, and what a discovery is expected to find in them.</summary>
public sealed class InventoryRecordingTests(ITestOutputHelper output)
{
    /// <summary>Per kind: the tables that carry it, so that a device with none of them has it from its maker's MIB.</summary>
    private static readonly Dictionary<string, string[]> StandardTables = new(StringComparer.Ordinal)
    {
        ["system.sysName"] = ["1.3.6.1.2.1.1.5"],
        ["system.sysObjectID"] = ["1.3.6.1.2.1.1.2"],
        ["system.sysDescr"] = ["1.3.6.1.2.1.1.1"],
        ["ports"] = ["1.3.6.1.2.1.2.2.1"],
        ["processors"] = ["1.3.6.1.2.1.25.3.3.1.2", "1.3.6.1.4.1.2021.11.11"],
        ["memory"] = ["1.3.6.1.2.1.25.2.3.1.3", "1.3.6.1.4.1.2021.4.5"],
        ["storage"] = ["1.3.6.1.2.1.25.2.3.1.3"],
        ["chassis"] = ["1.3.6.1.2.1.47.1.1.1.1"],
    };

    internal static readonly Lazy<string> Folder = new(Find);

    [Fact]
    public void What_the_standard_carries_is_found_in_recorded_devices()
    {
        Needs.Condition(Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder.Value, "expected.json")));
        var shares = new FactShares();
        foreach (var device in expected.RootElement.EnumerateObject())
        {
            var all = WalkedObjects.Of(Recording(device.Name));
            var carried = StandardTables.Where(kind => kind.Value.Any(table => all.Has(Oid.Parse(table)))).Select(kind => kind.Key).ToList();
            using var ours = JsonDocument.Parse(Inventory(Recording(device.Name)));
            shares.Count(device.Name, device.Value, ours.RootElement, field => carried.Any(kind => field == kind || field.StartsWith(kind + ".", StringComparison.Ordinal)));
        }

        var (found, of) = shares.Standard;
        output.WriteLine(shares.Table());
        output.WriteLine(FormattableString.Invariant($"carried by standard MIBs: {found} of {of}, {(double)found / of:P2}"));
        if (Environment.GetEnvironmentVariable("MAJORDOME_SHARES") is { Length: > 0 } file)
        {
            File.WriteAllText(file, shares.Table());
            File.WriteAllLines(file + ".misses", shares.Misses);
        }

        ((double)found / of).ShouldBeGreaterThanOrEqualTo(0.98);
    }

    internal static List<KeyValuePair<Oid, SnmpValue>> Recording(string device) => [.. SnmpRecording.ReadFile(Path.Combine(Folder.Value, "recordings", device + ".snmprec"))];

    /// <summary>Walks as a probe does: the system group, then the roots that it asks for.</summary>
    internal static byte[] Inventory(List<KeyValuePair<Oid, SnmpValue>> all)
    {
        var system = WalkedObjects.Of(all.Where(pair => pair.Key.StartsWith(InventoryRoots.System)));
        var roots = InventoryRoots.For(system).Add(InventoryRoots.System);
        var walked = WalkedObjects.Of(all.Where(pair => roots.Any(root => pair.Key.StartsWith(root))));
        using var json = new MemoryStream();
        InventoryJson.Write(InventoryReader.Read(walked), json);
        return json.ToArray();
    }

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var beside = Path.Combine(at.FullName, "shared", "data", "snmp");
            if (Directory.Exists(Path.Combine(beside, "recordings")))
            {
                return beside;
            }
        }

        return "";
    }
}
