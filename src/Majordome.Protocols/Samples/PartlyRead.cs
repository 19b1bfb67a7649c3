using System.Runtime.InteropServices;
using System.Text;
using Majordome.Protocols.Chunks;

namespace Majordome.Protocols.Samples;

/// <summary>A series of a file, to which block after block adds its samples.</summary>
internal sealed class PartlyRead
{
    private readonly List<long> instants = [];
    private readonly List<double> values = [];
    private readonly List<(InstantSpelling Spelling, int Count)> spellings = [];
    private long expected;
    private string name = "";

    /// <summary>Whether there are as many samples as the spellings are for, and all can be spelled so.</summary>
    public bool IsWhole => instants.Count == expected && (expected == 0 || spellings.TrueForAll(run => run.Spelling.CanWrite(instants[0]) && run.Spelling.CanWrite(instants[^1])));

    /// <summary>Reads name and spellings; the reader fails when they cannot be.</summary>
    public static PartlyRead Read(ref BitReader reader)
    {
        var series = new PartlyRead { name = Encoding.UTF8.GetString(reader.Bytes(reader.Count(int.MaxValue))) };
        for (var runs = reader.Count(int.MaxValue); runs > 0 && !reader.IsDamaged; runs--)
        {
            series.spellings.Add((InstantSpelling.Of(reader.Byte()), reader.Count(PackedSamples.MostSamples)));
            series.expected += series.spellings[^1].Count;
        }

        return series;
    }

    /// <summary>Adds the samples of a block. False when they do not follow those before.</summary>
    public bool TryAppend(BlockReader block, Chunk chunk)
    {
        var start = instants.Count;
        var more = block.Instants(chunk);
        if (more.IsEmpty || (start > 0 && more[0] <= instants[^1]) || start + more.Length > expected)
        {
            return false;
        }

        instants.AddRange(more);
        CollectionsMarshal.SetCount(values, start + more.Length);
        return block.TryRead(chunk, CollectionsMarshal.AsSpan(values)[start..]);
    }

    /// <summary>The series as it was.</summary>
    public NamedSeries ToSeries() => new(name, [.. instants], [.. values], spellings);
}
