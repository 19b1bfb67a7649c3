using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>A result of a passive check, from outside.</summary>
/// <param name="Status"><c>ok</c>, <c>warning</c>, <c>critical</c> or <c>unknown</c>.</param>
/// <param name="Text">One line.</param>
/// <param name="Started">When it was found; now when left out.</param>
/// <param name="Sequence">
/// A number that grows with each result of the check: the same number again changes nothing. When left out the server gives the next one.
/// </param>
/// <param name="Took">How long it took.</param>
/// <param name="PerformanceData">Performance data, in the plugin guidelines' grammar.</param>
public sealed record OutsideResult(
    CheckStatus Status, string? Text = null, Instant? Started = null, long? Sequence = null, Duration? Took = null, string? PerformanceData = null)
{
    /// <summary>
    /// Whether the sender tells what is true as it tells it, however long ago that began: then a status that began no later than the last result changes
    /// nothing when it is the same, and is dated now when it is another, since it was not known before.
    /// </summary>
    [JsonIgnore]
    public bool IsStanding { get; init; }
}

/// <summary>Takes results of a passive check, in one transaction with what they lead to.</summary>
[Requires(Permission.ManageEstate, Untraced = "a run that changes no state leaves its row in the history; only changes are links of the event log")]
public sealed class TakeResults(AppDb db, StandingKeeper keeper, ResultHistory history, IClock clock)
{
    /// <summary>The most results of one request.</summary>
    public const int Most = 1000;

    /// <summary>The runs it placed.</summary>
    public IReadOnlyList<HistoryEntry> Placed { get; private set; } = [];

    /// <summary>Takes them, in the order given.</summary>
    /// <returns>The number of the last one, or: <c>not-found</c>, <c>check-not-passive</c>, <c>batch-too-large</c>, <c>required</c>, <c>result-without-data</c>.</returns>
    public async Task<Result<long>> HandleAsync(Guid checkId, IReadOnlyList<OutsideResult> results, CancellationToken cancellationToken)
    {
        var check = await db.Set<Check>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == checkId && c.RemovedAt == null, cancellationToken);
        if (check is null)
        {
            return Refusals.NotFound("id", checkId);
        }

        if (check.Type != Check.Passive)
        {
            return Refusal.Of("type", "check-not-passive", check.Type);
        }

        if (results.Count > Most)
        {
            return Refusal.Of("results", "batch-too-large", results.Count, Most);
        }

        ImmutableArray<Refusal> refusals =
        [
            .. results.Select((result, i) => (result, path: FormattableString.Invariant($"results[{i}]"))).Where(r => r.result is null or { Status: CheckStatus.NoData })
                .Select(r => r.result is null ? Refusal.Of(r.path, "required") : Refusal.Of($"{r.path}.status", "result-without-data", r.result.Status)),
        ];
        return refusals.IsEmpty ? await PlaceAsync(check, results, cancellationToken) : refusals;
    }

    private async Task<long> PlaceAsync(Check check, IReadOnlyList<OutsideResult> results, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == check.Id, cancellationToken);
        var state = standing.ReadState();

        // A check that was switched off begins anew; its history does not.
        var sequence = check.IsWatched && state.Position is { } position ? position.Sequence
            : await db.Set<CheckResultRow>().Where(r => r.CheckId == check.Id && r.ProbeId == Guid.Empty).MaxAsync(r => (long?)r.Sequence, cancellationToken) ?? 0;
        var placed = new List<PlacedResult>(results.Count);
        foreach (var result in results)
        {
            var isKnown = result.IsStanding && result.Started <= state.LastStarted;
            if (isKnown && result.Status == state.Last)
            {
                continue;
            }

            sequence = result.Sequence ?? sequence + 1;
            var run = ToRun(check, isKnown ? result with { Started = now } : result, sequence, now);
            placed.Add(new PlacedResult(new CheckResult(new(0, sequence), run.Started, now, run.Status), run));
        }

        Placed = [.. placed.Select(p => new HistoryEntry(check, Guid.Empty, p))];
        await history.WriteAsync(Placed, cancellationToken);
        if (check.IsWatched)
        {
            await keeper.MoveAsync(check, standing, placed, null, now, cancellationToken);
        }

        return sequence;
    }

    private static ProbeResult ToRun(Check check, OutsideResult result, long sequence, Instant now) => new()
    {
        Check = check.Id,
        Definition = check.Definition,
        Sequence = sequence,
        Started = result.Started ?? now,
        Took = result.Took ?? Duration.Zero,
        Status = result.Status,
        Text = result.Text ?? "",
        Measurements = Measure(result.PerformanceData ?? ""),
    };

    private static ImmutableArray<PerformanceDatum> Measure(string performanceData)
    {
        var reader = new PerformanceDataReader();
        reader.Read(performanceData);
        return reader.Measurements;
    }
}
