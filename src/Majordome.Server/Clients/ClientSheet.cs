using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Clients;

/// <summary>A client with what every page about it shows.</summary>
/// <param name="Client">The client.</param>
/// <param name="Sites">Its sites by name, each with how many assets in service stand there.</param>
/// <param name="Contacts">Its contacts by name.</param>
/// <param name="Classes">Its assets in service: how many of each class, the most numerous first.</param>
/// <param name="OpenTickets">How many of its tickets are open.</param>
public sealed record ClientSheet(Client Client, IReadOnlyList<SiteLine> Sites, IReadOnlyList<Contact> Contacts, IReadOnlyList<ClassLine> Classes, int OpenTickets)
{
    /// <summary>Its assets in service.</summary>
    public int Assets => Classes.Sum(c => c.Assets);
}

/// <summary>A site and how many assets in service stand there.</summary>
/// <param name="Site">The site.</param>
/// <param name="Assets">How many.</param>
public sealed record SiteLine(Site Site, int Assets);

/// <summary>The assets of a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Assets">How many.</param>
/// <param name="Heavy">How many of them have a high weight.</param>
public sealed record ClassLine(ItemClass Class, int Assets, int Heavy);

/// <summary>Reads what pages about one client show.</summary>
public sealed class ClientSheets(AppDb db, IDeskLists desk)
{
    /// <summary>The client; <c>null</c> when there is none that the caller may know of.</summary>
    public async Task<ClientSheet?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } client)
        {
            return null;
        }

        var inService = db.Set<Asset>().Where(a => a.ClientId == id && a.RetiredAt == null);
        var sites = await db.Set<Site>().AsNoTracking().Where(s => s.ClientId == id).OrderBy(s => s.Name)
            .Select(s => new { Site = s, Assets = inService.Count(a => a.SiteId == s.Id) }).ToListAsync(cancellationToken);
        var contacts = await db.Set<Contact>().AsNoTracking().Where(c => c.ClientId == id).OrderBy(c => c.Name).ToListAsync(cancellationToken);
        var classes = await inService.GroupBy(a => a.Class)
            .Select(g => new { Class = g.Key, Assets = g.Count(), Heavy = g.Count(a => a.Weight == Impact.High) }).ToListAsync(cancellationToken);
        return new ClientSheet(
            client,
            sites.ConvertAll(s => new SiteLine(s.Site, s.Assets)),
            contacts,
            [.. classes.Select(c => new ClassLine(c.Class, c.Assets, c.Heavy)).OrderByDescending(c => c.Assets).ThenBy(c => c.Class)],
            await desk.CountOpenAsync(id, null, cancellationToken));
    }
}
