using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Users;

/// <summary>Gives one of the provider's people a role, on all clients or on one.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class GrantRole(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Gives it; giving it again changes nothing.</summary>
    /// <returns>The user's id, or: <c>not-found</c>, <c>client-unknown</c>, <c>grants-of-contact</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid userId, Grant grant, CancellationToken cancellationToken)
    {
        var user = await db.Users.Include(u => u.Grants).SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is null)
        {
            return Refusals.NotFound("id", userId);
        }

        if (user.ClientId is not null || grant.Role is Role.ClientContact)
        {
            return Refusal.Of("role", "grants-of-contact");
        }

        if (grant.ClientId is { } clientId && !await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusal.Of("clientId", "client-unknown");
        }

        if (!user.Grants.Any(g => g.Role == grant.Role && g.ClientId == grant.ClientId))
        {
            db.Add(new UserGrant { Id = Ids.At(clock.GetCurrentInstant()), UserId = userId, Role = grant.Role, ClientId = grant.ClientId });
            log.Record(null, "grant-role", "user", userId, new { user.Email, grant.Role, grant.ClientId });
        }

        return userId;
    }
}

/// <summary>Takes a role back; it stops working at the person's next request.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class WithdrawRole(AppDb db, EventLog log)
{
    /// <summary>Takes it back.</summary>
    /// <returns>The user's id, or: <c>not-found</c>, <c>grants-of-contact</c>, <c>last-administrator</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid userId, Grant grant, CancellationToken cancellationToken)
    {
        var user = await db.Users.Include(u => u.Grants).SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user?.Grants.SingleOrDefault(g => g.Role == grant.Role && g.ClientId == grant.ClientId) is not { } held)
        {
            return Refusals.NotFound("id", userId);
        }

        if (user.ClientId is not null)
        {
            return Refusal.Of("role", "grants-of-contact");
        }

        if (grant is { Role: Role.Administrator, ClientId: null } && user.DisabledAt is null && await LastAdministrator.IsAsync(db, userId, cancellationToken))
        {
            return Refusal.Of("role", "last-administrator");
        }

        db.Remove(held);
        log.Record(null, "withdraw-role", "user", userId, new { user.Email, grant.Role, grant.ClientId });
        return userId;
    }
}
