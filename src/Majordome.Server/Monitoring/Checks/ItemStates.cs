using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Time;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Reads what monitoring knows of items.</summary>
public sealed class ItemStates(AppDb db, AvailabilityReader availability, IDeskLists desk, IClock clock, Words words) : IItemStates
{
    /// <summary>Below this, unknown time does not colour a day: «Tout va bien» asks for readings fresher than that.</summary>
    private static readonly Duration UnknownMatters = Duration.FromMinutes(5);

    private const int MostTickets = 50;

    /// <inheritdoc/>
    public async Task<ImmutableArray<ItemCheck>> ChecksOfAsync(Guid assetId, CancellationToken cancellationToken)
    {
        var views = await db.Checks().Where(c => c.AssetId == assetId).ViewAsync(db, clock.GetCurrentInstant(), cancellationToken);
        return [.. views.OrderByPressing().Select(view => view.ToItemCheck(words))];
    }

    /// <inheritdoc/>
    public async Task<ItemState?> StateOfAsync(Guid assetId, CancellationToken cancellationToken) =>
        (await StatesAsync(db.Checks().Where(c => c.AssetId == assetId), cancellationToken)).FirstOrDefault();

    /// <inheritdoc/>
    public Task<ImmutableArray<ItemState>> StatesAsync(Guid? clientId, CancellationToken cancellationToken) =>
        StatesAsync(clientId is null ? db.Checks() : db.Checks().Where(c => c.ClientId == clientId), cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<ItemChange>> ChangesAsync(Guid assetId, int most, CancellationToken cancellationToken)
    {
        var changes = await (
            from change in db.Set<StateChange>().AsNoTracking().OfState()
            join check in db.Checks() on change.CheckId equals check.Id
            where check.AssetId == assetId
            orderby change.Since descending, change.Number descending
            select new { change.Since, change.CheckId, check.Name, change.To, change.Problem }).Take(most).ToListAsync(cancellationToken);
        var checks = changes.Select(c => c.CheckId).ToHashSet();
        var tellings = await db.Set<Telling>().AsNoTracking().Where(t => checks.Contains(t.CheckId) && t.TicketId != null)
            .Select(t => new { t.CheckId, t.Problem, t.TicketId }).ToListAsync(cancellationToken);
        var tickets = tellings.Count == 0 ? [] : await desk.ListAsync(null, assetId, openOnly: false, MostTickets, cancellationToken);
        string? TicketOf(Guid check, long? problem) =>
            tellings.Find(t => t.CheckId == check && t.Problem == problem) is { } told ? tickets.FirstOrDefault(t => t.Id == told.TicketId)?.Number : null;
        return [.. changes.Select(c => new ItemChange(c.Since, c.CheckId, c.Name, c.To, c.To == CheckStatus.Ok ? null : TicketOf(c.CheckId, c.Problem)))];
    }

    private async Task<ImmutableArray<ItemState>> StatesAsync(IQueryable<Check> checks, CancellationToken cancellationToken)
    {
        var rows = await (
            from check in checks
            where check.Enabled
            join standing in db.Set<CheckStanding>() on check.Id equals standing.CheckId
            select new { check.AssetId, check.ClientId, standing.Confirmed, standing.Severity, standing.LastStarted }).ToListAsync(cancellationToken);
        return
        [
            .. from row in rows
               group row by (row.AssetId, row.ClientId) into item
               let states = item.Select(r => CheckStatusExtensions.Worst(r.Severity, r.Confirmed)).ToList()
               select new ItemState(
                   item.Key.AssetId, item.Key.ClientId, states.Aggregate(CheckStatusExtensions.Worst), states.Count,
                   states.Count(s => s != CheckStatus.Ok), item.Max(r => r.LastStarted)),
        ];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ItemStrip>> StripsAsync(Guid clientId, DateTimeZone zone, int days, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var today = now.InZone(zone).Date;
        var window = new Interval(zone.AtStartOfDay(today.PlusDays(1 - days)).ToInstant(), now);
        var checks = await (
            from check in db.Checks()
            join asset in db.Set<Asset>() on check.AssetId equals asset.Id
            where check.ClientId == clientId && check.Enabled
            select new { check.Id, check.AssetId, check.CreatedAt, asset.Name }).ToListAsync(cancellationToken);
        var facts = await availability.FactsAsync([.. checks.Select(c => c.Id)], now, cancellationToken);
        var works = await availability.WorksAsync([.. checks.Select(c => c.AssetId).Distinct()], window, cancellationToken);
        return
        [
            .. from check in checks
               group check by (check.AssetId, check.Name) into item
               orderby item.Key.Name
               select Strip(
                   item.Key.AssetId, item.Key.Name,
                   [.. item.Select(c => StateHistory.Stretches(facts.GetValueOrDefault(c.Id, []), Instant.Max(window.Start, Instant.Min(c.CreatedAt, now)), now))],
                   works.GetValueOrDefault(item.Key.AssetId, []), window, zone, days),
        ];
    }

    private static ItemStrip Strip(
        Guid assetId, string name, ImmutableArray<ImmutableArray<StateStretch>> checks, ImmutableArray<Interval> works, Interval window, DateTimeZone zone, int days)
    {
        ImmutableArray<Interval> In(params CheckStatus[] statuses) => Intervals.Subtract(
            checks.SelectMany(c => c).Where(s => statuses.Contains(s.Status)).Select(s => new Interval(s.Start, s.End)), works);
        var (down, slow) = (In(CheckStatus.Critical), In(CheckStatus.Warning));
        var unknown = Intervals.Subtract(In(CheckStatus.Unknown, CheckStatus.NoData), down);
        var known = Intervals.Subtract(Intervals.Subtract(checks.SelectMany(c => c).Select(s => new Interval(s.Start, s.End)), works), unknown);
        var first = window.Start.InZone(zone).Date;
        var cells = Enumerable.Range(0, days).Select(first.PlusDays).Select(date => new StripDay(date, StateOf(DayOf(date, zone)))).ToImmutableArray();
        StripState StateOf(Interval day) =>
            Any(down, day) > Duration.Zero ? StripState.Down
            : Any(slow, day) > Duration.Zero ? StripState.Degraded
            : Any(unknown, day) > UnknownMatters ? StripState.Unknown
            : Any(works, day) > Duration.Zero ? StripState.Works
            : Any(known, day) > Duration.Zero ? StripState.Normal : StripState.Unknown;
        var (total, lost) = (Any(known, window), Any(down, window));
        return new ItemStrip(assetId, name, cells, lost, total == Duration.Zero ? null : (decimal)((total - lost) / total));
    }

    private static Interval DayOf(LocalDate date, DateTimeZone zone) =>
        new(zone.AtStartOfDay(date).ToInstant(), zone.AtStartOfDay(date.PlusDays(1)).ToInstant());

    private static Duration Any(ImmutableArray<Interval> intervals, Interval within) =>
        Intervals.Length(Intervals.Intersect(intervals, [within]));
}
