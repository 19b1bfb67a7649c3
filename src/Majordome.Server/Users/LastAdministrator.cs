using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Users;

/// <summary>The program is never left without somebody who may let people in.</summary>
internal static class LastAdministrator
{
    /// <summary>Whether nobody but this user is an active administrator of all clients. Holds the provider's row until the commit, so that two administrators cannot remove each other.</summary>
    public static async Task<bool> IsAsync(AppDb db, Guid userId, CancellationToken cancellationToken)
    {
        await db.Set<Provider>().ExecuteUpdateAsync(p => p.SetProperty(x => x.Version, x => x.Version), cancellationToken);
        return !await db.Users.AnyAsync(
            u => u.Id != userId && u.DisabledAt == null && u.Grants.Any(g => g.Role == Role.Administrator && g.ClientId == null), cancellationToken);
    }
}
