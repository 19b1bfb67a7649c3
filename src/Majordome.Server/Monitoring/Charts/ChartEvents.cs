using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Monitoring.Charts;

/// <summary>What happened to an item while its figures were read: drawn on its charts.</summary>
/// <param name="OfItem">On all charts: tickets, works.</param>
/// <param name="OfChecks">On the charts of one check: its changes of state and silences.</param>
public sealed record ItemEvents(IReadOnlyList<BandEvent> OfItem, ILookup<Guid, BandEvent> OfChecks)
{
    /// <summary>Those to draw on the charts of a check, oldest first.</summary>
    public IReadOnlyList<BandEvent> Of(Guid check) => [.. OfItem.Concat(OfChecks[check]).OrderBy(e => e.At)];
}

/// <summary>Reads what happened to items.</summary>
public sealed class ChartEvents(AppDb db, IDeskLists desk, IStringLocalizer<MonitoringTexts> texts, Words words)
{
    /// <summary>More lines than that on a chart hide it: the latest are drawn.</summary>
    private const int MostOfACheck = 30;

    private const int MostTickets = 50;

    /// <summary>Reads them.</summary>
    /// <param name="assetId">The item.</param>
    /// <param name="checks">Its checks, or one of them.</param>
    /// <param name="over">From when to when.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ItemEvents> ReadAsync(Guid assetId, IReadOnlyCollection<Guid> checks, Interval over, CancellationToken cancellationToken)
    {
        var (from, to) = (over.Start, over.End);
        var changes = await db.Set<StateChange>().AsNoTracking().OfState().Where(c => checks.Contains(c.CheckId) && c.Since >= from && c.Since < to)
            .OrderBy(c => c.Since).Select(c => new { c.CheckId, c.Since, c.To }).ToListAsync(cancellationToken);
        var silences = await db.Set<Silence>().AsNoTracking()
            .Where(s => checks.Contains(s.CheckId) && s.From >= from && s.From < to).Select(s => new { s.CheckId, s.From }).ToListAsync(cancellationToken);
        var works = await db.Set<MaintenanceInterval>().AsNoTracking()
            .Where(m => m.AssetId == assetId && m.Start >= from && m.Start < to).Select(m => m.Start).ToListAsync(cancellationToken);
        var tickets = await desk.ListAsync(null, assetId, openOnly: false, MostTickets, cancellationToken);
        return new ItemEvents(
            [
                .. works.Select(start => new BandEvent(start, texts["Event.Works"])),
                .. tickets.Where(t => over.Contains(t.RegisteredAt)).Select(t => new BandEvent(t.RegisteredAt, t.Number)),
            ],
            changes.Select(c => (c.CheckId, Event: new BandEvent(c.Since, texts[$"State.{c.To}"].Value.ToLower(words.Culture))))
                .Concat(silences.Select(s => (s.CheckId, Event: new BandEvent(s.From, texts["Event.Silence"]))))
                .GroupBy(e => e.CheckId).SelectMany(check => check.OrderBy(e => e.Event.At).TakeLast(MostOfACheck)).ToLookup(e => e.CheckId, e => e.Event));
    }
}
