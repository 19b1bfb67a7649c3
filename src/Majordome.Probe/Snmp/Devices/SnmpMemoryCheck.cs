using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
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
/// memories each figure has the memory's name behind it. A memory that is asked for by name and is not there is critical.
/// </summary>
/// <remarks>The buffers that IOS XE takes for its own messages (<c>lsmpi_io</c>) are full by design, and no memory that could be short.</remarks>
internal sealed class SnmpMemoryCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    private const string Swap = "Swap space";

    private const string MessageBuffers = "lsmpi_io";

    /// <summary>A device that tells nothing but a percentage is given this total (<see cref="MemoryFacts.Total"/>).</summary>
    private const long Hundredths = 100;

    /// <summary>Parts and sums of the memory, not memories.</summary>
    private static readonly string[] Parts = ["Memory buffers", "Cached memory", "Shared memory", "Virtual memory", "Available memory"];

    public override string Name => "snmp-memory";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. NameFilter.Parameters,
        .. CheckParameter.Thresholds("used", "%", "90", "95"),
        .. CheckParameter.Thresholds("swap-used", "%"),
    ];

    protected override DeviceReading Read(ParameterReader definition) =>
        new Reading(NameFilter.Read(definition), definition.Thresholds("used"), definition.Thresholds("swap-used"));

    private sealed class Reading(NameFilter filter, Thresholds used, Thresholds swapUsed) : DeviceReading
    {
        public override IEnumerable<Oid> Roots(WalkedObjects system) => InventoryRoots.Outermost(
            [.. HostResources.StorageRoots, NetSnmpMachine.MemoryRoot, .. Made(system, maker => maker.Memory.SelectMany(pool => pool.Columns))]);

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            var memories = InventoryReader.Memory(walked).Where(memory => memory.Total > 0 && IsOne(memory.Description) && filter.Takes(memory.Description)).ToList();
            var missing = filter.Names.Where(name => !memories.Exists(memory => memory.Description.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
            var swap = memories.Find(memory => memory.Description == Swap);
            memories.RemoveAll(memory => memory.Description == Swap);
            if (memories.Count + missing.Count == 0 && swap is null)
            {
                return filter.IsOpen ? None("the device tells of no memory") : CheckOutcome.Unknown("no memory of that name");
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

            missing.ForEach(name => findings.Add(CheckStatus.Critical, $"{name} is not there"));
            return findings.Outcome(memories switch { [] => swap is null ? "" : $"swap {Said(swap)}", [var only] => Said(only), _ => Fullest(memories) }, figures);
        }

        private static bool IsOne(string name) =>
            !Parts.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith(MessageBuffers, StringComparison.OrdinalIgnoreCase);

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
