using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Paging;

/// <summary>Somebody says: I have seen it. Nobody further is paged; the ticket stays to be taken.</summary>
[Requires(Permission.WorkTickets)]
public sealed class AcknowledgePage(AppDb db, Pager pager, IClock clock)
{
    /// <summary>Acknowledges the open call of a ticket. A call that somebody acknowledged before stays theirs.</summary>
    /// <returns>Done, or <c>not-found</c> (nobody is called for this ticket), <c>forbidden</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid ticketId, CancellationToken cancellationToken)
    {
        var call = await db.Set<PageCall>().AsNoTracking().SingleOrDefaultAsync(c => c.TicketId == ticketId && c.EndedAt == null && c.PagedAt != null, cancellationToken);
        if (call is null)
        {
            return Refusals.NotFound("id", ticketId);
        }

        if (db.Caller.UserId is not { } me || !db.Caller.May(Permission.WorkTickets, call.ClientId))
        {
            return Refusals.Forbidden(Permission.WorkTickets);
        }

        await pager.AcknowledgeAsync(call.ClientId, ticketId, me, clock.GetCurrentInstant(), cancellationToken);
        return Done.Value;
    }
}

/// <summary>A call as its page shows it.</summary>
/// <param name="Call">The call.</param>
/// <param name="ClientName">Whose.</param>
/// <param name="AcknowledgedBy">Who acknowledged, by name.</param>
/// <param name="Told">Who was told, in order.</param>
public sealed record CallView(PageCall Call, string ClientName, string? AcknowledgedBy, IReadOnlyList<ToldView> Told)
{
    /// <summary>Reads the latest call of a ticket; <c>null</c>: there is none the caller may see.</summary>
    public static async Task<CallView?> ReadAsync(AppDb db, Guid ticketId, CancellationToken cancellationToken)
    {
        var call = await db.Set<PageCall>().AsNoTracking().Where(c => c.TicketId == ticketId && c.PagedAt != null).OrderByDescending(c => c.StartedAt).FirstOrDefaultAsync(cancellationToken);
        if (call is null)
        {
            return null;
        }

        var clientName = await db.Set<Clients.Client>().Where(c => c.Id == call.ClientId).Select(c => c.Name).SingleAsync(cancellationToken);
        var by = call.AcknowledgedBy is { } userId ? await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken) : null;
        var told = await db.Set<PageStep>().Where(s => s.CallId == call.Id)
            .Join(db.Users, s => s.UserId, u => u.Id, (s, u) => new ToldView(s.ToldAt, u.DisplayName, s.Reason, s.AcknowledgeBy))
            .ToListAsync(cancellationToken);
        return new CallView(call, clientName, by, [.. told.OrderBy(t => t.At)]);
    }
}

/// <summary>Somebody who was told.</summary>
public sealed record ToldView(Instant At, string Name, ToldReason Reason, Instant? AcknowledgeBy);
