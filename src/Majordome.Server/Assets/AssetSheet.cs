using Majordome.Server.Clients;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Assets;

/// <summary>An asset with what pages about it show.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Site">Where it stands; <c>null</c>: nowhere in particular.</param>
/// <param name="OpenTickets">How many open tickets are about it.</param>
public sealed record AssetSheet(Asset Asset, Client Client, Site? Site, int OpenTickets);

/// <summary>Reads what pages about one asset show.</summary>
public sealed class AssetSheets(AppDb db, IDeskLists desk)
{
    /// <summary>The asset; <c>null</c> when there is none that the caller may know of.</summary>
    public async Task<AssetSheet?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } asset)
        {
            return null;
        }

        var client = await db.Set<Client>().AsNoTracking().SingleAsync(c => c.Id == asset.ClientId, cancellationToken);
        var site = await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == asset.SiteId, cancellationToken);
        return new AssetSheet(asset, client, site, await desk.CountOpenAsync(null, id, cancellationToken));
    }

    /// <summary>The client that a new asset is for; <c>null</c> when there is none that the caller may know of.</summary>
    public Task<Client?> ClientAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);

    /// <summary>The clients whose estate the caller may change, to choose one from.</summary>
    public async Task<IReadOnlyList<Choice>> ClientsAsync(Caller caller, CancellationToken cancellationToken) =>
    [
        .. (await db.Set<Client>().Where(c => c.ArchivedAt == null).OrderBy(c => c.Name).Select(c => new { c.Id, c.Name }).ToListAsync(cancellationToken))
            .Where(c => caller.May(Permission.ManageEstate, c.Id)).Select(c => new Choice(c.Id.ToString(), c.Name)),
    ];

    /// <summary>The sites of a client, to choose one from.</summary>
    public async Task<IReadOnlyList<Choice>> SitesAsync(Guid clientId, CancellationToken cancellationToken) =>
        (await db.Set<Site>().Where(s => s.ClientId == clientId).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken))
            .ConvertAll(s => new Choice(s.Id.ToString(), s.Name));
}
