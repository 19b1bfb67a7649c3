using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>Reads the account of who asks.</summary>
public sealed class OwnAccount(AppDb db, UserManager<User> users, CallerContext context, IHttpContextAccessor http)
{
    private CancellationToken Aborted => http.HttpContext?.RequestAborted ?? default;

    /// <summary>What the account page shows.</summary>
    /// <param name="User">The person, not to be changed here.</param>
    /// <param name="Passkeys">Their passkeys, the oldest first.</param>
    /// <param name="Tokens">Their API tokens, the newest first; those revoked are left out.</param>
    public sealed record Facts(User User, IReadOnlyList<UserPasskeyInfo> Passkeys, IReadOnlyList<ApiToken> Tokens);

    /// <summary>Everything; <c>null</c> for nobody.</summary>
    public async Task<Facts?> ReadAsync()
    {
        if (await UserAsync() is not { } user)
        {
            return null;
        }

        var passkeys = await users.GetPasskeysAsync(user);
        var tokens = await db.Set<ApiToken>().AsNoTracking().Where(t => t.UserId == user.Id && t.RevokedAt == null).OrderByDescending(t => t.Id).ToListAsync(Aborted);
        return new Facts(user, [.. passkeys.OrderBy(p => p.CreatedAt)], tokens);
    }

    /// <summary>The person alone.</summary>
    public Task<User?> UserAsync() => db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == context.Caller.UserId, Aborted);
}
