using System.Data.Common;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Chunks;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Reads numbers from the program's own database: blocks, and the batches that are not placed yet.</summary>
public sealed class EmbeddedStore(Database database, SeriesCatalogues catalogues) : IMetricStore
{
    private const int MostWrittenOut = 50;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Series>> FindAsync(Guid clientId, IReadOnlyList<LabelWish> wishes, int after, int most, CancellationToken cancellationToken)
    {
        var wanted = wishes.Select(wish => (Name: Encoding.UTF8.GetBytes(wish.Label), Values: wish.Values.Select(Encoding.UTF8.GetBytes).ToArray())).ToArray();
        var known = await catalogues.LabelsAsync(clientId, cancellationToken);
        return [.. known.Where(one => one.Number > after && Array.TrueForAll(wanted, wish => Fulfils(one.Labels.Span, wish.Name, wish.Values))).Take(most)
            .Select(one => new Series(one.Number, LabelBlock.Read(one.Labels.Span)))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesSamples>> SamplesAsync(
        Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // Batches first: one that is placed meanwhile is then seen twice, and counts once.
        var waiting = await WaitingAsync(connection, clientId, [.. series.Select(s => s.Number)], from, to, cancellationToken);
        var read = new List<SeriesSamples>(series.Count);
        foreach (var shard in series.GroupBy(s => s.Number / MetricBlockRow.ShardSize))
        {
            var blocks = await BlocksAsync(
                connection, clientId, shard.Key, [.. shard.Select(s => s.Number)], MetricTier.Fresh, MetricTier.Day, Stretch.Day, from, to, cancellationToken);
            read.AddRange(shard.Select(one => Gather(one, one.Number, blocks, waiting.GetValueOrDefault(one.Number), from, to)));
        }

        return read;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesHours>> HoursAsync(
        Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
    {
        var read = new List<SeriesHours>(series.Count);
        foreach (var shard in series.GroupBy(s => s.Number / MetricBlockRow.ShardSize))
        {
            read.AddRange(await HoursAsync(clientId, shard.Key, [.. shard], from, to, cancellationToken));
        }

        return read;
    }

    // Days are rolled up when they are over, all series of a shard at once; from there on the hours are counted from the samples.
    private async Task<IEnumerable<SeriesHours>> HoursAsync(
        Guid clientId, int shard, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
    {
        List<HeldBlock> days, months;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            // Days first: one that goes into its month meanwhile is then seen twice, and counts once.
            days = await BlocksAsync(MetricTier.Hours, Stretch.Day);
            months = await BlocksAsync(MetricTier.Month, Stretch.Month);

            Task<List<HeldBlock>> BlocksAsync(MetricTier tier, long length) => EmbeddedStore.BlocksAsync(
                connection, clientId, shard, [.. series.Select(s => s.Number)], tier, tier, length, from, to, cancellationToken);
        }

        var rolled = series.ToDictionary(one => one.Number, one => HourColumns.Merge(Hours(one, months), Hours(one, days)));
        var through = rolled.Values.Where(hours => hours.Count > 0).Select(hours => Stretch.StartOf(hours[^1].Start, Stretch.Day) + Stretch.Day).DefaultIfEmpty(from).Max();
        var rest = through < to ? await SamplesAsync(clientId, series, through, to, cancellationToken) : [];
        var counted = rest.ToDictionary(s => s.Series.Number, s => HourFigures.Of(s.Instants.Span, s.Values.Span));
        return series.Select(one => new SeriesHours(one, [.. rolled[one.Number], .. counted.GetValueOrDefault(one.Number, [])]));

        IReadOnlyList<HourFigures> Hours(Series one, List<HeldBlock> blocks) => HourColumns.Read(column =>
        {
            var samples = Gather(one, (one.Number * HourColumns.Count) + column, blocks, null, from, to);
            return (samples.Instants, samples.Values);
        });
    }

    private static bool Fulfils(ReadOnlySpan<byte> labels, byte[] wanted, byte[][] values)
    {
        foreach (var label in new RemoteWriteLabels(labels))
        {
            if (label.Name.SequenceEqual(wanted))
            {
                foreach (var one in values)
                {
                    if (label.Value.SequenceEqual(one))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        return Array.Exists(values, one => one.Length == 0);
    }

    private static async Task<Dictionary<int, WantedSamples>> WaitingAsync(
        DbConnection connection, Guid clientId, HashSet<int> wanted, long from, long to, CancellationToken cancellationToken)
    {
        var filter = new WantedOnly(wanted, from, to);
        await using var command = connection.Command("SELECT id, payload FROM metric_batches WHERE client_id = @client ORDER BY id", ("client", clientId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            BatchDraft.TryRead(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken), ref filter);
        }

        return filter.Found;
    }

    /// <summary>Blocks of some tiers, of which the longest stretch has that length.</summary>
    private static async Task<List<HeldBlock>> BlocksAsync(
        DbConnection connection, Guid clientId, int shard, IReadOnlyList<int> wanted, MetricTier least, MetricTier most, long length, long from, long to,
        CancellationToken cancellationToken)
    {
        var blocks = new List<HeldBlock>();
        var sql = $"""
            SELECT id, first_series, last_series, payload FROM metric_blocks
            WHERE client_id = @client AND shard = @shard AND tier BETWEEN @least AND @most AND start > @after AND start < @to AND (tier > 1 OR start > @window)
            AND ({Holding(wanted)})
            ORDER BY tier DESC, id
            """;
        await using var command = connection.Command(
            sql,
            ("client", clientId), ("shard", shard), ("least", (int)least), ("most", (int)most), ("after", from - length), ("to", to), ("window", from - Stretch.Window));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            blocks.Add(new(reader.GetInt32(1), reader.GetInt32(2), MergeBlocks.Open(await reader.GetFieldValueAsync<byte[]>(3, cancellationToken), reader.GetInt64(0))));
        }

        return blocks;
    }

    // Numbers, written out: the two databases have no list parameter in common. Series of one chart may lie far apart in a shard, and a block between them is not read.
    private static string Holding(IReadOnlyList<int> wanted) => wanted.Count > MostWrittenOut
        ? FormattableString.Invariant($"first_series <= {wanted.Max()} AND last_series >= {wanted.Min()}")
        : string.Join(" OR ", wanted.Select(number => FormattableString.Invariant($"first_series <= {number} AND last_series >= {number}")));

    private static SeriesSamples Gather(Series series, int number, List<HeldBlock> blocks, WantedSamples? waiting, long from, long to)
    {
        var chunks = new List<(BlockReader Block, Chunk Chunk)>();
        foreach (var (least, most, block) in blocks)
        {
            if (least <= series.Number && most >= series.Number && block.TryFind(number, out var chunk) && block.Instants(chunk) is [var first, ..] within && first < to && within[^1] >= from)
            {
                chunks.Add((block, chunk));
            }
        }

        var count = chunks.Sum(c => c.Block.Instants(c.Chunk).Length);
        var (instants, values) = (new long[count + (waiting?.Instants.Count ?? 0)], new double[count + (waiting?.Instants.Count ?? 0)]);
        var at = 0;
        foreach (var (block, chunk) in chunks)
        {
            var read = block.Instants(chunk);
            read.CopyTo(instants.AsSpan(at));
            block.TryRead(chunk, values.AsSpan(at, read.Length));
            at += read.Length;
        }

        waiting?.Instants.CopyTo(instants, at);
        waiting?.Values.CopyTo(values, at);
        count = SampleColumns.InOrder(instants, values);
        var (start, end) = (Micros.FirstFrom(instants.AsSpan(0, count), from), Micros.FirstFrom(instants.AsSpan(0, count), to));
        return new SeriesSamples(series, instants.AsMemory(start, end - start), values.AsMemory(start, end - start));
    }

    /// <summary>A block, and its least and greatest series.</summary>
    private readonly record struct HeldBlock(int First, int Last, BlockReader Block);

    private sealed class WantedSamples
    {
        public List<long> Instants { get; } = [];

        public List<double> Values { get; } = [];
    }

    /// <summary>Keeps the samples of some series within a stretch.</summary>
    private readonly struct WantedOnly(HashSet<int> wanted, long from, long to) : ISampleVisitor
    {
        public Dictionary<int, WantedSamples> Found { get; } = [];

        public void Sample(int series, long instant, double value)
        {
            if (instant >= from && instant < to && wanted.Contains(series))
            {
                if (!Found.TryGetValue(series, out var samples))
                {
                    Found.Add(series, samples = new WantedSamples());
                }

                samples.Instants.Add(instant);
                samples.Values.Add(value);
            }
        }
    }
}
