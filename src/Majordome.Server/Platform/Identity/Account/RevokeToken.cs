using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>Ends a token of the caller: it stops working at its next use.</summary>
[RunsForSignedIn]
public sealed class RevokeToken(AppDb db, CallerContext context, EventLog log, IClock clock)
{
    /// <summary>Ends it.</summary>
    /// <returns>The token, or: <c>not-found</c> (unknown, revoked before, or another's).</returns>
    public async Task<Result<ApiToken>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var token = await db.Set<ApiToken>().SingleOrDefaultAsync(t => t.Id == id && t.UserId == context.Caller.UserId && t.RevokedAt == null, cancellationToken);
        if (token is null)
        {
            return Refusals.NotFound("id");
        }

        token.RevokedAt = clock.GetCurrentInstant();
        log.Record(context.Caller.ClientId, "revoke-token", "token", token.Id, new { token.Name });
        return token;
    }
}
