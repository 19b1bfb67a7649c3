using System.Data;
using System.Data.Common;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Chunks;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Puts all samples of a shard within a window or a day, or all hours of a month, into one place, in one transaction; the samples of a day with its hours.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Shard">Which series.</param>
/// <param name="Start">Start of the window, day or month.</param>
/// <param name="Into"><see cref="MetricTier.Window"/>, <see cref="MetricTier.Day"/> or <see cref="MetricTier.Month"/>.</param>
internal sealed record MergeBlocks(Guid ClientId, int Shard, long Start, MetricTier Into)
{
    /// <summary>Which tiers are merged, and how long the stretch is. The hours of a day are not merged but made anew.</summary>
    private (MetricTier Least, MetricTier Most, long Length) Reach => Into switch
    {
        MetricTier.Month => (MetricTier.Hours, MetricTier.Month, Stretch.Month),
        MetricTier.Day => (MetricTier.Fresh, MetricTier.Hours, Stretch.Day),
        _ => (MetricTier.Fresh, MetricTier.Window, Stretch.Window),
    };

    /// <summary>Merges. Nothing changes when another server did it first.</summary>
    public async Task RunAsync(DbConnection connection, long now, CancellationToken cancellationToken)
    {
        var (ids, blocks) = await ReadAsync(connection, cancellationToken);
        var shelves = Into is MetricTier.Month ? MergeHours(blocks) : MergeSamples([.. blocks[MetricTier.Day], .. blocks[MetricTier.Window], .. blocks[MetricTier.Fresh]]);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        if (await connection.DeleteAsync(transaction, "metric_blocks", ids, cancellationToken) != ids.Count)
        {
            return;
        }

        foreach (var shelf in shelves)
        {
            await shelf.WriteAsync(connection, transaction, ClientId, Shard, Start, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Of two samples of one instant that of the later block counts: what was merged comes before what is fresh.</summary>
    private List<BlockShelf> MergeSamples(IReadOnlyList<BlockReader> blocks)
    {
        var (samples, hours) = (new BlockShelf(Into), new BlockShelf(MetricTier.Hours));
        foreach (var (series, instants, values) in MergedSeries.Of(blocks))
        {
            samples.Add(series, instants.Span, values.Span);
            if (Into is MetricTier.Day)
            {
                HourColumns.Write(hours, series, HourFigures.Of(instants.Span, values.Span));
            }
        }

        return [samples, hours];
    }

    private static List<BlockShelf> MergeHours(ILookup<MetricTier, BlockReader> blocks)
    {
        var shelf = new BlockShelf(MetricTier.Month);
        foreach (var (series, hours) in HourColumns.Merge([.. blocks[MetricTier.Month]], [.. blocks[MetricTier.Hours]]))
        {
            HourColumns.Write(shelf, series, hours);
        }

        return [shelf];
    }

    private async Task<(List<long> Ids, ILookup<MetricTier, BlockReader> Blocks)> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var (ids, blocks) = (new List<long>(), new List<(MetricTier Tier, BlockReader Block)>());
        var (least, most, length) = Reach;
        await using var command = connection.Command(
            """
            SELECT id, tier, payload FROM metric_blocks
            WHERE client_id = @client AND shard = @shard AND tier BETWEEN @least AND @most AND start >= @start AND start < @end ORDER BY id
            """,
            ("client", ClientId), ("shard", Shard), ("least", (int)least), ("most", (int)most), ("start", Start), ("end", Start + length));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
            if ((MetricTier)reader.GetInt32(1) is var tier && (tier is not MetricTier.Hours || Into is MetricTier.Month))
            {
                blocks.Add((tier, Open(await reader.GetFieldValueAsync<byte[]>(2, cancellationToken), ids[^1])));
            }
        }

        return (ids, blocks.ToLookup(block => block.Tier, block => block.Block));
    }

    internal static BlockReader Open(byte[] payload, long id) =>
        BlockReader.TryOpen(payload, out var block, out var rule)
            ? block
            : throw new InvalidDataException(FormattableString.Invariant($"Block {id} of metrics is damaged: {rule}."));
}
