using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Users;

/// <summary>A role a user holds, as it is shown.</summary>
/// <param name="Role">Which.</param>
/// <param name="ClientId">On which client; <c>null</c>: on all.</param>
/// <param name="ClientName">Its name.</param>
public sealed record GrantView(Role Role, Guid? ClientId, string? ClientName);

/// <summary>A user, as it is shown.</summary>
/// <param name="Id">Key.</param>
/// <param name="Email">With which they sign in.</param>
/// <param name="DisplayName">How they are called.</param>
/// <param name="ClientId">The client whose contact they are; <c>null</c>: one of the provider's.</param>
/// <param name="ClientName">Its name.</param>
/// <param name="Grants">Their roles.</param>
/// <param name="HasPassword">Whether they have chosen a password; else they were invited and have not come.</param>
/// <param name="HasSecondFactor">Whether a code is asked for after the password.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="DisabledAt">Since when it is disabled.</param>
public sealed record UserView(
    Guid Id, string Email, string DisplayName, Guid? ClientId, string? ClientName, IReadOnlyList<GrantView> Grants,
    bool HasPassword, bool HasSecondFactor, Instant CreatedAt, Instant? DisabledAt);

/// <summary>Reads users, for the pages and the API. Only for those who manage all of them: users are not filtered by client.</summary>
public sealed class UserList(AppDb db)
{
    /// <summary>Users by address, after a key.</summary>
    /// <param name="after">The address of the last one seen, or <c>null</c>.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<List<UserView>> ReadAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var start = after?.ToUpperInvariant() ?? "";
        var users = await db.Users.AsNoTracking().Include(u => u.Grants)
            .Where(u => string.Compare(u.NormalizedEmail, start) > 0)
            .OrderBy(u => u.NormalizedEmail).Take(limit).ToListAsync(cancellationToken);
        return await ViewAsync(users, cancellationToken);
    }

    /// <summary>One user, or <c>null</c>.</summary>
    public async Task<UserView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking().Include(u => u.Grants).Where(u => u.Id == id).ToListAsync(cancellationToken);
        return (await ViewAsync(users, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The clients a role may be held on, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> ClientsAsync(CancellationToken cancellationToken) =>
        [.. (await db.Set<Client>().Where(c => c.ArchivedAt == null).OrderBy(c => c.Name).Select(c => new { c.Id, c.Name }).ToListAsync(cancellationToken)).Select(c => (c.Id, c.Name))];

    private async Task<List<UserView>> ViewAsync(List<User> users, CancellationToken cancellationToken)
    {
        var named = users.SelectMany(u => u.Grants.Select(g => g.ClientId).Append(u.ClientId)).OfType<Guid>().Distinct().ToList();
        var names = await db.Set<Client>().Where(c => named.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken);
        string? NameOf(Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;
        return users.ConvertAll(u => new UserView(
            u.Id, u.Email!, u.DisplayName, u.ClientId, NameOf(u.ClientId),
            [.. u.Grants.OrderBy(g => g.Role).Select(g => new GrantView(g.Role, g.ClientId, NameOf(g.ClientId)))],
            u.PasswordHash is not null, u.TwoFactorEnabled, u.CreatedAt, u.DisabledAt));
    }
}
