using System.Text.Json;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

/// <summary>Recorded devices of the field, and what a discovery is expected to find in them.</summary>
public sealed class InventoryRecordingTests(ITestOutputHelper output)
{
    /// <summary>What standard MIBs carry; ENTITY chassis and processors and memory without makers' own tables are counted apart.</summary>
    private static readonly string[] StandardFields = ["system.sysName", "system.sysObjectID", "system.sysDescr", "ports", "processors", "memory", "storage", "chassis"];

    private static readonly Lazy<string> Folder = new(Find);

    [Fact]
    public void What_the_standard_carries_is_found_in_recorded_devices()
    {
        Needs.Condition(Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder.Value, "expected.json")));
        var shares = new FactShares();
        foreach (var device in expected.RootElement.EnumerateObject())
        {
            using var ours = JsonDocument.Parse(Inventory(device.Name));
            shares.Count(device.Name, device.Value, ours.RootElement);
        }

        var (found, of) = shares.Of(StandardFields);
        output.WriteLine(shares.Table());
        output.WriteLine($"standard: {found} of {of}, {(double)found / of:P2}");
        if (Environment.GetEnvironmentVariable("MAJORDOME_SHARES") is { Length: > 0 } file)
        {
            File.WriteAllText(file, shares.Table());
            File.WriteAllLines(file + ".misses", shares.Misses);
        }

        ((double)found / of).ShouldBeGreaterThanOrEqualTo(0.98);
    }

    /// <summary>Walks as a probe does: the system group, then the roots that it asks for.</summary>
    internal static byte[] Inventory(string device)
    {
        var all = SnmpRecording.ReadFile(Path.Combine(Folder.Value, "recordings", device + ".snmprec")).ToList();
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
