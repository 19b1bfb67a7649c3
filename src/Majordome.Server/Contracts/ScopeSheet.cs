using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Contracts;

/// <summary>A line of a scope with what it covers today.</summary>
/// <param name="Line">What the contract says.</param>
/// <param name="AssetName">The item's name; <c>null</c> for a class.</param>
/// <param name="IsGone">The item is retired.</param>
/// <param name="SiteName">The site of the class; <c>null</c>: all sites, or an item.</param>
/// <param name="Items">How many present items it covers.</param>
public sealed record ScopeRow(ScopeLine Line, string? AssetName, bool IsGone, string? SiteName, int Items);

/// <summary>Present items that no line covers, by class.</summary>
public sealed record UncoveredClass(ItemClass Class, int Items);

/// <summary>Reads a scope with the names of what it covers.</summary>
public sealed class ScopeSheet(AppDb db)
{
    /// <summary>The lines of a version, in its order.</summary>
    public async Task<IReadOnlyList<ScopeRow>> RowsAsync(ContractVersion version, CancellationToken cancellationToken)
    {
        var (assets, sites) = await EstateAsync(version.Client, cancellationToken);
        return [.. version.Terms.Scope.Select(line => Row(line, assets, sites))];
    }

    /// <summary>What the client has that none of these lines covers, the most numerous class first.</summary>
    public async Task<IReadOnlyList<UncoveredClass>> UncoveredAsync(Guid clientId, IReadOnlyList<ScopeLine> lines, CancellationToken cancellationToken)
    {
        var (assets, _) = await EstateAsync(clientId, cancellationToken);
        return
        [
            .. assets.Values.Where(a => a.RetiredAt is null && !lines.Any(l => l.Target.Covers(Item(a))))
                .GroupBy(a => a.Class).Select(g => new UncoveredClass(g.Key, g.Count())).OrderByDescending(u => u.Items).ThenBy(u => u.Class),
        ];
    }

    private async Task<(Dictionary<Guid, Asset> Assets, Dictionary<Guid, string> Sites)> EstateAsync(Guid clientId, CancellationToken cancellationToken) => (
        await db.Set<Asset>().AsNoTracking().Where(a => a.ClientId == clientId).ToDictionaryAsync(a => a.Id, cancellationToken),
        await db.Set<Site>().AsNoTracking().Where(s => s.ClientId == clientId).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken));

    private static ScopeRow Row(ScopeLine line, Dictionary<Guid, Asset> assets, Dictionary<Guid, string> sites)
    {
        var covered = assets.Values.Count(a => a.RetiredAt is null && line.Target.Covers(Item(a)));
        return line.Target switch
        {
            ScopeTarget.OneItem { Id: var id } => new(line, assets.GetValueOrDefault(id)?.Name, assets.GetValueOrDefault(id)?.RetiredAt is not null, null, covered),
            ScopeTarget.ClassOfItems { Site: { } site } => new(line, null, false, sites.GetValueOrDefault(site), covered),
            _ => new(line, null, false, null, covered),
        };
    }

    private static EstateItem Item(Asset asset) => new(asset.Id, asset.Class, asset.SiteId);
}
