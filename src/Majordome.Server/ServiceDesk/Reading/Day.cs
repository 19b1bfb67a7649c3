using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>The groups of the day, in their order.</summary>
public enum DayGroup
{
    /// <summary>The promise is broken.</summary>
    Late,

    /// <summary>It breaks before noon.</summary>
    BeforeNoon,

    /// <summary>It breaks later today.</summary>
    Today,

    /// <summary>It breaks tomorrow.</summary>
    Tomorrow,

    /// <summary>It breaks after tomorrow.</summary>
    Later,

    /// <summary>Nothing is promised.</summary>
    Unpromised,

    /// <summary>The GTR is paused.</summary>
    Paused,

    /// <summary>Service is back; the solution is to be written.</summary>
    Restored,
}

/// <summary>The instants at which the groups of the day end, on a reader's wall clock.</summary>
/// <param name="Now">The end of what is late.</param>
/// <param name="Noon">Noon, or now when it has passed.</param>
/// <param name="Midnight">The end of today.</param>
/// <param name="NextMidnight">The end of tomorrow.</param>
public sealed record DayBounds(Instant Now, Instant Noon, Instant Midnight, Instant NextMidnight)
{
    /// <summary>Of the day of an instant.</summary>
    public static DayBounds Of(Instant now, DateTimeZone zone)
    {
        var today = now.InZone(zone).Date;
        var noon = today.At(LocalTime.Noon).InZoneLeniently(zone).ToInstant();
        return new(now, Instant.Max(now, noon), zone.AtStartOfDay(today.PlusDays(1)).ToInstant(), zone.AtStartOfDay(today.PlusDays(2)).ToInstant());
    }

    /// <summary>The group of what is sorted at an instant.</summary>
    public DayGroup GroupOf(Instant sortAt) =>
        sortAt <= Now ? DayGroup.Late
        : sortAt <= Noon ? DayGroup.BeforeNoon
        : sortAt <= Midnight ? DayGroup.Today
        : sortAt <= NextMidnight ? DayGroup.Tomorrow
        : sortAt < TicketCache.WithoutDeadline ? DayGroup.Later
        : sortAt < TicketCache.Paused ? DayGroup.Unpromised
        : sortAt < TicketCache.Restored ? DayGroup.Paused
        : DayGroup.Restored;
}

/// <summary>The day: what breaks its promise next, in three queries whatever the number of tickets.</summary>
/// <param name="Bounds">How it is cut.</param>
/// <param name="Rows">The first tickets, in order.</param>
/// <param name="Counts">How many each group has in all.</param>
/// <param name="Calls">Tickets in which the client wrote last, or whose reminder is near, the oldest first.</param>
public sealed record Day(DayBounds Bounds, IReadOnlyList<TicketRow> Rows, IReadOnlyDictionary<DayGroup, int> Counts, IReadOnlyList<TicketRow> Calls)
{
    private const int MostCalls = 8;

    /// <summary>All tickets with something left to do.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>The next promise to break; <c>null</c>: none is near enough to be among the rows.</summary>
    public Instant? Next => Rows.Select(r => r.SortAt).Where(at => at > Bounds.Now && at < TicketCache.WithoutDeadline).Cast<Instant?>().FirstOrDefault();

    /// <summary>Reads it.</summary>
    /// <param name="db">As the reader sees it.</param>
    /// <param name="filter">Which tickets; those that ended are never among them.</param>
    /// <param name="bounds">How the day is cut.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Day> ReadAsync(AppDb db, TicketFilter filter, DayBounds bounds, CancellationToken cancellationToken)
    {
        var open = filter with { Active = true };
        var (rows, _) = await TicketRows.AfterAsync(db, open, new(TicketSortKey.Due), null, TicketRows.PageSize, cancellationToken);
        var calls = open.Apply(db).Where(t => t.ClientWroteAt != null || t.RemindAt <= bounds.Midnight).OrderBy(t => t.ClientWroteAt ?? t.RemindAt).Take(MostCalls);
        return new(bounds, rows, await CountAsync(open.Apply(db), bounds, cancellationToken), [.. (await db.Rows(calls).ToListAsync(cancellationToken)).OrderBy(r => r.ClientWroteAt ?? r.RemindAt)]);
    }

    private static async Task<Dictionary<DayGroup, int>> CountAsync(IQueryable<Ticket> open, DayBounds bounds, CancellationToken cancellationToken)
    {
        var (now, noon, midnight, next) = bounds;
        var (unpromised, paused, restored) = (TicketCache.WithoutDeadline, TicketCache.Paused, TicketCache.Restored);
        var upTo = await open.GroupBy(_ => 1).Select(g => new
        {
            Now = g.Count(t => t.SortAt <= now),
            Noon = g.Count(t => t.SortAt <= noon),
            Midnight = g.Count(t => t.SortAt <= midnight),
            Next = g.Count(t => t.SortAt <= next),
            Promised = g.Count(t => t.SortAt < unpromised),
            Running = g.Count(t => t.SortAt < paused),
            Unrestored = g.Count(t => t.SortAt < restored),
            All = g.Count(),
        }).SingleOrDefaultAsync(cancellationToken);
        return upTo is null ? [] : new()
        {
            [DayGroup.Late] = upTo.Now,
            [DayGroup.BeforeNoon] = upTo.Noon - upTo.Now,
            [DayGroup.Today] = upTo.Midnight - upTo.Noon,
            [DayGroup.Tomorrow] = upTo.Next - upTo.Midnight,
            [DayGroup.Later] = upTo.Promised - upTo.Next,
            [DayGroup.Unpromised] = upTo.Running - upTo.Promised,
            [DayGroup.Paused] = upTo.Unrestored - upTo.Running,
            [DayGroup.Restored] = upTo.All - upTo.Unrestored,
        };
    }
}
