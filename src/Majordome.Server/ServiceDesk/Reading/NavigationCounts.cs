using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>Beside the day: the caller's own open tickets.</summary>
public sealed class OwnTicketCount(AppDb db) : INavigationCount
{
    /// <inheritdoc/>
    public string Url => "/";

    /// <inheritdoc/>
    public async Task<int?> CountAsync(CancellationToken cancellationToken) => db.Caller is { IsStaff: true, UserId: { } me } && db.Caller.May(Permission.ReadDesk)
        ? await db.Set<Ticket>().CountAsync(t => t.IsActive && t.AssigneeId == me, cancellationToken)
        : null;
}

/// <summary>Beside the tickets: all open ones the caller sees.</summary>
public sealed class OpenTicketCount(AppDb db) : INavigationCount
{
    /// <inheritdoc/>
    public string Url => "/tickets";

    /// <inheritdoc/>
    public async Task<int?> CountAsync(CancellationToken cancellationToken) => db.Caller.IsStaff && db.Caller.May(Permission.ReadDesk)
        ? await db.Set<Ticket>().CountAsync(t => t.IsActive, cancellationToken)
        : null;
}
