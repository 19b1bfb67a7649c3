using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Charts;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>What the page of a check shows.</summary>
/// <param name="View">The check and where it stands.</param>
/// <param name="ProbeName">Who runs it; <c>null</c>: its results come from outside.</param>
/// <param name="Range">Over which stretch its charts are.</param>
/// <param name="Charts">What it measured, one chart a figure.</param>
/// <param name="Day">How the last day was spent, round the clock; counted from the check's creation.</param>
/// <param name="Problems">Its problems, newest first.</param>
/// <param name="Silences">Its silences, newest first.</param>
/// <param name="Phases">How the last run spent its time.</param>
public sealed record CheckPageData(
    CheckView View, string? ProbeName, ChartRange Range, IReadOnlyList<FigureChart> Charts, Availability Day,
    IReadOnlyList<KnownProblem> Problems, IReadOnlyList<Silence> Silences, ImmutableArray<CheckPhase> Phases);

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
public sealed class CheckPageReader(AppDb db, DrawFigures draw, ChartEvents events, IStringLocalizer<MonitoringTexts> texts, IClock clock)
{
    private const int MostCharts = 24;
    private const int MostProblems = 20;

    /// <summary>Reads it; <c>null</c>: there is none, as far as the caller may know.</summary>
    /// <param name="id">The check.</param>
    /// <param name="asked">The page, which may ask for a stretch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<CheckPageData?> ReadAsync(Guid id, PageAddress asked, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (await db.FindCheckAsync(id, now, cancellationToken) is not { } view)
        {
            return null;
        }

        var from = now - Duration.FromHours(24);
        var range = ChartRange.Of(asked, view.Check.CreatedAt, now);
        var charts = await DrawAsync(view, range.Over, cancellationToken);
        var changes = await db.Set<StateChange>().AsNoTracking().Where(c => c.CheckId == id).OrderBy(c => c.Number).ToListAsync(cancellationToken);
        var tellings = await db.Set<Telling>().AsNoTracking().Where(t => t.CheckId == id).ToListAsync(cancellationToken);
        var silences = await db.Set<Silence>().AsNoTracking().Where(s => s.CheckId == id).OrderByDescending(s => s.Id).Take(10).ToListAsync(cancellationToken);
        var works = await db.Set<MaintenanceInterval>().AsNoTracking().Where(m => m.AssetId == view.Check.AssetId && m.End > from).ToListAsync(cancellationToken);
        var probe = await db.Set<ProbeRow>().Where(p => p.Id == view.Check.ProbeId).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken);
        var facts = changes.Where(c => c.Kind is TransitionKind.State).Select(c => new StateFact(c.Since, c.To));
        var day = Availability.Of(
            new Interval(Instant.Min(now, Instant.Max(from, view.Check.CreatedAt)), now), facts, works.Select(w => new Interval(w.Start, w.End)), Availability.RoundTheClock, now);
        return new CheckPageData(view, probe, range, charts, day, Problems(changes, tellings), silences, ReadPhases(view.Standing.LastPhases));
    }

    private static ImmutableArray<CheckPhase> ReadPhases(string? phases) =>
        phases is null ? [] : System.Text.Json.JsonSerializer.Deserialize<ImmutableArray<CheckPhase>>(phases, Json.Options);

    private async Task<IReadOnlyList<FigureChart>> DrawAsync(CheckView view, Interval over, CancellationToken cancellationToken)
    {
        var found = await draw.FindAsync(view.Check.ClientId, [view.Check.Id], cancellationToken);
        var happened = (await events.ReadAsync(view.Check.AssetId, [view.Check.Id], over, cancellationToken)).Of(view.Check.Id);
        return await draw.ReadAsync(view.Check.ClientId, [.. FigureWish.Of(view, found, texts, happened).Take(MostCharts)], over, cancellationToken);
    }

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
