using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>What the page of a check shows.</summary>
/// <param name="View">The check and where it stands.</param>
/// <param name="ProbeName">Who runs it; <c>null</c>: its results come from outside.</param>
/// <param name="Series">What it measured in the last day, one series a figure.</param>
/// <param name="Day">How the last day was spent, round the clock; counted from the check's creation.</param>
/// <param name="Problems">Its problems, newest first.</param>
/// <param name="Silences">Its silences, newest first.</param>
/// <param name="Phases">How the last run spent its time.</param>
public sealed record CheckPageData(
    CheckView View, string? ProbeName, IReadOnlyList<MeasuredSeries> Series, Availability Day, IReadOnlyList<KnownProblem> Problems,
    IReadOnlyList<Silence> Silences, ImmutableArray<CheckPhase> Phases);

/// <summary>One figure over the last day.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Unit">The unit it is shown in.</param>
/// <param name="Points">The readings, thinned with their extremes kept.</param>
/// <param name="Threshold">The bound to draw, in that unit.</param>
public sealed record MeasuredSeries(string Label, string Unit, IReadOnlyList<ChartPoint> Points, double? Threshold);

/// <summary>A problem of a check, past or present.</summary>
/// <param name="Number">Its number within the check.</param>
/// <param name="Worst">The worst severity it had.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ended; <c>null</c>: it lasts.</param>
/// <param name="ToldAt">When it was told; <c>null</c>: it was not.</param>
/// <param name="ClosedAt">When its end was told.</param>
/// <param name="TicketId">The incident.</param>
/// <param name="Text">What was seen.</param>
public sealed record KnownProblem(long Number, CheckStatus Worst, Instant Since, Instant? Until, Instant? ToldAt, Instant? ClosedAt, Guid? TicketId, string? Text);

/// <summary>Reads the page of a check.</summary>
public sealed class CheckPageReader(AppDb db, IClock clock)
{
    private const int MostSeries = 4;
    private const int MostProblems = 20;

    /// <summary>Stretches that a line is thinned to.</summary>
    private const int Stretches = 120;

    /// <summary>Reads it; <c>null</c>: there is none, as far as the caller may know.</summary>
    public async Task<CheckPageData?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (await db.FindCheckAsync(id, now, cancellationToken) is not { } view)
        {
            return null;
        }

        var from = now - Duration.FromHours(24);
        var runs = await db.RunsAsync(id, from, now, cancellationToken);
        var changes = await db.Set<StateChange>().AsNoTracking().Where(c => c.CheckId == id).OrderBy(c => c.Number).ToListAsync(cancellationToken);
        var tellings = await db.Set<Telling>().AsNoTracking().Where(t => t.CheckId == id).ToListAsync(cancellationToken);
        var silences = await db.Set<Silence>().AsNoTracking().Where(s => s.CheckId == id).OrderByDescending(s => s.Id).Take(10).ToListAsync(cancellationToken);
        var works = await db.Set<MaintenanceInterval>().AsNoTracking().Where(m => m.AssetId == view.Check.AssetId && m.End > from).ToListAsync(cancellationToken);
        var probe = await db.Set<ProbeRow>().Where(p => p.Id == view.Check.ProbeId).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken);
        var facts = changes.Where(c => c.Kind is TransitionKind.State).Select(c => new StateFact(c.Since, c.To));
        var day = Availability.Of(
            new Interval(Instant.Min(now, Instant.Max(from, view.Check.CreatedAt)), now), facts, works.Select(w => new Interval(w.Start, w.End)), Availability.RoundTheClock, now);
        return new CheckPageData(view, probe, Measure(runs), day, Problems(changes, tellings), silences, ReadPhases(view.Standing.LastPhases));
    }

    private static ImmutableArray<CheckPhase> ReadPhases(string? phases) =>
        phases is null ? [] : System.Text.Json.JsonSerializer.Deserialize<ImmutableArray<CheckPhase>>(phases, Json.Options);

    private static IReadOnlyList<MeasuredSeries> Measure(List<CheckResultRow> runs)
    {
        var byLabel = new Dictionary<string, List<(Instant At, PerformanceDatum Figure)>>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            foreach (var figure in CheckQueries.Read(run.Measurements))
            {
                (byLabel.TryGetValue(figure.Label, out var series) ? series : byLabel[figure.Label] = []).Add((run.Started, figure));
            }
        }

        return [.. byLabel.Take(MostSeries).Select(s => ToSeries(s.Key, s.Value))];
    }

    // Seconds are shown in milliseconds and bytes in gigabytes when that reads better for the whole series.
    private static MeasuredSeries ToSeries(string label, List<(Instant At, PerformanceDatum Figure)> readings)
    {
        var last = readings[^1].Figure;
        var most = readings.Max(r => Math.Abs(r.Figure.Value ?? 0));
        var (unit, factor) = last.Unit switch
        {
            "s" when most < 1 => ("ms", 1000d),
            "B" when most >= 1e9 => ("Go", 1e-9),
            "B" when most >= 1e6 => ("Mo", 1e-6),
            _ => (last.Unit, 1d),
        };
        var bound = CheckWording.Bound(last.Critical) ?? CheckWording.Bound(last.Warning);

        // A limit far above all readings would flatten the line.
        var threshold = bound * factor is { } limit && limit <= 4 * most * factor ? limit : (double?)null;
        return new MeasuredSeries(label, unit, Thin(readings, factor), threshold);
    }

    private static IReadOnlyList<ChartPoint> Thin(List<(Instant At, PerformanceDatum Figure)> readings, double factor) =>
    [
        .. Thinning.Thin(
            [.. readings.Select(r => r.At.ToUnixTimeTicks() / 10)], [.. readings.Select(r => r.Figure.Value * factor ?? double.NaN)], Stretches)
            .Select(r => new ChartPoint(Instant.FromUnixTimeTicks(r.Instant * 10), double.IsNaN(r.Value) ? null : r.Value)),
    ];

    private static List<KnownProblem> Problems(List<StateChange> changes, List<Telling> tellings) =>
    [
        .. changes.Where(c => c.Problem is not null && c.Kind is TransitionKind.State).GroupBy(c => c.Problem!.Value).OrderByDescending(g => g.Key).Take(MostProblems)
            .Select(g => Known(g.Key, [.. g], tellings)),
    ];

    private static KnownProblem Known(long number, IReadOnlyList<StateChange> changes, List<Telling> tellings)
    {
        var told = tellings.Where(t => t.Problem == number && t.Severity != CheckStatus.Ok).MinBy(t => t.At);
        var closed = told is null ? null : tellings.Find(t => t.Number == told.Number && t.Severity == CheckStatus.Ok);
        var end = changes.FirstOrDefault(c => c.Effect is ProblemEffect.Recovered);
        return new KnownProblem(
            number, changes.Select(c => c.Severity).Aggregate(CheckStatusExtensions.Worst), changes[0].Since, end?.Since,
            told?.At, closed?.At, told?.TicketId, changes[0].Text);
    }
}
