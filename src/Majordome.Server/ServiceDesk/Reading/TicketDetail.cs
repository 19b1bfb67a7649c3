using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>A ticket with all that staff know of it.</summary>
public sealed record TicketDetail(
    Ticket Ticket, Client Client, Asset? Asset, Site? Site, Contact? Contact, string? AssigneeName, IReadOnlyList<TicketEvent> Events,
    IReadOnlyList<CoverageFact> Decisions, IReadOnlyList<Message> Messages, IReadOnlyList<TicketProblem> Problems)
{
    private TicketClock? clock;

    /// <summary>Its clocks.</summary>
    public TicketClock Clock => clock ??= TicketClock.Read(Ticket.ClockFacts);

    /// <summary>The decision in force on its coverage.</summary>
    public CoverageFact Coverage => Decisions[^1];

    /// <summary>The key of a ticket that a person names by key or number; <c>null</c>: there is none that the caller may see.</summary>
    public static async Task<Guid?> FindAsync(AppDb db, string name, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(name, out var id))
        {
            return await db.Set<Ticket>().AnyAsync(t => t.Id == id, cancellationToken) ? id : null;
        }

        return Ticket.NumberIn(name) is { } number
            ? await db.Set<Ticket>().Where(t => t.Number == number).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(cancellationToken)
            : null;
    }

    /// <summary>Reads a ticket; <c>null</c>: there is none that the caller may see.</summary>
    public static async Task<TicketDetail?> ReadAsync(AppDb db, Guid id, CancellationToken cancellationToken)
    {
        var found = await (
            from t in db.Set<Ticket>().AsNoTracking().Where(t => t.Id == id)
            join c in db.Set<Client>() on t.ClientId equals c.Id
            from a in db.Set<Asset>().Where(a => a.Id == t.AssetId).DefaultIfEmpty()
            from s in db.Set<Site>().Where(s => s.Id == t.SiteId).DefaultIfEmpty()
            from p in db.Set<Contact>().Where(p => p.Id == t.ContactId).DefaultIfEmpty()
            from u in db.Users.Where(u => u.Id == t.AssigneeId).DefaultIfEmpty()
            select new { Ticket = t, Client = c, Asset = a, Site = s, Contact = p, Assignee = u == null ? null : u.DisplayName }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        return new(
            found.Ticket,
            found.Client,
            found.Asset,
            found.Site,
            found.Contact,
            found.Assignee,
            await db.Set<TicketEvent>().AsNoTracking().Where(e => e.TicketId == id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken),
            await db.Set<CoverageFact>().AsNoTracking().Where(c => c.TicketId == id).OrderBy(c => c.EventSequence).ToListAsync(cancellationToken),
            await db.Set<Message>().AsNoTracking().Where(m => m.TicketId == id).OrderBy(m => m.At).ThenBy(m => m.Id).ToListAsync(cancellationToken),
            await db.Set<TicketProblem>().AsNoTracking().Where(p => p.TicketId == id).OrderBy(p => p.JoinedAt).ToListAsync(cancellationToken));
    }
}
