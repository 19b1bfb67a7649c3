using Majordome.Protocols.Chunks;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>The samples of one series from everywhere they lie; the memory is good until the next series.</summary>
internal readonly record struct MergedSeries(int Series, ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)
{
    /// <summary>All series of some blocks, by number.</summary>
    /// <param name="blocks">Of two samples of one instant, that of the later block counts.</param>
    public static IEnumerable<MergedSeries> Of(IReadOnlyList<BlockReader> blocks)
    {
        var chunks = new List<(int Series, int Block, Chunk Chunk)>();
        for (var block = 0; block < blocks.Count; block++)
        {
            foreach (var chunk in blocks[block].Chunks)
            {
                chunks.Add((chunk.Series, block, chunk));
            }
        }

        chunks.Sort(static (one, other) => (one.Series, one.Block).CompareTo((other.Series, other.Block)));
        var (instants, values) = (new long[1024], new double[1024]);
        for (var (at, next) = (0, 0); at < chunks.Count; at = next)
        {
            var count = 0;
            for (next = at; next < chunks.Count && chunks[next].Series == chunks[at].Series; next++)
            {
                var (_, block, chunk) = chunks[next];
                count += Append(blocks[block], chunk, count);
            }

            count = SampleColumns.InOrder(instants.AsSpan(0, count), values.AsSpan(0, count));
            yield return new(chunks[at].Series, instants.AsMemory(0, count), values.AsMemory(0, count));
        }

        int Append(BlockReader block, Chunk chunk, int count)
        {
            var more = block.Instants(chunk);
            if (instants.Length < count + more.Length)
            {
                Array.Resize(ref instants, (count + more.Length) * 2);
                Array.Resize(ref values, instants.Length);
            }

            more.CopyTo(instants.AsSpan(count));
            return block.TryRead(chunk, values.AsSpan(count, more.Length))
                ? more.Length
                : throw new InvalidDataException(FormattableString.Invariant($"The samples of series {chunk.Series} are damaged."));
        }
    }
}
