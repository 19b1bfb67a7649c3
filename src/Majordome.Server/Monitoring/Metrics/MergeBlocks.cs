using System.Data;
using System.Data.Common;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Chunks;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Puts all samples of a shard within a window or a day into one place, in one transaction; those of a day with its hours.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Shard">Which series.</param>
/// <param name="Start">Start of the window or day.</param>
/// <param name="Into"><see cref="MetricTier.Window"/> or <see cref="MetricTier.Day"/>.</param>
internal sealed record MergeBlocks(Guid ClientId, int Shard, long Start, MetricTier Into)
{
    private long End => Start + (Into is MetricTier.Day ? Stretch.Day : Stretch.Window);

    /// <summary>Merges. Nothing changes when another server did it first.</summary>
    public async Task RunAsync(DbConnection connection, long now, CancellationToken cancellationToken)
    {
        var (ids, blocks) = await ReadAsync(connection, cancellationToken);
        var (samples, hours) = (new BlockShelf(), new BlockShelf(HourColumns.Count));
        foreach (var (series, instants, values) in MergedSeries.Of(blocks))
        {
            samples.Add(series, instants.Span, values.Span);
            if (Into is MetricTier.Day)
            {
                HourColumns.Write(hours, series, HourFigures.Of(instants.Span, values.Span));
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        if (await connection.DeleteAsync(transaction, "metric_blocks", ids, cancellationToken) != ids.Count)
        {
            return;
        }

        await samples.WriteAsync(connection, transaction, ClientId, Shard, Into, Start, now, cancellationToken);
        if (Into is MetricTier.Day)
        {
            await hours.WriteAsync(connection, transaction, ClientId, Shard, MetricTier.Hours, Start, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The blocks in the order in which later ones count: what was merged before what is fresh. The day's hours are made anew.</summary>
    private async Task<(List<long> Ids, List<BlockReader> Blocks)> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var (ids, blocks) = (new List<long>(), new List<BlockReader>());
        await using var command = connection.Command(
            """
            SELECT id, tier, payload FROM metric_blocks
            WHERE client_id = @client AND shard = @shard AND tier IN (0, 1, 2, @hours) AND start >= @start AND start < @end ORDER BY tier DESC, id
            """,
            ("client", ClientId), ("shard", Shard), ("hours", Into is MetricTier.Day ? (int)MetricTier.Hours : 0), ("start", Start), ("end", End));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
            if ((MetricTier)reader.GetInt32(1) is not MetricTier.Hours)
            {
                blocks.Add(Open(await reader.GetFieldValueAsync<byte[]>(2, cancellationToken), ids[^1]));
            }
        }

        return (ids, blocks);
    }

    internal static BlockReader Open(byte[] payload, long id) =>
        BlockReader.TryOpen(payload, out var block, out var rule)
            ? block
            : throw new InvalidDataException(FormattableString.Invariant($"Block {id} of metrics is damaged: {rule}."));
}
