using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A template on an item, as people see it.</summary>
/// <param name="Found">The template.</param>
/// <param name="Item">The item with it.</param>
/// <param name="Pending">What applying it again would do: the item's facts changed since.</param>
public sealed record ItemTemplate(ShelvedTemplate Found, TemplatedAsset Item, PlannedTemplate Pending)
{
    /// <summary>Whether the item says the parameter for itself.</summary>
    public bool Says(string parameter) => Item.Item.Overrides.ContainsKey(parameter);

    /// <summary>Whether anything is to be done: what cannot be does not count.</summary>
    public bool IsPending => Pending.Steps.Any(s => s.Act is TemplateAct.Add or TemplateAct.Change or TemplateAct.Remove);
}

/// <summary>What the page of an item's templates shows.</summary>
/// <param name="Asset">The item.</param>
/// <param name="ClientName">Whose it is.</param>
/// <param name="Applied">What it has.</param>
/// <param name="Offered">What it may have besides, the fitting kinds first.</param>
public sealed record ItemTemplatesData(Asset Asset, string ClientName, IReadOnlyList<ItemTemplate> Applied, IReadOnlyList<ShelvedTemplate> Offered);

/// <summary>Reads the templates of an item.</summary>
public sealed class ItemTemplatesReader(AppDb db, TemplateShelf shelf, TemplatePlanner planner)
{
    /// <summary>Reads them; <c>null</c>: there is no such item, as far as the caller may know.</summary>
    public async Task<ItemTemplatesData?> ReadAsync(Guid assetId, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) is not { } asset)
        {
            return null;
        }

        var client = await db.Set<Client>().Where(c => c.Id == asset.ClientId).Select(c => c.Name).SingleAsync(cancellationToken);
        var templates = await shelf.ListAsync(cancellationToken);
        var rows = await db.Set<AppliedTemplate>().AsNoTracking().Where(a => a.AssetId == assetId).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var checks = await db.Set<Check>().AsNoTracking().Where(c => c.AssetId == assetId && c.RemovedAt == null).ToListAsync(cancellationToken);
        var applied = new List<ItemTemplate>();
        foreach (var row in rows)
        {
            var found = templates.Single(t => t.Id == row.TemplateId);
            var item = planner.Of(asset, row, checks);
            applied.Add(new ItemTemplate(found, item, await planner.PlanAsync(found.Version, shelf.Whole(found), item, [], cancellationToken)));
        }

        var offered = templates.Where(t => applied.TrueForAll(a => a.Found.Id != t.Id)).OrderBy(t => t.Template.Kind.Suits(asset.Class) ? 0 : 1).ToList();
        return new ItemTemplatesData(asset, client, applied, offered);
    }
}
