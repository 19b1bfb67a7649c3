using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Assets;

/// <summary>An asset with what pages about it show.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Site">Where it stands; <c>null</c>: nowhere in particular.</param>
/// <param name="OpenTickets">How many open tickets are about it.</param>
/// <param name="State">How its checks fare; <c>null</c>: it has none that are run.</param>
/// <param name="Coverage">Whether an ordinary incident (P3) on it is covered now; <c>null</c>: it is retired.</param>
public sealed record AssetSheet(Asset Asset, Client Client, Site? Site, int OpenTickets, ItemState? State, CoverageAnswer? Coverage);

/// <summary>Reads what pages about one asset show.</summary>
public sealed class AssetSheets(AppDb db, IDeskLists desk, IItemStates states, IContractTerms contracts, IClock clock)
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
        var open = await desk.CountOpenAsync(null, id, cancellationToken);
        var state = await states.StateOfAsync(id, cancellationToken);
        var coverage = asset.RetiredAt is null
            ? await contracts.DecideAsync(client.Id, id, Nature.Incident, Priority.P3, clock.GetCurrentInstant(), cancellationToken)
            : null;
        return new AssetSheet(asset, client, site, open, state, coverage);
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
