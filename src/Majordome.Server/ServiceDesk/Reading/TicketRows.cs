using System.Globalization;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>A ticket as lists show it: one row of one query, its clocks computed from what it carries.</summary>
public sealed record TicketRow(
    Guid Id, long Number, string Subject, Nature Nature, TicketState State, Priority Priority, SupportTier Tier, Guid ClientId, string ClientName, Guid? AssetId,
    string? AssetName, Guid? AssigneeId, string? AssigneeName, Instant RegisteredAt, Instant SortAt, Instant? TakenAt, Instant? RestoredAt, Instant? ResolvedAt,
    Instant? ClosedAt, Instant? RemindAt, Instant? ClientWroteAt, string? Whereabouts, CoverageVerdict Verdict, string ClockFacts)
{
    private TicketClock? clock;

    /// <summary>Its clocks.</summary>
    public TicketClock Clock => clock ??= TicketClock.Read(ClockFacts);

    /// <summary><c>T-2641</c>.</summary>
    public string Reference => Ticket.ReferenceOf(Number);
}

/// <summary>Which tickets are asked for; what is <c>null</c> does not filter.</summary>
public sealed record TicketFilter
{
    /// <summary>Only those with something left to do, or only the others.</summary>
    public bool? Active { get; init; }

    /// <summary>Where they stand.</summary>
    public TicketState? State { get; init; }

    /// <summary>Whose.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>About which item.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>Whose work.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>Only those that nobody has.</summary>
    public bool Unassigned { get; init; }

    /// <summary>How pressing.</summary>
    public Priority? Priority { get; init; }

    /// <summary>What kind of work.</summary>
    public Nature? Nature { get; init; }

    /// <summary>Words of the subject, of the item's or the client's name, or a number.</summary>
    public string? Text { get; init; }

    /// <summary>The tickets that pass.</summary>
    public IQueryable<Ticket> Apply(AppDb db)
    {
        var tickets = db.Set<Ticket>().AsNoTracking();
        tickets = Active is { } active ? tickets.Where(t => t.IsActive == active) : tickets;
        tickets = State is { } state ? tickets.Where(t => t.State == state) : tickets;
        tickets = ClientId is { } client ? tickets.Where(t => t.ClientId == client) : tickets;
        tickets = AssetId is { } asset ? tickets.Where(t => t.AssetId == asset) : tickets;
        tickets = AssigneeId is { } assignee ? tickets.Where(t => t.AssigneeId == assignee) : tickets;
        tickets = Unassigned ? tickets.Where(t => t.AssigneeId == null) : tickets;
        tickets = Priority is { } priority ? tickets.Where(t => t.Priority == priority) : tickets;
        tickets = Nature is { } nature ? tickets.Where(t => t.Nature == nature) : tickets;
        if (string.IsNullOrWhiteSpace(Text))
        {
            return tickets;
        }

        var number = Ticket.NumberIn(Text);
#pragma warning disable CA1304, CA1311, MA0011 // Translated to SQL, where lower() has no culture.
        var words = Text.Trim().ToLowerInvariant();
        return tickets.Where(t => t.Number == number
            || t.Subject.ToLower().Contains(words)
            || db.Set<Asset>().Any(a => a.Id == t.AssetId && a.Name.ToLower().Contains(words))
            || db.Set<Client>().Any(c => c.Id == t.ClientId && c.Name.ToLower().Contains(words)));
#pragma warning restore CA1304, CA1311, MA0011
    }
}

/// <summary>What a list is sorted by; the number decides between equals.</summary>
public enum TicketSortKey
{
    /// <summary>The breach of the clock that counts now.</summary>
    Due,

    /// <summary>The number, hence the registration.</summary>
    Number,

    /// <summary>The priority.</summary>
    Priority,
}

/// <summary>An order of tickets.</summary>
/// <param name="Key">By what.</param>
/// <param name="Descending">The other way round.</param>
public readonly record struct TicketSort(TicketSortKey Key, bool Descending = false)
{
    /// <summary>As addresses write it: <c>due</c>, <c>-number</c>; what is unknown is <c>due</c>.</summary>
    public static TicketSort Read(string? text)
    {
        var name = text?.TrimStart('-') ?? "";
        return Enum.TryParse<TicketSortKey>(name, ignoreCase: true, out var key) && !char.IsDigit(name[0])
            ? new(key, text!.StartsWith('-'))
            : new(TicketSortKey.Due);
    }

    /// <summary>The tickets in this order.</summary>
    public IOrderedQueryable<Ticket> Apply(IQueryable<Ticket> tickets) => (Key, Descending) switch
    {
        (TicketSortKey.Due, false) => tickets.OrderBy(t => t.SortAt).ThenBy(t => t.Number),
        (TicketSortKey.Due, true) => tickets.OrderByDescending(t => t.SortAt).ThenByDescending(t => t.Number),
        (TicketSortKey.Priority, false) => tickets.OrderBy(t => t.Priority).ThenBy(t => t.Number),
        (TicketSortKey.Priority, true) => tickets.OrderByDescending(t => t.Priority).ThenByDescending(t => t.Number),
        (_, false) => tickets.OrderBy(t => t.Number),
        (_, true) => tickets.OrderByDescending(t => t.Number),
    };

    /// <summary>The tickets that come after a place in this order.</summary>
    public IQueryable<Ticket> After(IQueryable<Ticket> tickets, TicketPlace place)
    {
        var (at, priority, number) = (place.SortAt, place.Priority, place.Number);
        return (Key, Descending) switch
        {
            (TicketSortKey.Due, false) => tickets.Where(t => t.SortAt >= at && (t.SortAt > at || t.Number > number)),
            (TicketSortKey.Due, true) => tickets.Where(t => t.SortAt <= at && (t.SortAt < at || t.Number < number)),
            (TicketSortKey.Priority, false) => tickets.Where(t => t.Priority > priority || (t.Priority == priority && t.Number > number)),
            (TicketSortKey.Priority, true) => tickets.Where(t => t.Priority < priority || (t.Priority == priority && t.Number < number)),
            (_, false) => tickets.Where(t => t.Number > number),
            (_, true) => tickets.Where(t => t.Number < number),
        };
    }
}

/// <summary>A place in any order: the keys of one ticket.</summary>
public readonly record struct TicketPlace(Instant SortAt, Priority Priority, long Number)
{
    /// <summary>The place of a row.</summary>
    public static TicketPlace Of(TicketRow row) => new(row.SortAt, row.Priority, row.Number);

    /// <summary>As addresses carry it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SortAt.ToUnixTimeTicks() / 10}_{(int)Priority}_{Number}");

    /// <summary>Reads it; <c>null</c> when it is none.</summary>
    public static TicketPlace? Read(string? text) =>
        text?.Split('_') is [var at, var priority, var number]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds is > 0 and < 253_402_300_800_000_000
        && int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && Enum.IsDefined((Priority)level)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new(Instant.FromUnixTimeTicks(microseconds * 10), (Priority)level, last)
            : null;
}

/// <summary>Reads rows of tickets.</summary>
public static class TicketRows
{
    /// <summary>Rows of a page, and of an answer of the API.</summary>
    public const int PageSize = 50;

    /// <summary>Tickets as rows: one query, whatever their number.</summary>
    public static IQueryable<TicketRow> Rows(this AppDb db, IQueryable<Ticket> tickets) =>
        from t in tickets
        join c in db.Set<Client>() on t.ClientId equals c.Id
        from a in db.Set<Asset>().Where(a => a.Id == t.AssetId).DefaultIfEmpty()
        from u in db.Users.Where(u => u.Id == t.AssigneeId).DefaultIfEmpty()
        select new TicketRow(
            t.Id, t.Number, t.Subject, t.Nature, t.State, t.Priority, t.Tier, t.ClientId, c.Name, t.AssetId, a == null ? null : a.Name, t.AssigneeId,
            u == null ? null : u.DisplayName, t.RegisteredAt, t.SortAt, t.TakenAt, t.RestoredAt, t.ResolvedAt, t.ClosedAt, t.RemindAt, t.ClientWroteAt,
            t.Whereabouts, t.Verdict, t.ClockFacts);

    /// <summary>The rows after a place, in order.</summary>
    public static async Task<(IReadOnlyList<TicketRow> Rows, bool More)> AfterAsync(
        AppDb db, TicketFilter filter, TicketSort sort, TicketPlace? place, int limit, CancellationToken cancellationToken)
    {
        var tickets = filter.Apply(db);
        tickets = place is { } from ? sort.After(tickets, from) : tickets;
        var rows = await db.Rows(sort.Apply(tickets).Take(limit + 1)).ToListAsync(cancellationToken);
        var ordered = InOrder(rows, sort);
        return ordered.Count > limit ? (ordered[..limit], true) : (ordered, false);
    }

    /// <summary>One page of a list, found by the place it comes after or before.</summary>
    public static async Task<TicketList> PageAsync(
        AppDb db, TicketFilter filter, TicketSort sort, TicketPlace? after, TicketPlace? before, CancellationToken cancellationToken)
    {
        var backwards = sort with { Descending = !sort.Descending };
        var (rows, more) = before is null
            ? await AfterAsync(db, filter, sort, after, PageSize, cancellationToken)
            : await AfterAsync(db, filter, backwards, before, PageSize, cancellationToken);
        if (before is not null)
        {
            rows = [.. rows.Reverse()];
        }

        var all = filter.Apply(db);
        var total = await all.LongCountAsync(cancellationToken);
        var preceding = rows.Count == 0 ? 0 : await backwards.After(all, TicketPlace.Of(rows[0])).LongCountAsync(cancellationToken);
        var isLast = before is null ? !more : preceding + rows.Count >= total;
        return new(rows, total, preceding, preceding > 0 ? TicketPlace.Of(rows[0]) : null, isLast || rows.Count == 0 ? null : TicketPlace.Of(rows[^1]));
    }

    // The joins may lose the order of the query within; with at most a page of rows it is cheap to put back.
    private static List<TicketRow> InOrder(List<TicketRow> rows, TicketSort sort)
    {
        var ordered = sort.Key switch
        {
            TicketSortKey.Due => rows.OrderBy(r => r.SortAt).ThenBy(r => r.Number),
            TicketSortKey.Priority => rows.OrderBy(r => r.Priority).ThenBy(r => r.Number),
            _ => rows.OrderBy(r => r.Number),
        };
        return sort.Descending ? [.. ordered.Reverse()] : [.. ordered];
    }
}

/// <summary>One page of tickets.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many the filter gives.</param>
/// <param name="Preceding">How many come before this page.</param>
/// <param name="Before">Where the previous page ends; <c>null</c>: there is none.</param>
/// <param name="After">Where the next page begins; <c>null</c>: there is none.</param>
public sealed record TicketList(IReadOnlyList<TicketRow> Rows, long Total, long Preceding, TicketPlace? Before, TicketPlace? After);
