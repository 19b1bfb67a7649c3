using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>Memory and processor of a machine as net-snmp tells them (UCD-SNMP-MIB), for agents without HOST-RESOURCES-MIB.</summary>
internal static class NetSnmpMachine
{
    private static readonly Oid Ucd = Oid.Parse("1.3.6.1.4.1.2021");
    private static readonly Oid MemoryGroup = Ucd.Append(4);
    private static readonly Oid SystemStats = Ucd.Append(11);

    /// <summary>What has to be walked.</summary>
    public static ImmutableArray<Oid> Roots { get; } = [MemoryGroup, SystemStats];

    /// <summary>What has to be walked for <see cref="Processors"/> alone: ssCpuIdle.</summary>
    public static Oid ProcessorRoot { get; } = SystemStats.Append(11);

    /// <summary>What has to be walked for <see cref="Memory"/> alone.</summary>
    public static Oid MemoryRoot => MemoryGroup;

    /// <summary>One processor: what is not idle (ssCpuIdle, per cent of the last minute).</summary>
    public static ImmutableArray<ProcessorFacts> Processors(WalkedObjects walked) =>
        Said.Number(walked[SystemStats.Append(11, 0)]) is >= 0 and <= 100 and var idle ? [new ProcessorFacts("CPU", 100 - idle)] : [];

    /// <summary>Physical memory without buffers and cache, those beside it, and swap. The MIB counts in KiB.</summary>
    public static ImmutableArray<MemoryFacts> Memory(WalkedObjects walked)
    {
        if (Kibibytes(walked, 5) is not (> 0 and var total) || Kibibytes(walked, 6) is not { } free || free > total)
        {
            return [];
        }

        var (buffers, cached) = (Kibibytes(walked, 14) ?? 0, Kibibytes(walked, 15) ?? 0);
        var rows = ImmutableArray.CreateBuilder<MemoryFacts>();
        rows.Add(Row("Physical memory", total, Math.Max(0, total - free - buffers - cached)));
        if (Kibibytes(walked, 3) is > 0 and var swap && Kibibytes(walked, 4) is { } unswapped && unswapped <= swap)
        {
            rows.Add(Row("Swap space", swap, swap - unswapped));
        }

        rows.Add(Row("Memory buffers", total, buffers));
        rows.Add(Row("Cached memory", total, cached));
        return rows.ToImmutable();
    }

    private static MemoryFacts Row(string description, long total, long used) => new(description, total, used, Said.Percent(used, total));

    private static long? Kibibytes(WalkedObjects walked, uint column) =>
        Said.Whole(walked[MemoryGroup.Append(column, 0)]) is >= 0 and < long.MaxValue / 1024 and var count ? count * 1024 : null;
}
