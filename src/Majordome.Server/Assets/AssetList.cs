using System.Linq.Expressions;
using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Assets;

/// <summary>A line of the list of assets, and of its export.</summary>
public sealed record AssetLine(
    Guid Id, string Name, ItemClass Class, Impact Weight, Guid ClientId, string ClientName, string ClientCode, string? SiteName, string? Address, string? Description);

/// <summary>Reads lists of assets.</summary>
public sealed class AssetList(AppDb db)
{
    /// <summary>A page of the list: by name, or by client then name when the address says so.</summary>
    public Task<ListPage<AssetLine>> ReadAsync(AssetFilter filter, PageAddress address, CancellationToken cancellationToken)
    {
        var all = db.Set<Asset>().AsNoTracking();
        var (by, descending) = Order(address);
        return Keyset.PageAsync(filter.Apply(all), all, by, descending, address, View, line => line.Id, cancellationToken);
    }

    /// <summary>The whole list in the same order, as it is read from the database.</summary>
    public IAsyncEnumerable<AssetLine> ReadAll(PageAddress address)
    {
        var (by, descending) = Order(address);
        var rows = AssetFilter.Of(address).Apply(db.Set<Asset>().AsNoTracking());
        return (descending ? rows.OrderByDescending(by).ThenByDescending(a => a.Id) : rows.OrderBy(by).ThenBy(a => a.Id)).Select(View).AsAsyncEnumerable();
    }

    /// <summary>How many assets are in service, at how many clients, and how many are retired.</summary>
    public async Task<(int InService, int Clients, int Retired)> CountAsync(CancellationToken cancellationToken) => (
        await db.Set<Asset>().CountAsync(a => a.RetiredAt == null, cancellationToken),
        await db.Set<Asset>().Where(a => a.RetiredAt == null).Select(a => a.ClientId).Distinct().CountAsync(cancellationToken),
        await db.Set<Asset>().CountAsync(a => a.RetiredAt != null, cancellationToken));

    /// <summary>The clients that have assets, to choose one from.</summary>
    public async Task<IReadOnlyList<Choice>> ClientsAsync(CancellationToken cancellationToken) =>
        (await db.Set<Client>().Where(c => db.Set<Asset>().Any(a => a.ClientId == c.Id)).OrderBy(c => c.Name).Select(c => new { c.Id, c.Name }).ToListAsync(cancellationToken))
            .ConvertAll(c => new Choice(c.Id.ToString(), c.Name));

    private Expression<Func<Asset, AssetLine>> View => a => new AssetLine(
        a.Id, a.Name, a.Class, a.Weight, a.ClientId,
        db.Set<Client>().Where(c => c.Id == a.ClientId).Select(c => c.Name).First(),
        db.Set<Client>().Where(c => c.Id == a.ClientId).Select(c => c.Code).First(),
        db.Set<Site>().Where(s => s.Id == a.SiteId).Select(s => s.Name).FirstOrDefault(),
        a.Address, a.Description);

    private (Expression<Func<Asset, string>> By, bool Descending) Order(PageAddress address)
    {
        var sort = address[PageAddress.SortField] ?? "name";
        return (sort.TrimStart('-') == "client"
            ? a => db.Set<Client>().Where(c => c.Id == a.ClientId).Select(c => Sql.Lower(c.Name)).First() + "\t" + Sql.Lower(a.Name)
            : a => Sql.Lower(a.Name), sort.StartsWith('-'));
    }
}
