using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Identity.Account;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Users;

/// <summary>Disables an account: its sessions and tokens stop working at their next request. What the person did stays.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class DisableUser(AppDb db, UserManager<User> users, EventLog log, IClock clock)
{
    /// <summary>Disables it; doing it again changes nothing.</summary>
    /// <returns>The user's id, or: <c>not-found</c>, <c>last-administrator</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid userId, CancellationToken cancellationToken)
    {
        var user = await db.Users.Include(u => u.Grants).SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is not { DisabledAt: null })
        {
            return user is null ? Refusals.NotFound("id", userId) : userId;
        }

        if (user.Grants.Any(g => g is { Role: Role.Administrator, ClientId: null }) && await LastAdministrator.IsAsync(db, userId, cancellationToken))
        {
            return Refusal.Of("", "last-administrator");
        }

        user.DisabledAt = clock.GetCurrentInstant();
        await users.UpdateSecurityStampAsync(user);
        log.Record(user.ClientId, "disable-user", "user", userId, new { user.Email });
        return userId;
    }
}

/// <summary>Opens a disabled account again, with the roles it had.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class EnableUser(AppDb db, EventLog log)
{
    /// <summary>Opens it; doing it again changes nothing.</summary>
    /// <returns>The user's id, or: <c>not-found</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid userId, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is not { DisabledAt: not null })
        {
            return user is null ? Refusals.NotFound("id", userId) : userId;
        }

        user.DisabledAt = null;
        log.Record(user.ClientId, "enable-user", "user", userId, new { user.Email });
        return userId;
    }
}

/// <summary>For somebody who lost their telephone and their recovery codes: the password alone opens the account until they set a second factor again.</summary>
[Requires(Permission.ManageUsers, Everywhere = true)]
public sealed class ResetSecondFactor(UserManager<User> users, EventLog log)
{
    /// <summary>Ends the second factor, its recovery codes and the person's passkeys; their sessions end.</summary>
    /// <returns>The user's id, or: <c>not-found</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid userId)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return Refusals.NotFound("id", userId);
        }

        await RecoveryCodes.ForgetAsync(users, user);
        foreach (var passkey in await users.GetPasskeysAsync(user))
        {
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        }

        log.Record(user.ClientId, "reset-second-factor", "user", user.Id, new { user.Email });
        return userId;
    }
}
