using System.Collections.Immutable;
using Majordome.Probe.Snmp.Inventory.Makers;
using Majordome.Probe.Snmp.Inventory.Standard;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>
/// From walked objects to an inventory. A pure function that never throws: a value of another type than the MIB's, a row without its columns or
/// an absurd number leaves its fact out.
/// </summary>
public static class InventoryReader
{
    /// <summary>The most rows of one table of the inventory.</summary>
    private const int MostRows = 100_000;

    /// <summary>From how many Ethernet ports on a device is taken for a switch, where nothing else tells what it is.</summary>
    private const int PortsOfASwitch = 5;

    /// <summary>Reads.</summary>
    /// <param name="walked">The objects of the subtrees of <see cref="InventoryRoots"/>, all together; others do no harm.</param>
    public static DeviceInventory Read(WalkedObjects walked)
    {
        var makers = MakerTable.Of(walked).ToList();
        return new DeviceInventory
        {
            System = System(walked, makers),
            Ports = Bounded(InterfaceTable.Read(walked)),
            Processors = Bounded(Processors(walked, makers)),
            Memory = Bounded(Memory(walked, makers)),
            Storage = Bounded(Storage(walked, makers)),
            Chassis = Bounded(FirstWithRows(
                () => EntityTable.Read(walked), () => makers.SelectMany(maker => MakerReader.Rows(walked, maker.Parts, MakerReader.Parts)))),
            Sensors = Bounded(Sensors(walked, makers)),
        };
    }

    /// <summary>The processors alone.</summary>
    internal static IEnumerable<ProcessorFacts> Processors(WalkedObjects walked) => Processors(walked, [.. MakerTable.Of(walked)]);

    /// <summary>The memory alone.</summary>
    internal static IEnumerable<MemoryFacts> Memory(WalkedObjects walked) => Memory(walked, [.. MakerTable.Of(walked)]);

    /// <summary>The volumes alone.</summary>
    internal static IEnumerable<StorageFacts> Storage(WalkedObjects walked) => Storage(walked, [.. MakerTable.Of(walked)]);

    /// <summary>The sensors alone.</summary>
    internal static IEnumerable<SensorFacts> Sensors(WalkedObjects walked) => Sensors(walked, [.. MakerTable.Of(walked)]);

    private static ImmutableArray<T> Bounded<T>(IEnumerable<T> rows) => [.. rows.Take(MostRows)];

    private static SystemFacts System(WalkedObjects walked, List<Maker> makers)
    {
        string? Of(uint number) => Said.Text(walked[InventoryRoots.System.Append(number, 0)]);
        string? Made(Func<Maker, Fact[]> facts) => MakerReader.First(walked, makers.SelectMany(facts));

        var whole = EntityTable.Whole(walked);
        var isPrinter = PrinterReadings.IsPrinter(walked);
        var description = Of(1);
        var uname = Uname(description);
        var isPlainLinux = uname.Length > 0 && makers.Count == 0;
        return new SystemFacts(
            Of(5),
            walked[InventoryRoots.System.Append(2, 0)].AsOid is { Length: > 0 } id ? $".{id}" : null,
            description,
            makers.FirstOrDefault()?.Name ?? (uname.Length > 0 ? "linux" : null),
            Made(maker => maker.Version) ?? UpsReadings.Version(walked) ?? whole?.Software ?? whole?.Firmware ?? (isPlainLinux ? uname[2] : null),
            Made(maker => maker.Hardware) ?? UpsReadings.Model(walked) ?? (isPrinter ? PrinterReadings.Model(walked) : null) ?? whole?.Facts.Model ?? whole?.Facts.Description
                ?? (isPlainLinux ? Architecture(uname[^1]) : null),
            Made(maker => maker.Serial) ?? PrinterReadings.Serial(walked) ?? whole?.Facts.Serial,
            Made(maker => maker.Features),
            makers.Select(maker => maker.Kind).FirstOrDefault(kind => kind is not null) ?? Kind(walked, isPrinter, uname.Length > 0));
    }

    /// <summary>What a processor's own MIB tells counts more than the standard's; the standard more than net-snmp's one number.</summary>
    private static IEnumerable<ProcessorFacts> Processors(WalkedObjects walked, List<Maker> makers) =>
        FirstWithRows(
            () => makers.SelectMany(maker => MakerReader.Rows(walked, maker.Processors, MakerReader.Processors)),
            () => HostResources.Processors(walked),
            () => NetSnmpMachine.Processors(walked));

    private static IEnumerable<MemoryFacts> Memory(WalkedObjects walked, List<Maker> makers) =>
        FirstWithRows(
            () => makers.SelectMany(maker => MakerReader.Rows(walked, maker.Memory, MakerReader.Memory)),
            () => HostResources.Memory(walked),
            () => NetSnmpMachine.Memory(walked));

    private static IEnumerable<StorageFacts> Storage(WalkedObjects walked, List<Maker> makers) =>
        HostResources.Volumes(walked).Concat(makers.SelectMany(maker => MakerReader.Rows(walked, maker.Storage, MakerReader.Volumes)));

    private static IEnumerable<SensorFacts> Sensors(WalkedObjects walked, List<Maker> makers) =>
    [
        .. makers.SelectMany(maker => MakerReader.Rows(walked, maker.Sensors, MakerReader.Sensors)),
        .. EntitySensors.Read(walked),
        .. UpsReadings.Read(walked),
        .. PrinterReadings.Read(walked),
        .. MachineSensors.Read(walked),
    ];

    private static List<T> FirstWithRows<T>(params Func<IEnumerable<T>>[] sources) =>
        sources.Select(source => source().Take(MostRows).ToList()).FirstOrDefault(rows => rows.Count > 0) ?? [];

    /// <summary>What a device of an unknown maker is, by what it has.</summary>
    private static string? Kind(WalkedObjects walked, bool isPrinter, bool isLinux) =>
        isPrinter ? "printer"
        : walked.Has(UpsReadings.Root) ? "power"
        : isLinux ? "server"
        : InterfaceTable.Read(walked).Count(port => port.Type == "ethernetCsmacd") >= PortsOfASwitch ? "network"
        : null;

    /// <summary>The machine word of uname.</summary>
    private static string? Architecture(string machine) => machine switch
    {
        "x86_64" or "amd64" => "Generic x86 64-bit",
        "i386" or "i486" or "i586" or "i686" => "Generic x86",
        _ => null,
    };

    /// <summary>The words of <c>uname -a</c>, which net-snmp gives as sysDescr: the release is the third, the machine the last. Empty for others.</summary>
    private static string[] Uname(string? description) =>
        description?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is
            ["Linux" or "FreeBSD" or "OpenBSD" or "NetBSD" or "SunOS" or "Darwin", _, [>= '0' and <= '9', ..], _, ..] words
            ? words
            : [];
}
