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
/// How full the volumes of a device are: hrStorageTable (HOST-RESOURCES-MIB, RFC 2790) and its maker's own objects. Measures for each volume <c>used NAME</c> (%),
/// <c>available NAME</c> and <c>total NAME</c> (B). A volume that is asked for by name and is not there is critical.
/// </summary>
internal sealed class StorageCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    private const string All = "all", Fixed = "fixed", Network = "network";

    public override string Name => "snmp-storage";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. NameFilter.Parameters,
        new("volumes", ParameterKind.Choice, All, Choices: [All, Fixed, Network]), // hrStorageFixedDisk and hrStorageFlashMemory, or hrStorageNetworkDisk
        .. CheckParameter.Thresholds("used", "%", "85", "95"),
        .. CheckParameter.Thresholds("available", "B"),
    ];

    protected override DeviceReading Read(ParameterReader definition) =>
        new Reading(NameFilter.Read(definition), definition.Choice("volumes"), definition.Thresholds("used"), definition.Thresholds("available"));

    private sealed class Reading(NameFilter filter, string kind, Thresholds used, Thresholds available) : DeviceReading
    {
        public override IEnumerable<Oid> Roots(WalkedObjects system) => InventoryRoots.Outermost(
            [.. HostResources.StorageRoots, .. kind == All ? Made(system, maker => maker.Storage.SelectMany(pool => pool.Columns)) : []]);

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            var volumes = Volumes(walked).Where(volume => volume.Size > 0 && filter.Takes(volume.Description)).ToList();
            var missing = filter.Names.Where(name => !volumes.Exists(volume => volume.Description.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
            if (volumes.Count + missing.Count == 0)
            {
                return filter.IsOpen ? None("the device tells of no volume") : CheckOutcome.Unknown("no volume of that name");
            }

            var (figures, findings) = (new FigureList(), new FindingList("volumes"));
            foreach (var volume in volumes)
            {
                var (share, left) = (Share(volume), Math.Max(0, volume.Free));
                findings.Add(CheckStatusExtensions.Worst(used.Judge(share), available.Judge(left)), Said(volume));
                figures.Add(used.Measurement($"used {volume.Description}", share, "%", 0, 100));
                figures.Add(available.Measurement($"available {volume.Description}", left, "B", 0, volume.Size));
                figures.Add(new PerformanceDatum($"total {volume.Description}", volume.Size, "B", Minimum: 0));
            }

            missing.ForEach(name => findings.Add(CheckStatus.Critical, $"{name} is not there"));
            return findings.Outcome(volumes.Count == 0 ? "" : Fullest(volumes), figures);
        }

        private IEnumerable<StorageFacts> Volumes(WalkedObjects walked) => kind switch
        {
            Fixed => HostResources.FixedVolumes(walked),
            Network => HostResources.NetworkVolumes(walked),
            _ => InventoryReader.Storage(walked),
        };

        private static string Fullest(List<StorageFacts> volumes) => volumes.MaxBy(Share) is var fullest && volumes.Count == 1
            ? Said(fullest!)
            : string.Create(CultureInfo.InvariantCulture, $"{volumes.Count} volumes, the fullest {Said(fullest!)}");

        private static double Share(StorageFacts volume) => Math.Round(100.0 * volume.Used / volume.Size, 2);

        private static string Said(StorageFacts volume) =>
            FormattableString.Invariant($"{volume.Description} {Share(volume):0.#} % used, {ByteSize.Text(Math.Max(0, volume.Free))} available of {ByteSize.Text(volume.Size)}");
    }
}
