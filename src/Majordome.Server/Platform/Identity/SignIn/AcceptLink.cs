using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Sets the password of whom a link was handed to; every session they had ends.</summary>
[RunsForNobody]
public sealed class AcceptLink(AppDb db, UserManager<User> users, SignInTrace trace, EventLog log, IClock clock)
{
    /// <summary>Sets it.</summary>
    /// <returns>How far the sign-in came (a second factor is still asked for), or: <c>link-invalid</c> and the rules of passwords.</returns>
    public async Task<Result<SignInOutcome>> HandleAsync(string key, string password, CancellationToken cancellationToken)
    {
        var (hash, now) = (Secrets.Hash(key), clock.GetCurrentInstant());
        var link = await db.Set<UserLink>().SingleOrDefaultAsync(l => l.Sha256 == hash, cancellationToken);
        var user = link is null ? null : await users.FindByIdAsync(link.UserId.ToString());
        if (link is not { UsedAt: null } || link.ExpiresAt <= now || user is not { DisabledAt: null })
        {
            return Refusal.Of("", "link-invalid");
        }

        link.UsedAt = now;
        var set = user.PasswordHash is null
            ? await users.AddPasswordAsync(user, password)
            : await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (!set.Succeeded)
        {
            return UserAccounts.ToRefusals(set);
        }

        await users.SetLockoutEndDateAsync(user, null);
        log.Record(user.ClientId, "set-password-by-link", "user", user.Id, new { user.Email });
        return user.TwoFactorEnabled ? new SignInOutcome(SignInStep.CodeNeeded, user.Id) : await trace.SucceededAsync(user, "link");
    }
}
