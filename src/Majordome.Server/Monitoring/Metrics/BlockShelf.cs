using System.Data.Common;
using Majordome.Protocols.Chunks;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Blocks that are about to be written: those of one client, shard, tier and stretch, each closed at a good size.</summary>
/// <param name="tier">Which tier.</param>
internal sealed class BlockShelf(MetricTier tier)
{
    // A block is closed from here on, in bytes. Samples: some pages of the database, so that what stays empty of the last is little. Hours: many days or
    // months of them are read at once, so that each block must hold few other series; just above what a page of SQLite holds.
    private readonly int goodLength = HourColumns.IsIn(tier) ? 4 * 1024 : 32 * 1024;

    // How many numbers a series takes.
    private readonly int numbers = HourColumns.IsIn(tier) ? HourColumns.Count : 1;

    private readonly BlockWriter writer = new();
    private readonly List<Block> blocks = [];
    private int first = -1;
    private int last;
    private int samples;

    /// <summary>Adds the samples of a series, which follows those before. Those that one block cannot hold go on in the next.</summary>
    public void Add(int series, ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        for (; instants.Length > BlockWriter.MostSamples; instants = instants[BlockWriter.MostSamples..], values = values[BlockWriter.MostSamples..])
        {
            AddPart(series, instants[..BlockWriter.MostSamples], values[..BlockWriter.MostSamples]);
            Close();
        }

        AddPart(series, instants, values);
    }

    /// <summary>Writes the rows.</summary>
    public async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, Guid clientId, int shard, long start, long now, CancellationToken cancellationToken)
    {
        Close();
        foreach (var block in blocks)
        {
            await connection.RunAsync(
                transaction,
                """
                INSERT INTO metric_blocks (client_id, shard, tier, start, first_series, last_series, samples, written_at, payload)
                VALUES (@client, @shard, @tier, @start, @first, @last, @samples, @now, @payload)
                """,
                [
                    ("client", clientId), ("shard", shard), ("tier", (int)tier), ("start", start), ("first", block.First), ("last", block.Last),
                    ("samples", block.Samples), ("now", now), ("payload", block.Payload),
                ],
                cancellationToken);
        }
    }

    private void AddPart(int series, ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        writer.Add(series, instants, values);
        first = first < 0 ? series : first;
        last = series;
        samples += instants.Length;
        if (writer.Length >= goodLength)
        {
            Close();
        }
    }

    private void Close()
    {
        if (first >= 0)
        {
            blocks.Add(new(first / numbers, last / numbers, samples, writer.Finish()));
            (first, samples) = (-1, 0);
        }
    }

    private sealed record Block(int First, int Last, int Samples, byte[] Payload);
}
