using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Templates.Shipped;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A template as people find it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Row">As the database has it; <c>null</c>: a shipped one that no item has yet.</param>
/// <param name="Shipped">What the program brings now; <c>null</c>: the provider wrote it.</param>
/// <param name="Template">Its content, as it may be told.</param>
/// <param name="Items">How many items have it, as far as the reader may see.</param>
public sealed record ShelvedTemplate(Guid Id, TemplateRow? Row, ShippedTemplate? Shipped, CheckTemplate Template, int Items)
{
    /// <summary>Its version; 0 while the database does not have it.</summary>
    public int Version => Row?.Version ?? 0;

    /// <summary>Names of the secret parameters that have a default.</summary>
    public IReadOnlyList<string> SecretStandards => Row is not null
        ? [.. CheckSecrets.Names(Row.Secrets).Keys]
        : [.. Shipped!.Template.Parameters.Where(p => p is { Kind: TemplateParameterKind.Secret, Default.Length: > 0 }).Select(p => p.Key)];

    /// <summary>Whether the program brings a newer content than the items have.</summary>
    public bool HasNewer => Shipped is { } shipped && Row is { } row && row.ShippedVersion != shipped.Version;
}

/// <summary>Finds templates: the provider's own and the shipped ones.</summary>
public sealed class TemplateShelf(AppDb db, CheckSecrets secrets)
{
    /// <summary>All of them, by kind, then by name.</summary>
    public async Task<List<ShelvedTemplate>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<TemplateRow>().AsNoTracking().ToListAsync(cancellationToken);
        var items = await db.Set<AppliedTemplate>().GroupBy(a => a.TemplateId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var found = rows.Select(r => Of(r.Id, r, items.GetValueOrDefault(r.Id))).Concat(ShippedTemplate.All.Where(s => rows.TrueForAll(r => r.Id != s.Id)).Select(s => Of(s.Id, null, 0)));
        return [.. found.OrderBy(t => t.Template.Kind).ThenBy(t => t.Shipped is null).ThenBy(t => t.Template.Name.French, StringComparer.CurrentCulture).ThenBy(t => t.Id)];
    }

    /// <summary>One; <c>null</c>: there is none.</summary>
    public async Task<ShelvedTemplate?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await db.Set<TemplateRow>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        return row is null && ShippedTemplate.Find(id) is null
            ? null
            : Of(id, row, await db.Set<AppliedTemplate>().CountAsync(a => a.TemplateId == id, cancellationToken));
    }

    /// <summary>The whole content of one, secrets included: for making checks of it, never for telling.</summary>
    public CheckTemplate Whole(ShelvedTemplate found) => found.Row?.Read(secrets) ?? found.Shipped!.Template;

    /// <summary>The row of one, made at its first use when it is a shipped one; <c>null</c>: there is none.</summary>
    public async Task<TemplateRow?> TakeAsync(Guid id, Instant now, CancellationToken cancellationToken)
    {
        if (await db.Set<TemplateRow>().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is { } row)
        {
            return row;
        }

        if (ShippedTemplate.Find(id) is not { } shipped)
        {
            return null;
        }

        row = new TemplateRow { Id = id, Content = "", ShippedVersion = shipped.Version, CreatedAt = now };
        row.Take(shipped.Template, secrets);
        db.Add(row);
        return row;
    }

    private static ShelvedTemplate Of(Guid id, TemplateRow? row, int items)
    {
        var shipped = ShippedTemplate.Find(id);
        return new ShelvedTemplate(id, row, shipped, row?.Shown() ?? TemplateRow.Told(shipped!.Template), items);
    }
}
