using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Contracts;

/// <summary>Reads what a client has, for the domain to judge terms and levels by.</summary>
public sealed class EstateOfClient(AppDb db)
{
    /// <summary>
    /// Everything that terms may name: items that are there or were, since an amendment keeps the lines of those that left; sites;
    /// and the provider's people who may work on this client's tickets.
    /// </summary>
    public async Task<Estate> ToNameAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(clientId, onlyPresent: false, cancellationToken);
        var sites = await db.Set<Site>().Where(s => s.ClientId == clientId).Select(s => s.Id).ToListAsync(cancellationToken);
        var people = await PeopleAsync(clientId, cancellationToken);
        return new(items, [.. sites], [.. people.Select(p => p.Id)]);
    }

    /// <summary>The items that are there today: what a level is measured against.</summary>
    public async Task<Estate> PresentAsync(Guid clientId, CancellationToken cancellationToken) =>
        new(await ItemsAsync(clientId, onlyPresent: true, cancellationToken), [], []);

    /// <summary>The provider's people who may be told of this client's tickets, by name.</summary>
    public async Task<IReadOnlyList<User>> PeopleAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var staff = await db.Users.AsNoTracking().Include(u => u.Grants)
            .Where(u => u.ClientId == null && u.DisabledAt == null).OrderBy(u => u.DisplayName).ToListAsync(cancellationToken);
        return [.. staff.Where(u => u.Grants.Any(g => (g.ClientId is null || g.ClientId == clientId) && g.Role.Gives(Permission.WorkTickets)))];
    }

    private async Task<ImmutableDictionary<Guid, EstateItem>> ItemsAsync(Guid clientId, bool onlyPresent, CancellationToken cancellationToken)
    {
        var items = await db.Set<Asset>().Where(a => a.ClientId == clientId && (!onlyPresent || a.RetiredAt == null))
            .Select(a => new { a.Id, a.Class, a.SiteId }).ToListAsync(cancellationToken);
        return items.ToImmutableDictionary(a => a.Id, a => new EstateItem(a.Id, a.Class, a.SiteId));
    }
}
