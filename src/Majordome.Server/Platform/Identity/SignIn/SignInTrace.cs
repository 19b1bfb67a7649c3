using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>What every way to sign in has in common: the count of failures, and the trace under the person's own name.</summary>
public sealed class SignInTrace(UserManager<User> users, EventLog log, CallerContext context)
{
    /// <summary>Counts a failure; the fifth in a row closes the account for five minutes.</summary>
    /// <param name="user">Whose account was tried.</param>
    /// <param name="factor">What was given: <c>password</c>, <c>code</c>.</param>
    public async Task<SignInOutcome> FailedAsync(User user, string factor)
    {
        await users.AccessFailedAsync(user);
        log.Record(user.ClientId, "refuse-sign-in", "user", user.Id, new { user.Email, Factor = factor });
        if (!await users.IsLockedOutAsync(user))
        {
            return SignInOutcome.Refused;
        }

        log.Record(user.ClientId, "lock-out", "user", user.Id, new { user.Email });
        return SignInOutcome.LockedOut;
    }

    /// <summary>Records that the person is in, and forgets the failures.</summary>
    public async Task<SignInOutcome> SucceededAsync(User user, string factor)
    {
        await users.ResetAccessFailedCountAsync(user);
        context.Caller = Caller.Person(user.Id, user.Email!, user.ClientId, []);
        log.Record(user.ClientId, "sign-in", "user", user.Id, new { user.Email, Factor = factor });
        return new SignInOutcome(SignInStep.SignedIn, user.Id);
    }
}
