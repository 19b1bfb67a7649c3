using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>
/// Takes a probe's batch: history, states, ledger, incidents and trace in one transaction; the answer comes after its commit. The same
/// batch again changes nothing, and neither does an older one: history knows each result by its place, the machine by its order.
/// </summary>
[Requires(Permission.ManageEstate, Everywhere = true, Untraced = "a run that changes no state leaves its row in the history; only changes are links of the event log")]
public sealed class TakeBatch(AppDb db, StandingKeeper keeper, MuteReader mutes, ResultHistory history, IClock clock)
{
    /// <summary>What the way of a message may explain; a difference of clocks below it is none.</summary>
    private static readonly Duration Way = Duration.FromSeconds(2);

    /// <summary>The most results of one batch.</summary>
    public const int Most = 10_000;

    /// <summary>The runs it placed, those of unknown checks left out.</summary>
    public IReadOnlyList<HistoryEntry> Placed { get; private set; } = [];

    /// <summary>Takes it.</summary>
    /// <param name="batch">What the probe sent.</param>
    /// <param name="arrivedAt">When it came, before anything was waited for: what the database's turn takes is no difference of clocks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// What is safe, or: <c>not-found</c> (the probe), <c>probe-contract-unknown</c> (version, ours), <c>batch-too-large</c> (count, most),
    /// <c>results-not-in-order</c>, <c>result-without-data</c>.
    /// </returns>
    public async Task<Result<BatchAcknowledgement>> HandleAsync(ResultBatch batch, Instant arrivedAt, CancellationToken cancellationToken)
    {
        var refusals = Refuse(batch);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        if (await db.Set<ProbeRow>().SingleOrDefaultAsync(p => p.Id == batch.Probe, cancellationToken) is not { } probe)
        {
            return Refusals.NotFound("id", batch.Probe);
        }

        var now = clock.GetCurrentInstant();
        var through = batch.Results.IsEmpty ? batch.FirstSequence - 1 : batch.Results[^1].Sequence;
        Hear(probe, batch, through, now);
        probe.ClockOffset = probe.Id == ProbeRow.Embedded ? Duration.Zero : Offset(batch, arrivedAt);
        await PlaceAsync(probe, batch, now, cancellationToken);
        return new BatchAcknowledgement(batch.Epoch, through);
    }

    private static ImmutableArray<Refusal> Refuse(ResultBatch batch)
    {
        if (batch.Version != ProbeContract.Version)
        {
            return [Refusal.Of("version", "probe-contract-unknown", batch.Version, ProbeContract.Version)];
        }

        if (batch.Results.Length > Most)
        {
            return [Refusal.Of("results", "batch-too-large", batch.Results.Length, Most)];
        }

        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        var last = batch.FirstSequence - 1;
        for (var i = 0; i < batch.Results.Length; i++)
        {
            var result = batch.Results[i];
            if (result.Sequence <= last)
            {
                refusals.Add(Refusal.Of(FormattableString.Invariant($"results[{i}].sequence"), "results-not-in-order", result.Sequence, last));
            }

            if (result.Status is CheckStatus.NoData)
            {
                refusals.Add(Refusal.Of(FormattableString.Invariant($"results[{i}].status"), "result-without-data", result.Status));
            }

            last = Math.Max(last, result.Sequence);
        }

        return refusals.ToImmutable();
    }

    private static void Hear(ProbeRow probe, ResultBatch batch, long through, Instant now)
    {
        var isNewest = (batch.Epoch, through).CompareTo((probe.Epoch, probe.Through)) >= 0;
        probe.LastSeenAt = now;
        if (isNewest)
        {
            (probe.Epoch, probe.Through) = (batch.Epoch, through);
            (probe.Lost, probe.LastLost) = (batch.Health.Lost, batch.Health.LastLost);
            probe.Waiting = Math.Max(0, batch.Health.Waiting - batch.Results.Length);
            (probe.Running, probe.LateStarts, probe.WorstDelay) = (batch.Health.Running, batch.Health.LateStarts, batch.Health.WorstDelay);
        }
    }

    private static Duration Offset(ResultBatch batch, Instant arrivedAt) =>
        batch.SentAt - arrivedAt is var offset && (offset > Way || offset < -Way) ? offset : Duration.Zero;

    private async Task PlaceAsync(ProbeRow probe, ResultBatch batch, Instant now, CancellationToken cancellationToken)
    {
        var ids = batch.Results.Select(r => r.Check).Distinct().ToList();
        var checks = await db.Set<Check>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var standings = await db.Set<CheckStanding>().Where(s => ids.Contains(s.CheckId)).ToDictionaryAsync(s => s.CheckId, cancellationToken);
        await mutes.ReadAsync(checks.Values, now, cancellationToken);

        var entries = new List<HistoryEntry>(batch.Results.Length);
        foreach (var result in batch.Results)
        {
            if (checks.TryGetValue(result.Check, out var check))
            {
                var machine = new CheckResult(new(batch.Epoch, result.Sequence), result.Started - probe.ClockOffset, now, result.Status);
                entries.Add(new HistoryEntry(check, probe.Id, new PlacedResult(machine, result)));
            }
            else
            {
                await PutAsideAsync(batch, result, now, cancellationToken);
            }
        }

        await history.WriteAsync(entries, cancellationToken);
        Placed = entries;
        foreach (var ofCheck in entries.GroupBy(entry => entry.Check))
        {
            // A run by an earlier definition judged something else: it is history, and moves nothing.
            var judged = ofCheck.Select(entry => entry.Result).Where(result => result.Run.Definition == ofCheck.Key.Definition);
            if (ofCheck.Key.IsWatched)
            {
                await keeper.MoveAsync(ofCheck.Key, standings[ofCheck.Key.Id], judged, now, now, cancellationToken);
            }
        }
    }

    private async Task PutAsideAsync(ResultBatch batch, ProbeResult result, Instant now, CancellationToken cancellationToken)
    {
        if (!await db.Set<StrayResult>().AnyAsync(s => s.ProbeId == batch.Probe && s.Epoch == batch.Epoch && s.Sequence == result.Sequence, cancellationToken))
        {
            db.Add(new StrayResult
            {
                ProbeId = batch.Probe,
                Epoch = batch.Epoch,
                Sequence = result.Sequence,
                ReceivedAt = now,
                Payload = JsonSerializer.Serialize(result, Json.Options),
            });
        }
    }
}
