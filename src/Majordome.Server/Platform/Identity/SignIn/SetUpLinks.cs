using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Whether a one-time link still works, asked before anybody fills the form.</summary>
public sealed class SetUpLinks(AppDb db, IClock clock, IHttpContextAccessor http)
{
    /// <summary>Whether it exists, was not used and has not expired; <see cref="CreateFirstAdministrator"/> asks again.</summary>
    public Task<bool> IsValidAsync(string key)
    {
        var (hash, now) = (Secrets.Hash(key), clock.GetCurrentInstant());
        return db.Set<SetupLink>().AnyAsync(l => l.Sha256 == hash && l.UsedAt == null && l.ExpiresAt > now, http.HttpContext!.RequestAborted);
    }

    /// <summary>The address of whom a link was handed to; <c>null</c>: it no longer works. <see cref="AcceptLink"/> asks again.</summary>
    public Task<string?> EmailOfAsync(string key)
    {
        var (hash, now) = (Secrets.Hash(key), clock.GetCurrentInstant());
        return db.Set<UserLink>().Where(l => l.Sha256 == hash && l.UsedAt == null && l.ExpiresAt > now)
            .Join(db.Users.Where(u => u.DisabledAt == null), l => l.UserId, u => u.Id, (_, u) => u.Email)
            .SingleOrDefaultAsync(http.HttpContext!.RequestAborted);
    }
}
