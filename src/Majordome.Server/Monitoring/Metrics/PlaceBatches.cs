using System.Data;
using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Places the oldest batches of a client into fresh blocks: those of each shard and window, in one transaction.</summary>
/// <param name="connection">An open one.</param>
/// <param name="clientId">Whose.</param>
/// <param name="now">In microseconds since 1970-01-01T00:00Z.</param>
/// <param name="from">What is older is no longer kept (<see cref="MetricRetention.PlacedFrom"/>).</param>
internal sealed class PlaceBatches(DbConnection connection, Guid clientId, long now, long from)
{
    private readonly SampleColumns samples = new();
    private readonly List<long> batches = [];

    /// <summary>Places batches until there are none, or so many samples; how many batches.</summary>
    public async Task<int> RunAsync(int mostSamples, CancellationToken cancellationToken)
    {
        await ReadAsync(mostSamples, cancellationToken);
        if (batches.Count == 0)
        {
            return 0;
        }

        var shelves = new SortedDictionary<(int Shard, long Start), BlockShelf>();
        var numbers = new List<int>();
        samples.Each((series, instants, values) =>
        {
            numbers.Add(series);
            var first = Micros.FirstFrom(instants, from);
            Shelve(shelves, series, instants[first..], values[first..]);
        });

        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        foreach (var ((shard, start), shelf) in shelves)
        {
            await shelf.WriteAsync(connection, transaction, clientId, shard, start, now, cancellationToken);
        }

        if (await connection.DeleteAsync(transaction, "metric_batches", batches, cancellationToken) != batches.Count)
        {
            // Another server placed some of them: nothing of this is kept.
            return 0;
        }

        await MarkSeen.RunAsync(connection, transaction, clientId, numbers, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batches.Count;
    }

    private static void Shelve(SortedDictionary<(int, long), BlockShelf> shelves, int series, ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        while (!instants.IsEmpty)
        {
            var start = Stretch.StartOf(instants[0], Stretch.Window);
            var count = 1;
            while (count < instants.Length && instants[count] < start + Stretch.Window)
            {
                count++;
            }

            var key = (series / MetricBlockRow.ShardSize, start);
            if (!shelves.TryGetValue(key, out var shelf))
            {
                shelves.Add(key, shelf = new BlockShelf(MetricTier.Fresh));
            }

            shelf.Add(series, instants[..count], values[..count]);
            instants = instants[count..];
            values = values[count..];
        }
    }

    private async Task ReadAsync(int mostSamples, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT id, payload FROM metric_batches WHERE client_id = @client AND way = 0 ORDER BY id LIMIT 20000", ("client", clientId));
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        while (samples.Count < mostSamples && await reader.ReadAsync(cancellationToken))
        {
            batches.Add(reader.GetInt64(0));
            var columns = samples;
            if (!BatchDraft.TryRead(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken), ref columns))
            {
                // It stays where it is, and whoever watches this program is told that its loop does not do all it should.
                throw new InvalidDataException(FormattableString.Invariant($"Batch {batches[^1]} of client {clientId} is damaged."));
            }
        }
    }
}
