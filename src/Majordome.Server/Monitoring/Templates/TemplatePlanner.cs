using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>An item with a template, with its rows.</summary>
/// <param name="Asset">The item.</param>
/// <param name="Applied">The template on it.</param>
/// <param name="Checks">The checks that the template made, by key; not those that are removed.</param>
/// <param name="Item">As the plan sees it.</param>
public sealed record TemplatedAsset(Asset Asset, AppliedTemplate Applied, IReadOnlyDictionary<string, Check> Checks, TemplatedItem Item);

/// <summary>A plan, and what shows that nothing changed since it was made.</summary>
/// <param name="Steps">What happens.</param>
/// <param name="Token">Changes with the template, with the items and with any of their checks; tells nothing of secrets.</param>
/// <param name="Items">The items, with their rows.</param>
public sealed record PlannedTemplate(ImmutableArray<TemplateStep> Steps, string Token, IReadOnlyList<TemplatedAsset> Items)
{
    /// <summary>Refuses what differs from what was shown: <c>conflict-preview</c>; nothing shown is <c>required</c>.</summary>
    public Refusal? Against(string? shown) =>
        string.IsNullOrEmpty(shown) ? Refusal.Of("shown", "required") : shown == Token ? null : Refusal.Of("shown", "conflict-preview");
}

/// <summary>Makes plans: the same for who looks and for who applies.</summary>
public sealed class TemplatePlanner(AppDb db, TemplateForms forms, CheckSecrets secrets)
{
    /// <summary>The plan of a change of a template.</summary>
    public async Task<PlannedTemplate> PlanAsync(TemplateRow row, CheckTemplate after, CancellationToken cancellationToken)
    {
        var items = await ItemsAsync(db.Set<AppliedTemplate>().Where(a => a.TemplateId == row.Id), cancellationToken);
        return await PlanAsync(row.Version, row.Read(secrets), after, items, (fields, _) => forms.Judge(fields), cancellationToken);
    }

    /// <summary>The plan of a template on one item.</summary>
    /// <param name="version">The template's version; 0 while nobody has it.</param>
    /// <param name="template">The template.</param>
    /// <param name="item">The item, with what it shall have of its own.</param>
    /// <param name="given">The template's parameters that are given for it now: secrets among the others stay with whom they were given for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<PlannedTemplate> PlanAsync(int version, CheckTemplate template, TemplatedAsset item, IReadOnlyCollection<string> given, CancellationToken cancellationToken) =>
        PlanAsync(
            version, item.Checks.Count == 0 ? null : template, template, [item],
            (fields, linked) => linked is null ? forms.Judge(fields) : forms.Judge(fields, item.Checks[linked.Key], Kept(template, item, linked, fields, given)), cancellationToken);

    /// <summary>Items that have a template, with what is there: only those that are in use.</summary>
    public async Task<List<TemplatedAsset>> ItemsAsync(IQueryable<AppliedTemplate> applied, CancellationToken cancellationToken)
    {
        var rows = await (
            from link in applied
            join asset in db.Set<Asset>().AsNoTracking() on link.AssetId equals asset.Id
            where asset.RetiredAt == null
            orderby asset.Name, asset.Id
            select new { link, asset }).ToListAsync(cancellationToken);
        var assets = rows.ConvertAll(r => r.asset.Id);
        var checks = await db.Set<Check>().Where(c => assets.Contains(c.AssetId) && c.RemovedAt == null).ToListAsync(cancellationToken);
        var byAsset = checks.ToLookup(c => c.AssetId);
        return rows.ConvertAll(r => Of(r.asset, r.link, [.. byAsset[r.asset.Id]]));
    }

    /// <summary>An item with a template, out of its rows.</summary>
    public TemplatedAsset Of(Asset asset, AppliedTemplate applied, IReadOnlyCollection<Check> checks)
    {
        var own = checks.Where(c => c.AppliedTemplateId == applied.Id).ToDictionary(c => c.TemplateKey!, StringComparer.Ordinal);
        var overrides = applied.ReadOverrides().Select(o => KeyValuePair.Create(o.Key, new FieldText(o.Value)))
            .Concat(secrets.OpenAll(applied.Secrets).Select(s => KeyValuePair.Create(s.Key, new FieldText(s.Value, IsSecret: true))));
        return new TemplatedAsset(asset, applied, own, new TemplatedItem(asset.Id, asset.Name, asset.Address)
        {
            Overrides = CheckSheet.Empty.SetItems(overrides),
            Excluded = applied.ReadExcluded(),
            Checks = [.. own.Values.OrderBy(c => c.TemplateKey, StringComparer.Ordinal).Select(c => CheckSheets.Linked(c, secrets))],
            OtherNames = [.. checks.Where(c => c.AppliedTemplateId != applied.Id).Select(c => c.Name)],
        });
    }

    /// <summary>Whether checks are named in French: the provider's language.</summary>
    public async Task<bool> IsFrenchAsync(CancellationToken cancellationToken) =>
        await db.Set<Provider>().Select(p => p.Language).SingleOrDefaultAsync(cancellationToken) is not "en";

    /// <summary>The secret parameters of a check that are as they were, and that the item says for itself, but not now.</summary>
    private static ImmutableArray<string> Kept(
        CheckTemplate template, TemplatedAsset item, LinkedCheck linked, ImmutableSortedDictionary<string, FieldText> fields, IReadOnlyCollection<string> given) =>
    [
        .. (template.Checks.FirstOrDefault(c => c.Key == linked.Key)?.Parameters ?? ImmutableSortedDictionary<string, string>.Empty)
            .Where(p => TemplateText.OnlyName(p.Value) is { } own && item.Item.Overrides.ContainsKey(own) && !given.Contains(own))
            .Select(p => p.Key)
            .Where(name => LinkedCheck.IsSameSecret(linked.Fields, fields, CheckSheet.Parameters + name)),
    ];

    private async Task<PlannedTemplate> PlanAsync(
        int version, CheckTemplate? before, CheckTemplate after, IReadOnlyList<TemplatedAsset> items,
        Func<ImmutableSortedDictionary<string, FieldText>, LinkedCheck?, ImmutableArray<Refusal>> judge, CancellationToken cancellationToken)
    {
        var steps = TemplatePlan.Of(before, after, items.Select(i => i.Item), judge, await IsFrenchAsync(cancellationToken));
        return new PlannedTemplate(steps, Token(version, after, items, steps), items);
    }

    private static string Token(int version, CheckTemplate after, IReadOnlyList<TemplatedAsset> items, ImmutableArray<TemplateStep> steps)
    {
        // Without secrets: whoever holds the token may try words against it. Any change of one gives its row another version.
        var content = new
        {
            version,
            after = TemplateRow.Told(after),
            items = items.Select(i => new
            {
                i.Asset.Id, i.Applied.TemplateId, i.Applied.Version, i.Item.Excluded,
                overrides = i.Item.Overrides.Select(o => new { o.Key, o.Value.Shown }), checks = i.Checks.Values.OrderBy(c => c.Id).Select(c => new { c.Id, c.Version }),
            }),
            steps = steps.Select(s => new { s.ItemId, s.Key, s.Act, s.Name, changes = s.Changes.Select(c => new { c.Field, from = c.From?.Shown, to = c.To?.Shown }) }),
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, Json.Options)))[..32];
    }
}
