using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A template on an item, as it is wanted.</summary>
public sealed record ItemTemplateForm
{
    /// <summary>Parameters that the item says for itself; empty texts are left out. Secret ones are only ever written: no answer holds them.</summary>
    public IReadOnlyDictionary<string, string>? Overrides { get; init; }

    /// <summary>Names of the secret parameters that the item says for itself. On a change, those to keep as they are; <c>null</c>: all that are not given anew.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>Keys of the template's checks that the item does without.</summary>
    public IReadOnlyList<string>? Excluded { get; init; }

    /// <summary>The token of the preview that was looked at.</summary>
    public string? Shown { get; init; }
}

/// <summary>Reads a template on an item as it is wanted, for who looks and for who applies.</summary>
public sealed class ItemTemplates(AppDb db, TemplateShelf shelf, TemplatePlanner planner, CheckSecrets secrets)
{
    /// <summary>The item with the template as it is wanted on it, and the plan.</summary>
    /// <returns>
    /// Both, or: <c>not-found</c> (the item, the template), <c>asset-retired</c>, <c>template-parameter-unknown</c>, <c>template-check-unknown</c>, and what
    /// <see cref="TemplateRules.Judge"/> says of the texts.
    /// </returns>
    public async Task<Result<(TemplatedAsset Item, PlannedTemplate Plan)>> ReadAsync(Guid assetId, Guid templateId, ItemTemplateForm form, Instant now, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("id", assetId);
        }

        if (await shelf.FindAsync(templateId, cancellationToken) is not { } found)
        {
            return Refusals.NotFound("id", templateId);
        }

        if (asset.RetiredAt is not null)
        {
            return Refusal.Of("assetId", "asset-retired");
        }

        var template = shelf.Whole(found);
        var refusals = Judge(template, form);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        var applied = await db.Set<AppliedTemplate>().SingleOrDefaultAsync(a => a.AssetId == assetId && a.TemplateId == templateId, cancellationToken)
            ?? new AppliedTemplate { Id = Ids.At(now), ClientId = asset.ClientId, AssetId = assetId, TemplateId = templateId, Overrides = "{}", Excluded = "[]", CreatedAt = now };
        Take(applied, template, form);
        var checks = await db.Set<Check>().Where(c => c.AssetId == assetId && c.RemovedAt == null).ToListAsync(cancellationToken);
        var item = planner.Of(asset, applied, checks);
        return (item, await planner.PlanAsync(found.Version, template, item, Given(form).Keys.ToList(), cancellationToken));
    }

    private static ImmutableArray<Refusal> Judge(CheckTemplate template, ItemTemplateForm form)
    {
        var known = template.Parameters.ToDictionary(p => p.Key, StringComparer.Ordinal);
        return
        [
            .. Given(form).Select(o => known.TryGetValue(o.Key, out var parameter)
                ? TemplateRules.Judge(parameter, $"overrides.{o.Key}", o.Value)
                : Refusal.Of($"overrides.{o.Key}", "template-parameter-unknown", o.Key)).OfType<Refusal>(),
            .. (form.Excluded ?? []).Where(key => template.Checks.All(c => c.Key != key)).Select(key => Refusal.Of("excluded", "template-check-unknown", key)),
        ];
    }

    private static ImmutableSortedDictionary<string, string> Given(ItemTemplateForm form) =>
        (form.Overrides ?? ImmutableDictionary<string, string>.Empty).Where(o => !string.IsNullOrEmpty(o.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private void Take(AppliedTemplate applied, CheckTemplate template, ItemTemplateForm form)
    {
        var secret = template.Parameters.Where(p => p.Kind is TemplateParameterKind.Secret).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var given = Given(form);
        var own = secrets.Staying(applied.Secrets, secret.Contains, form.Secrets).SetItems(given.Where(g => secret.Contains(g.Key)));
        applied.Secrets = secrets.SealAll(own, applied.Secrets);
        applied.Overrides = JsonSerializer.Serialize(given.RemoveRange(secret), Json.Options);
        applied.Excluded = AppliedTemplate.WriteKeys(form.Excluded ?? []);
    }
}

/// <summary>Ties a template to an item, within the running command, and makes the item's checks so.</summary>
public sealed class TieTemplate(AppDb db, TemplateShelf shelf, DoPlan act, EventLog log)
{
    /// <summary>Ties it.</summary>
    /// <returns>Done, or what <see cref="DoPlan"/> refuses.</returns>
    public async Task<Result<Done>> RunAsync(TemplatedAsset item, PlannedTemplate plan, Instant now, CancellationToken cancellationToken)
    {
        var applied = item.Applied;
        await shelf.TakeAsync(applied.TemplateId, now, cancellationToken);
        if (applied.Version == 0)
        {
            db.Add(applied);
        }

        log.Record(applied.ClientId, "apply-template", "asset", applied.AssetId, new
        {
            template = applied.TemplateId, overrides = applied.ReadOverrides(), secrets = CheckSecrets.Names(applied.Secrets).Keys, excluded = applied.ReadExcluded(),
        });
        return await act.RunAsync(plan, now, cancellationToken);
    }
}

/// <summary>Applies a template to an item, or changes what the item has of its own in it, and makes its checks so.</summary>
[Requires(Permission.ManageEstate)]
public sealed class ApplyTemplate(ItemTemplates items, TieTemplate tie, IClock clock)
{
    /// <summary>Applies it.</summary>
    /// <returns>What was done, or: <c>required</c> (nothing was looked at), <c>conflict-preview</c> (it is no longer what was looked at), and what <see cref="ItemTemplates.ReadAsync"/> refuses.</returns>
    public async Task<Result<PlannedTemplate>> HandleAsync(Guid assetId, Guid templateId, ItemTemplateForm form, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (!(await items.ReadAsync(assetId, templateId, form, now, cancellationToken)).TryGet(out var read, out var refusals))
        {
            return refusals;
        }

        if (read.Plan.Against(form.Shown) is { } stale)
        {
            return stale;
        }

        var done = await tie.RunAsync(read.Item, read.Plan, now, cancellationToken);
        return done.IsAccepted ? read.Plan : done.Refusals;
    }
}

/// <summary>Takes a template off an item.</summary>
[Requires(Permission.ManageEstate)]
public sealed class DetachTemplate(AppDb db, CheckMaker maker, EventLog log, IClock clock)
{
    /// <summary>Takes it off.</summary>
    /// <param name="assetId">The item.</param>
    /// <param name="templateId">The template.</param>
    /// <param name="keepChecks">Whether its checks stay, as checks of the item's own; else they are removed, and their history stays.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Done, or: <c>not-found</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid assetId, Guid templateId, bool keepChecks, CancellationToken cancellationToken)
    {
        if (await db.Set<AppliedTemplate>().SingleOrDefaultAsync(a => a.AssetId == assetId && a.TemplateId == templateId, cancellationToken) is not { } applied)
        {
            return Refusals.NotFound("id", templateId);
        }

        var now = clock.GetCurrentInstant();
        foreach (var check in await db.Set<Check>().Where(c => c.AppliedTemplateId == applied.Id).ToListAsync(cancellationToken))
        {
            if (keepChecks)
            {
                check.Untie();
            }
            else
            {
                await maker.RemoveAsync(check, now, cancellationToken);
            }
        }

        db.Remove(applied);
        log.Record(applied.ClientId, "detach-template", "asset", assetId, new { template = templateId, keepChecks });
        return Done.Value;
    }
}
