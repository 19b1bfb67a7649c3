using System.Collections.Immutable;
using System.Globalization;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>
/// How full the memory of a device is: its maker's own objects, else hrStorageRam (HOST-RESOURCES-MIB, RFC 2790), else net-snmp's (UCD-SNMP-MIB). Buffers and cache,
/// which are given back when asked, count as free. Measures <c>used</c> (%), <c>available</c> and <c>total</c> (B), <c>swap-used</c> (%) where there is swap; of several
/// memories each figure has the memory's name behind it.
/// </summary>
internal sealed class SnmpMemoryCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    private const string Swap = "Swap space";

    /// <summary>A device that tells nothing but a percentage is given this total (<see cref="MemoryFacts.Total"/>).</summary>
    private const long Hundredths = 100;

    /// <summary>Parts and sums of the memory, not memories.</summary>
    private static readonly string[] Parts = ["Memory buffers", "Cached memory", "Shared memory", "Virtual memory", "Available memory"];

    public override string Name => "snmp-memory";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. CheckParameter.Thresholds("used", "%", "90", "95"),
        .. CheckParameter.Thresholds("swap-used", "%"),
    ];

    protected override DeviceReading Read(ParameterReader definition) => new Reading(definition.Thresholds("used"), definition.Thresholds("swap-used"));

    private sealed class Reading(Thresholds used, Thresholds swapUsed) : DeviceReading
    {
        public override IEnumerable<Oid> Roots(WalkedObjects system) => InventoryRoots.Outermost(
            [.. HostResources.StorageRoots, NetSnmpMachine.MemoryRoot, .. Made(system, maker => maker.Memory.SelectMany(pool => pool.Columns))]);

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            var memories = InventoryReader.Memory(walked).Where(memory => memory.Total > 0 && !Parts.Contains(memory.Description, StringComparer.OrdinalIgnoreCase)).ToList();
            var swap = memories.Find(memory => memory.Description == Swap);
            memories.RemoveAll(memory => memory.Description == Swap);
            if (memories.Count == 0)
            {
                return None("the device tells of no memory");
            }

            var (figures, findings) = (new FigureList(), new FindingList("memories"));
            foreach (var memory in memories)
            {
                Add(figures, findings, memory, memories.Count == 1);
            }

            if (swap is not null)
            {
                var share = Share(swap);
                figures.Add(swapUsed.Measurement("swap-used", share, "%", 0, 100));
                findings.Add(swapUsed.Judge(share), $"swap {Said(swap)}");
            }

            return findings.Outcome(memories.Count == 1 ? Said(memories[0]) : Fullest(memories), figures);
        }

        private void Add(FigureList figures, FindingList findings, MemoryFacts memory, bool isOnly)
        {
            var (behind, share) = (isOnly ? "" : $" {memory.Description}", Share(memory));
            findings.Add(used.Judge(share), $"{memory.Description} {Said(memory)}");
            figures.Add(used.Measurement($"used{behind}", share, "%", 0, 100));
            if (memory.Total != Hundredths)
            {
                figures.Add(new PerformanceDatum($"available{behind}", memory.Total - memory.Used, "B", Minimum: 0, Maximum: memory.Total));
                figures.Add(new PerformanceDatum($"total{behind}", memory.Total, "B", Minimum: 0));
            }
        }

        private static string Fullest(List<MemoryFacts> memories) =>
            memories.MaxBy(Share) is var fullest ? string.Create(CultureInfo.InvariantCulture, $"{memories.Count} memories, the fullest {fullest!.Description} {Said(fullest)}") : "";

        private static double Share(MemoryFacts memory) => Math.Round(100.0 * memory.Used / memory.Total, 2);

        private static string Said(MemoryFacts memory) => memory.Total == Hundredths
            ? FormattableString.Invariant($"{Share(memory):0.#} % used")
            : FormattableString.Invariant($"{Share(memory):0.#} % used, {ByteSize.Text(Math.Max(0, memory.Total - memory.Used))} available of {ByteSize.Text(memory.Total)}");
    }
}
