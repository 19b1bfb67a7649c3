using System.Data;
using System.Data.Common;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// Places samples: batches into fresh blocks, the fresh blocks of a window that is over into one place, the windows of a day that has been over
/// for two hours into the day's, with its hours beside, the hours of a month that is over into the month's. Each step reads what is committed and replaces it in one transaction: whenever it dies, the step was done or was not.
/// When nothing is left to place, it deletes the days that are no longer kept, then forgets the series of which nothing is.
/// What cannot be placed or merged (a batch or block is damaged) stays where it is and holds up nothing else: it is told when all the rest is done.
/// </summary>
public sealed class Compactor(
    Database database, SeriesCatalogues catalogues, MetricRetention retention, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<Compactor> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>How old a batch may become before it is placed; meanwhile it is read as it came.</summary>
    public static readonly Duration Rest = Duration.FromMinutes(5);

    /// <summary>How long what the second store refused stays as it is, so that people are told how much it is; then it is placed like everything else.</summary>
    public static readonly Duration RestOfRefused = Duration.FromHours(1);

    /// <summary>So many samples do not wait.</summary>
    private const int MostWaiting = 1_000_000;

    private const int MostMerges = 1_000;

    /// <summary>Blocks deleted at once: whoever writes meanwhile waits no longer than for a commit of its own.</summary>
    private const int MostDeleted = 500;

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromMinutes(10);

    /// <summary>Places everything there is, however fresh, but what was just refused: for a measurement, a test or before a backup.</summary>
    public Task CompactAsync(CancellationToken cancellationToken) => CompactAsync(Duration.Zero, cancellationToken);

    /// <summary>Places everything there is that has rested so long.</summary>
    /// <exception cref="AggregateException">Some of it could not be; the rest is done.</exception>
    public async Task CompactAsync(Duration rest, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<object, Exception>();
        while (await PlaceBatchesAsync(rest, failed, cancellationToken))
        {
        }

        while (await MergeAsync(rest, failed, cancellationToken))
        {
        }

        while (await DeleteAsync(cancellationToken))
        {
        }

        while (await ForgetAsync(cancellationToken))
        {
        }

        Tell(failed);
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        var failed = new Dictionary<object, Exception>();
        var isMore = await PlaceBatchesAsync(Rest, failed, stoppingToken) | await MergeAsync(Rest, failed, stoppingToken);
        if (failed.Count > 0)
        {
            // It may fail at every turn: what comes behind is done in each of them.
            await DeleteAsync(stoppingToken);
        }
        else if (isMore || await DeleteAsync(stoppingToken))
        {
            return true;
        }

        // One transaction a client, then a wait: whoever writes reads the client's series anew after each.
        await ForgetAsync(stoppingToken);
        Tell(failed);
        return false;
    }

    /// <summary>Places the batches of the clients whose turn it is; whether there was one.</summary>
    private async Task<bool> PlaceBatchesAsync(Duration rest, Dictionary<object, Exception> failed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.RunAsync(
            null,
            "UPDATE metric_batches SET way = @here WHERE way = @refused AND settled_at <= @before",
            [("here", (int)BatchWay.Here), ("refused", (int)BatchWay.Refused), ("before", Now() - Micros.Of(RestOfRefused))],
            cancellationToken);
        var due = new List<BatchesOf>();
        await using (var command = connection.Command(
            "SELECT client_id FROM metric_batches WHERE way = 0 GROUP BY client_id HAVING min(received_at) <= @before OR sum(samples) >= @most",
            ("before", Now() - Micros.Of(rest)), ("most", MostWaiting)))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(new BatchesOf(reader.GetGuid(0)));
            }
        }

        due.RemoveAll(batches => failed.ContainsKey(batches));
        foreach (var batches in due)
        {
            var place = new PlaceBatches(connection, batches.ClientId, Now(), retention.PlacedFrom(Now()));
            await TryAsync(batches, failed, () => place.RunAsync(MostWaiting, cancellationToken));
        }

        return due.Count > 0;
    }

    /// <summary>Merges what is over and has rested; whether there was anything.</summary>
    private async Task<bool> MergeAsync(Duration rest, Dictionary<object, Exception> failed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var now = Now();
        var merges = await DueAsync(connection, now, Micros.Of(rest), failed, cancellationToken);
        foreach (var merge in merges)
        {
            await TryAsync(merge, failed, () => merge.RunAsync(connection, now, cancellationToken));
        }

        return merges.Count > 0;
    }

    /// <summary>Deletes some of what is no longer kept; whether there was any.</summary>
    private async Task<bool> DeleteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var now = Now();
        return await DeleteAsync(MetricTier.Day, retention.SamplesFrom(now))
            + await DeleteAsync(MetricTier.Hours, retention.HoursFrom(now))
            + await DeleteAsync(MetricTier.Month, retention.MonthsFrom(now)) > 0;

        Task<int> DeleteAsync(MetricTier tier, long before) => connection.RunAsync(
            null,
            "DELETE FROM metric_blocks WHERE id IN (SELECT id FROM metric_blocks WHERE tier = @tier AND start < @before LIMIT @most)",
            [("tier", (int)tier), ("before", before), ("most", MostDeleted)],
            cancellationToken);
    }

    /// <summary>Forgets some series, and lets go of what is held of those that were forgotten anywhere; whether any was.</summary>
    private async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        var before = retention.SeenFrom(Now());
        var forgotten = 0;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            foreach (var client in await ForgetSeries.DueAsync(connection, before, cancellationToken))
            {
                forgotten += await new ForgetSeries(connection, client, Now(), before).RunAsync(cancellationToken);
            }
        }

        await catalogues.ReviseAsync(cancellationToken);
        return forgotten > 0;
    }

    /// <summary>Days, windows and months that are over and for which nothing came lately; what comes late for a merged day goes there.</summary>
    private static async Task<IReadOnlyList<MergeBlocks>> DueAsync(
        DbConnection connection, long now, long rest, Dictionary<object, Exception> failed, CancellationToken cancellationToken)
    {
        var lastDay = Stretch.StartOf(now - Stretch.Window, Stretch.Day);
        var lastMonth = Stretch.StartOf(lastDay, Stretch.Month);
        await using var command = connection.Command(
            """
            SELECT client_id, shard, start, min(tier), max(CASE WHEN tier = 1 THEN 0 ELSE written_at END) FROM metric_blocks
            WHERE (tier = 0 AND start <= @over) OR (tier = 1 AND start < @day) OR (tier = 3 AND start < @month) GROUP BY client_id, shard, start
            """,
            ("over", now - Stretch.Window), ("day", lastDay), ("month", lastMonth));
        var merges = new HashSet<MergeBlocks>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (merges.Count < MostMerges && await reader.ReadAsync(cancellationToken))
        {
            var (client, shard, start, tier) = (reader.GetGuid(0), reader.GetInt32(1), reader.GetInt64(2), (MetricTier)reader.GetInt32(3));
            var merge = tier is MetricTier.Hours ? new MergeBlocks(client, shard, Stretch.StartOf(start, Stretch.Month), MetricTier.Month)
                : start < lastDay ? new(client, shard, Stretch.StartOf(start, Stretch.Day), MetricTier.Day)
                : new(client, shard, start, MetricTier.Window);
            if (reader.GetInt64(4) <= now - rest && !failed.ContainsKey(merge))
            {
                merges.Add(merge);
            }
        }

        return [.. merges];
    }

    /// <summary>Does what concerns one client alone. Why it cannot be done is noted; a database that does not answer concerns them all.</summary>
    private static async Task TryAsync(object what, Dictionary<object, Exception> failed, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (failure is not (DbException or OperationCanceledException))
        {
            failed.Add(what, failure);
        }
    }

    /// <summary>Throws what failed, so that the loop is known not to do all it should.</summary>
    private static void Tell(Dictionary<object, Exception> failed)
    {
        if (failed.Count > 0)
        {
            throw new AggregateException(failed.Select(one => new InvalidDataException($"Not done: {one.Key}", one.Value)));
        }
    }

    private long Now() => Micros.Of(clock.GetCurrentInstant());

    /// <summary>What is placed at once: the batches of a client.</summary>
    private sealed record BatchesOf(Guid ClientId);
}
