using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>Notes what people do by hand to checks that a template made, so that the template leaves it alone.</summary>
public sealed class TemplateTies(AppDb db, TemplatePlanner planner, CheckSecrets secrets)
{
    /// <summary>Notes which fields are the item's own after a change.</summary>
    /// <param name="check">The check after the change.</param>
    /// <param name="before">The check before it; <c>null</c>: no template made it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task NoteChangeAsync(Check check, LinkedCheck? before, CancellationToken cancellationToken)
    {
        if (before is null || await FindAsync(check, cancellationToken) is not { } applied)
        {
            return;
        }

        var template = (await db.Set<TemplateRow>().AsNoTracking().SingleAsync(t => t.Id == applied.TemplateId, cancellationToken)).Read(secrets);
        var asset = await db.Set<Asset>().AsNoTracking().SingleAsync(a => a.Id == check.AssetId, cancellationToken);
        var item = planner.Of(asset, applied, [check]).Item;
        var rendered = template.Render(item, await planner.IsFrenchAsync(cancellationToken)).FirstOrDefault(r => r.Key == check.TemplateKey && r.Missing.IsEmpty);
        var own = before.OverriddenBy(CheckSheets.Of(check, secrets), rendered?.Fields);
        check.Overridden = own.IsEmpty ? null : AppliedTemplate.WriteKeys(own);
    }

    /// <summary>Notes that the item does without a check.</summary>
    public async Task NoteRemovalAsync(Check check, CancellationToken cancellationToken)
    {
        if (await FindAsync(check, cancellationToken) is { } applied)
        {
            applied.Excluded = AppliedTemplate.WriteKeys(applied.ReadExcluded().Add(check.TemplateKey!));
        }
    }

    /// <summary>A check as it is before a change; <c>null</c>: no template made it.</summary>
    public LinkedCheck? Before(Check check) => check.TemplateKey is null ? null : CheckSheets.Linked(check, secrets);

    private Task<AppliedTemplate?> FindAsync(Check check, CancellationToken cancellationToken) =>
        db.Set<AppliedTemplate>().SingleOrDefaultAsync(a => a.Id == check.AppliedTemplateId, cancellationToken);
}
