using Majordome.Domain;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>Ends every session of the caller, in every browser: the next request of each asks to sign in.</summary>
[RunsForSignedIn]
public sealed class EndSessions(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Ends them.</summary>
    public async Task<Result<User>> HandleAsync()
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        await users.UpdateSecurityStampAsync(user);
        log.Record(user.ClientId, "end-sessions", "user", user.Id);
        return user;
    }
}
