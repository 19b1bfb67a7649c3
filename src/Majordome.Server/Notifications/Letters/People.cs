using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Letters;

/// <summary>One of the provider's people, as letters need them.</summary>
public sealed record Person(Guid Id, string Name, string Address, string Language, string Zone)
{
    /// <summary>Them as a reader.</summary>
    public Reader At(Instant now) => new(Language, Zone, now);
}

/// <summary>
/// Finds who is told. Only people who may still sign in and still see the client are: a right that was withdrawn also ends the
/// letters about that client.
/// </summary>
public sealed class People(AppDb db)
{
    /// <summary>One person, if they may be told of that client's tickets.</summary>
    public async Task<Person?> FindAsync(Guid userId, Guid clientId, CancellationToken cancellationToken) =>
        (await Active().Where(u => u.Id == userId && u.Grants.Any(g => g.ClientId == null || g.ClientId == clientId))
            .ToListAsync(cancellationToken)).Select(ToPerson).SingleOrDefault();

    /// <summary>Those who administer the whole provider, in a stable order.</summary>
    public async Task<IReadOnlyList<Person>> AdministratorsAsync(CancellationToken cancellationToken) =>
        [.. (await Active().Where(u => u.Grants.Any(g => g.Role == Role.Administrator && g.ClientId == null))
            .OrderBy(u => u.Id).ToListAsync(cancellationToken)).Select(ToPerson)];

    /// <summary>Those who answer for the service of that client.</summary>
    public async Task<IReadOnlyList<Person>> DeliveryManagersAsync(Guid clientId, CancellationToken cancellationToken) =>
        [.. (await Active().Where(u => u.Grants.Any(g => g.Role == Role.DeliveryManager && (g.ClientId == null || g.ClientId == clientId)))
            .OrderBy(u => u.Id).ToListAsync(cancellationToken)).Select(ToPerson)];

    private IQueryable<User> Active() => db.Users.AsNoTracking().Where(u => u.DisabledAt == null && u.ClientId == null && u.Email != null);

    private static Person ToPerson(User user) => new(user.Id, user.DisplayName, user.Email!, user.Language, user.Zone);
}
