using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Users;

/// <summary>A person to be let in.</summary>
/// <param name="Email">With which they will sign in.</param>
/// <param name="DisplayName">How they are called.</param>
/// <param name="ClientId">The client whose contact they are; <c>null</c>: one of the provider's.</param>
/// <param name="Grants">Their roles, for the provider's people; a contact's role follows from the client.</param>
public sealed record Invitation(string Email, string DisplayName, Guid? ClientId, ImmutableArray<Grant> Grants);

/// <summary>A link to be handed to a person.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Path">Its path: <c>/join?key=…</c>, told once.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record HandedLink(Guid UserId, string Path, Instant ExpiresAt);

/// <summary>Makes an account without password, and the link by which its person chooses one.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class InviteUser(AppDb db, UserManager<User> users, EventLog log, IClock clock)
{
    /// <summary>Makes them.</summary>
    /// <returns>The link, or: <c>required</c>, <c>client-unknown</c>, <c>grants-of-contact</c>, the rules of addresses.</returns>
    public async Task<Result<HandedLink>> HandleAsync(Invitation form, CancellationToken cancellationToken)
    {
        var clients = form.Grants.Select(g => g.ClientId).Append(form.ClientId).OfType<Guid>().Distinct().ToList();
        if (await db.Set<Client>().CountAsync(c => clients.Contains(c.Id), cancellationToken) != clients.Count)
        {
            return Refusal.Of("clientId", "client-unknown");
        }

        if (form.ClientId is null && form.Grants.IsEmpty)
        {
            return Refusal.Of("role", "required");
        }

        // A contact reads their company's language; the provider's people read the house's.
        var client = await db.Set<Client>().SingleOrDefaultAsync(c => c.Id == form.ClientId, cancellationToken);
        var provider = await db.Set<Provider>().SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        ImmutableArray<Grant> grants = form.ClientId is { } own && form.Grants.IsEmpty ? [new Grant(Role.ClientContact, own)] : form.Grants;
        var draft = new NewUser(form.Email, form.DisplayName, null, form.ClientId, client?.Language ?? provider?.Language ?? "fr", client?.Zone ?? provider?.Zone ?? "Europe/Paris", grants);
        if (!(await UserAccounts.CreateAsync(users, db, draft, now)).TryGet(out var user, out var refusals))
        {
            return refusals;
        }

        log.Record(user.ClientId, "invite-user", "user", user.Id, new { user.Email, user.DisplayName, Grants = grants });
        return UserLinks.Draw(db, user, now);
    }
}

/// <summary>Draws a new link for somebody who lost theirs, or their password; those drawn before stop working.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class IssueLink(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Draws it.</summary>
    /// <returns>The link, or: <c>not-found</c>, <c>user-disabled</c>.</returns>
    public async Task<Result<HandedLink>> HandleAsync(Guid userId, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is not { DisabledAt: null })
        {
            return user is null ? Refusals.NotFound("id", userId) : Refusal.Of("", "user-disabled");
        }

        db.RemoveRange(await db.Set<UserLink>().Where(l => l.UserId == userId && l.UsedAt == null).ToListAsync(cancellationToken));
        log.Record(user.ClientId, "issue-user-link", "user", user.Id, new { user.Email });
        return UserLinks.Draw(db, user, clock.GetCurrentInstant());
    }
}

/// <summary>Links by which people choose their password.</summary>
internal static class UserLinks
{
    private static readonly Duration Validity = Duration.FromDays(3);

    public static HandedLink Draw(AppDb db, User user, Instant now)
    {
        var secret = Secrets.Draw("");
        var link = new UserLink { Id = Ids.At(now), UserId = user.Id, Sha256 = Secrets.Hash(secret), ExpiresAt = now + Validity };
        db.Add(link);
        return new HandedLink(user.Id, $"/join?key={secret}", link.ExpiresAt);
    }
}
