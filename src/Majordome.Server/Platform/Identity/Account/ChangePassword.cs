using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>The password that was, and the one to be.</summary>
/// <param name="Current">What opens the account now.</param>
/// <param name="Next">At least 12 characters.</param>
public sealed record PasswordChange(string Current, string Next);

/// <summary>Changes the caller's own password; sessions elsewhere end.</summary>
[RunsForSignedIn]
public sealed class ChangePassword(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Changes it.</summary>
    /// <returns>The user, or: <c>password-mismatch</c> and the rules of passwords.</returns>
    public async Task<Result<User>> HandleAsync(PasswordChange form)
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        var changed = await users.ChangePasswordAsync(user, form.Current, form.Next);
        if (!changed.Succeeded)
        {
            return UserAccounts.ToRefusals(changed).Select(r => r.Rule is "password-mismatch" ? r with { Path = "current" } : r with { Path = "next" }).ToImmutableArray();
        }

        log.Record(user.ClientId, "change-password", "user", user.Id);
        return user;
    }
}
