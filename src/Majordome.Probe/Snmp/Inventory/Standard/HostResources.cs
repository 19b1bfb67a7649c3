using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>Processors, memory and file systems of HOST-RESOURCES-MIB (RFC 2790).</summary>
internal static class HostResources
{
    private static readonly Oid Storage = Oid.Parse("1.3.6.1.2.1.25.2.3.1");
    private static readonly Oid StorageTypes = Oid.Parse("1.3.6.1.2.1.25.2.1");
    private static readonly Oid DeviceDescription = Oid.Parse("1.3.6.1.2.1.25.3.2.1.3");
    private static readonly Oid ProcessorLoad = Oid.Parse("1.3.6.1.2.1.25.3.3.1.2");

    private static readonly Oid TypeColumn = Storage.Append(2);
    private static readonly Oid DescriptionColumn = Storage.Append(3);
    private static readonly Oid UnitsColumn = Storage.Append(4);
    private static readonly Oid SizeColumn = Storage.Append(5);
    private static readonly Oid UsedColumn = Storage.Append(6);

    private const uint Other = 1;
    private const uint Ram = 2;
    private const uint VirtualMemory = 3;
    private const uint FixedDisk = 4;
    private const uint RemovableDisk = 5;
    private const uint CompactDisc = 7;
    private const uint FlashMemory = 9;
    private const uint NetworkDisk = 10;

    /// <summary>Words by which the agents of Linux tell parts of memory from other 'other' storage.</summary>
    private static readonly string[] PartsOfMemory = ["memory buffers", "cached memory", "shared memory"];

    /// <summary>Zones of FreeBSD's own allocators, told as memories of their own.</summary>
    private static readonly string[] Zones = ["UMA:", "MALLOC:", "procfs:"];

    /// <summary>Views of the kernel into itself: they hold nothing.</summary>
    private static readonly string[] Views = ["/dev", "/sys", "/proc", "/kern", "devfs", "procfs", "/run/user", "/run/netns", "/run/credentials", "/packages/"];

    /// <summary>What has to be walked.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [Storage, Oid.Parse("1.3.6.1.2.1.25.3.2.1"), ProcessorLoad, Oid.Parse("1.3.6.1.2.1.25.3.5.1")];

    /// <summary>What has to be walked for <see cref="Processors"/> alone. Their names stand among all devices, for which net-snmp looks at every disk: they are not asked for.</summary>
    public static Oid ProcessorRoot => ProcessorLoad;

    /// <summary>What has to be walked for the state of a printer.</summary>
    public static ImmutableArray<Oid> PrinterRoots { get; } = [Oid.Parse("1.3.6.1.2.1.25.3.2.1"), Oid.Parse("1.3.6.1.2.1.25.3.5.1")];

    /// <summary>What has to be walked for <see cref="Memory"/> and the volumes.</summary>
    public static ImmutableArray<Oid> StorageRoots { get; } = [TypeColumn, DescriptionColumn, UnitsColumn, SizeColumn, UsedColumn];

    /// <summary>One row a processor with its load of the last minute.</summary>
    public static ImmutableArray<ProcessorFacts> Processors(WalkedObjects walked) =>
    [
        .. from cell in walked.Under(ProcessorLoad)
           let load = Said.Number(cell.Value)
           where load is >= 0
           select new ProcessorFacts(ProcessorName.Of(Said.Text(walked.At(DeviceDescription, cell.Row))), load.Value),
    ];

    /// <summary>
    /// Memory by kind. What Linux counts as used of its physical memory includes buffers and cache, which it gives back when asked: they are
    /// taken off, and stand beside as parts of the whole.
    /// </summary>
    public static ImmutableArray<MemoryFacts> Memory(WalkedObjects walked)
    {
        var rows = Rows(walked).Where(row => row.Kind is Ram or VirtualMemory || IsPartOfMemory(row)).ToList();
        var physical = rows.Find(row => row.Kind == Ram)?.Size;
        var given = rows.Where(row => row.Description is "Memory buffers" or "Cached memory").Sum(row => (decimal)row.Used); // above 2⁶³ when a device lies
        return
        [
            .. from row in rows
               let total = row.Kind == Other ? physical ?? row.Size : row.Size
               let used = row is { Kind: Ram, Description: "Physical memory" } && given <= row.Used ? row.Used - (long)given : row.Used
               where total > 0 && row.IsUsedTold && !(used == 0 && row.Description == "Shared memory")
               where !Zones.Any(zone => row.Description.StartsWith(zone, StringComparison.Ordinal))
               select new MemoryFacts(row.Description, total, used, Said.Percent(used, total)),
        ];
    }

    /// <summary>Everything that keeps data: fixed disks, flash, RAM disks, network disks. What a person may take out is no volume of the device.</summary>
    public static ImmutableArray<StorageFacts> Volumes(WalkedObjects walked) =>
        Volumes(walked, static kind => kind is not (Other or Ram or VirtualMemory or RemovableDisk or CompactDisc));

    /// <summary>The volumes that are built in: disks and flash.</summary>
    public static ImmutableArray<StorageFacts> FixedVolumes(WalkedObjects walked) => Volumes(walked, static kind => kind is FixedDisk or FlashMemory);

    /// <summary>The volumes of other machines.</summary>
    public static ImmutableArray<StorageFacts> NetworkVolumes(WalkedObjects walked) => Volumes(walked, static kind => kind is NetworkDisk);

    private static ImmutableArray<StorageFacts> Volumes(WalkedObjects walked, Func<uint, bool> isKind) =>
    [
        .. from row in Rows(walked)
           where isKind(row.Kind) && row.Size > 0 && !IsView(row.Description)
           select new StorageFacts(
               row.Description, row.Size, row.Units, row.Used, row.Size - row.Used, Said.Percent(row.Used, row.Size)),
    ];

    private static bool IsPartOfMemory(Row row) =>
        row.Kind == Other && PartsOfMemory.Contains(row.Description, StringComparer.OrdinalIgnoreCase);

    /// <summary>A mount point, also behind <c>mounted on:</c>, within the kernel's views. Shared memory in /dev/shm holds data.</summary>
    private static bool IsView(string description)
    {
        const string mounted = "mounted on: ";
        var path = description.LastIndexOf(mounted, StringComparison.Ordinal) is >= 0 and var at ? description[(at + mounted.Length)..] : description;
        return path != "/dev/shm" && Views.Any(view =>
            path.StartsWith(view, StringComparison.Ordinal) && (view[^1] == '/' || path.Length == view.Length || path[view.Length] == '/'));
    }

    private static IEnumerable<Row> Rows(WalkedObjects walked)
    {
        foreach (var (row, said) in walked.Under(DescriptionColumn))
        {
            if (Said.Text(said) is { } description
                && Said.Whole(walked.At(UnitsColumn, row)) is > 0 and var units
                && Count(walked.At(SizeColumn, row)) is { } size && size <= long.MaxValue / units)
            {
                var told = Count(walked.At(UsedColumn, row));
                var used = Math.Min(told ?? 0, long.MaxValue / units);
                yield return new Row(Kind(walked.At(TypeColumn, row).AsOid), description, units, size * units, used * units, told is not null);
            }
        }
    }

    /// <summary>hrStorageSize and hrStorageUsed are Integer32: above 2³¹ units agents wrap below nought.</summary>
    private static long? Count(SnmpValue value) =>
        Said.Whole(value) switch
        {
            null or < int.MinValue => null,
            < 0 and var wrapped => wrapped + (1L << 32),
            var count => count,
        };

    private static uint Kind(Oid type) => type.StartsWith(StorageTypes) && type.Length > StorageTypes.Length ? type[StorageTypes.Length] : Other;

    private sealed record Row(uint Kind, string Description, long Units, long Size, long Used, bool IsUsedTold);
}
