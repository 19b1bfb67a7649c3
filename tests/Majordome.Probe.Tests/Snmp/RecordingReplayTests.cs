using System.Collections.Concurrent;
using System.Text;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Tests.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp;

/// <summary>Recorded devices, replayed over UDP.</summary>
public sealed class RecordingReplayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_inventory_read_over_the_network_is_that_of_the_recording()
    {
        var folder = InventoryRecordingTests.Folder.Value;
        Needs.Condition(folder.Length > 0, "needs the recordings in ../shared/data/snmp");
        using var client = new SnmpClient(TimeProvider.System);
        var differing = new ConcurrentBag<string>();
        var devices = Directory.GetFiles(Path.Combine(folder, "recordings"), "*.snmprec").Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        await Parallel.ForEachAsync(devices, TestContext.Current.CancellationToken, async (device, cancel) =>
        {
            var all = InventoryRecordingTests.Recording(device).Where(AgentSimulator.CanBeSent).ToList();
            await using var agent = new AgentSimulator(all);
            var target = new SnmpTarget(agent.Address, new SnmpCommunity(SnmpVersion.V2c, "public"), TimeSpan.FromSeconds(20), 2);
            var (inventory, faults) = await InventoryWalk.ReadAsync(client, target, cancel);
            using var json = new MemoryStream();
            InventoryJson.Write(inventory!, json);
            var (wire, file) = (Encoding.UTF8.GetString(json.ToArray()), Encoding.UTF8.GetString(InventoryRecordingTests.Inventory(all)));
            if (wire != file || faults.Count > 0)
            {
                differing.Add($"{device}: {string.Join(' ', faults)}\n{wire}\n{file}");
            }
        });
        output.WriteLine(FormattableString.Invariant($"{devices.Count} devices replayed"));
        devices.Count.ShouldBeGreaterThan(100);
        differing.ShouldBeEmpty();
    }
}
