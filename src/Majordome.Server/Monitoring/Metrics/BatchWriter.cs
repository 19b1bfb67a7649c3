using System.Data;
using System.Data.Common;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Which batch: the same again changes nothing.</summary>
/// <param name="ClientId">Whose samples.</param>
/// <param name="Source">Who sent them.</param>
/// <param name="Epoch">The sender's numbering.</param>
/// <param name="Sequence">The batch's number there.</param>
public readonly record struct BatchKey(Guid ClientId, Guid Source, long Epoch, long Sequence);

/// <summary>
/// Makes batches durable: whoever comes while a commit is on its way waits for the next, so that one sync to disk serves all of them (group commit).
/// </summary>
/// <param name="way">Where batches go from here.</param>
public sealed class BatchWriter(Database database, SeriesCatalogues catalogues, IClock clock, BatchWay way = BatchWay.Here)
{
    /// <summary>How often a batch is made again: of several servers that register series of a client at once, another may be first many times.</summary>
    private const int MostAttempts = 30;

    private const int MostBytesAtOnce = 32 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = new();
    private bool isDraining;
    private int alone; // how many of the next batches are written one by one, because their group failed

    /// <summary>Writes a batch; when the task ends, it is on disk.</summary>
    /// <param name="key">Which.</param>
    /// <param name="fill">
    /// Puts the samples into a draft, or says why not: then nothing is written. Called again on another draft when the series had to be read anew.
    /// </param>
    /// <param name="cancellationToken">Until the batch is handed over; what was handed over is written.</param>
    /// <returns>How many samples were written, or what <paramref name="fill"/> refused.</returns>
    /// <exception cref="DbException">The database does not take it.</exception>
    public async Task<Result<int>> WriteAsync(BatchKey key, Func<BatchDraft, Refusal?> fill, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var draft = new BatchDraft(await catalogues.OfAsync(key.ClientId), key.Source);
            if (fill(draft) is { } refusal)
            {
                return refusal;
            }

            try
            {
                if (draft.Samples > 0)
                {
                    await WriteAsync(key, draft);
                }

                return draft.Samples;
            }
            catch (StaleCatalogueException) when (attempt < MostAttempts)
            {
                // Another server registered series first, some were forgotten, or a commit before this one failed: once more on what there is now.
            }
        }
    }

    private Task WriteAsync(BatchKey key, BatchDraft draft)
    {
        var waiting = new Waiting(key, draft, Micros.Of(clock.GetCurrentInstant()));
        lock (gate)
        {
            queue.Enqueue(waiting);
            if (!isDraining)
            {
                isDraining = true;
                _ = Task.Run(DrainAsync);
            }
        }

        return waiting.Written.Task;
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                await CommitAsync(group);
                group.ForEach(waiting => waiting.Written.TrySetResult());
            }
#pragma warning disable CA1031 // whatever it is, each of those who wait is told
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // One that cannot be written must not take its neighbours with it: they come again, each alone.
                alone = group.Count > 1 ? group.Count : 0;
                group.ForEach(waiting =>
                {
                    waiting.Draft.Catalogue.MarkStale();
                    waiting.Written.TrySetException(group.Count > 1 ? new StaleCatalogueException() : failure);
                });
            }
        }
    }

    private List<Waiting> Take()
    {
        lock (gate)
        {
            var (group, bytes) = (new List<Waiting>(), 0);
            while (bytes < MostBytesAtOnce && (alone == 0 || group.Count == 0) && queue.TryDequeue(out var waiting))
            {
                if (waiting.Draft.Catalogue.IsStale)
                {
                    waiting.Written.TrySetException(new StaleCatalogueException());
                    continue;
                }

                group.Add(waiting);
                bytes += waiting.Draft.Payload.Length;
            }

            alone -= Math.Min(alone, group.Count);
            isDraining = group.Count > 0;
            return group;
        }
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        await using var connection = await database.OpenAsync(default);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, default);
        await using var insert = connection.Command(
            """
            INSERT INTO metric_batches (client_id, source_id, epoch, sequence, received_at, samples, payload, way)
            VALUES (@client, @source, @epoch, @sequence, @received, @samples, @payload, @way) ON CONFLICT DO NOTHING
            """);
        insert.Transaction = transaction;
        foreach (var (key, draft, receivedAt) in group)
        {
            insert.Parameters.Clear();
            insert.Bind("client", key.ClientId).Bind("source", key.Source).Bind("epoch", key.Epoch).Bind("sequence", key.Sequence)
                .Bind("received", receivedAt).Bind("samples", draft.Samples).Bind("payload", draft.Payload.ToArray()).Bind("way", (int)way);
            await insert.ExecuteNonQueryAsync();
        }

        // Behind the batches and in order, as whoever places batches does: two that lock in different orders would wait for each other.
        foreach (var catalogue in group.Select(waiting => waiting.Draft.Catalogue).Distinct().OrderBy(catalogue => catalogue.ClientId))
        {
            if (!await RegisterSeries.RunAsync(connection, transaction, catalogue, Micros.Of(clock.GetCurrentInstant())))
            {
                throw new StaleCatalogueException();
            }
        }

        await transaction.CommitAsync(default);
    }

    private sealed record Waiting(BatchKey Key, BatchDraft Draft, long ReceivedAt)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The numbers of series that a draft was made with are not those of the database.</summary>
    private sealed class StaleCatalogueException() : Exception("the series were read before some were registered or forgotten elsewhere");
}
