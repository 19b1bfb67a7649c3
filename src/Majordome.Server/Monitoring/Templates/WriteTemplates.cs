using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>Writes a template of the provider's own.</summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class AddTemplate(AppDb db, TemplateForms forms, CheckSecrets secrets, EventLog log, IClock clock)
{
    /// <summary>Writes it.</summary>
    /// <returns>The template, or what <see cref="TemplateForms.Read"/> refuses.</returns>
    public Task<Result<Guid>> HandleAsync(CheckTemplate form)
    {
        if (!forms.Read(form, null).TryGet(out var template, out var refusals))
        {
            return Task.FromResult<Result<Guid>>(refusals);
        }

        var now = clock.GetCurrentInstant();
        var row = new TemplateRow { Id = Ids.At(now), Content = "", CreatedAt = now };
        row.Take(template, secrets);
        db.Add(row);
        log.Record(null, "add-template", "template", row.Id, row.Shown());
        return Task.FromResult<Result<Guid>>(row.Id);
    }
}

/// <summary>Copies a template, which may then be changed: a shipped one stays as it came.</summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class CopyTemplate(AppDb db, TemplateShelf shelf, CheckSecrets secrets, EventLog log, IClock clock)
{
    /// <summary>Copies it, with the defaults of its secrets; the items stay with the first.</summary>
    /// <returns>The copy, or: <c>not-found</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(id, cancellationToken) is not { } found)
        {
            return Refusals.NotFound("id", id);
        }

        var now = clock.GetCurrentInstant();
        var row = new TemplateRow { Id = Ids.At(now), Content = "", CreatedAt = now };
        var name = found.Template.Name;
        row.Take(shelf.Whole(found) with { Name = new Wording($"{name.French} (copie)", name.English is { Length: > 0 } english ? $"{english} (copy)" : null) }, secrets);
        db.Add(row);
        log.Record(null, "copy-template", "template", row.Id, new { from = id });
        return row.Id;
    }
}

/// <summary>How a template is changed.</summary>
/// <param name="Template">Its new content; <c>null</c>: what the program brings of it now.</param>
/// <param name="Shown">The token of the preview that was looked at.</param>
public sealed record TemplateChange(CheckTemplate? Template = null, string? Shown = null);

/// <summary>Reads what a template shall be, for who looks and for who applies.</summary>
public sealed class TemplateChanges(TemplateForms forms, TemplatePlanner planner, CheckSecrets secrets)
{
    /// <summary>The new content and its plan, or: <c>template-shipped</c> (copy it), <c>template-not-shipped</c>, and what <see cref="TemplateForms.Read"/> refuses.</summary>
    public async Task<Result<(CheckTemplate After, PlannedTemplate Plan)>> ReadAsync(TemplateRow row, TemplateChange change, CancellationToken cancellationToken)
    {
        if (change.Template is not null && row.ShippedVersion is not null)
        {
            return Refusal.Of("", "template-shipped");
        }

        if (change.Template is null && row.ShippedVersion is null)
        {
            return Refusal.Of("template", "required");
        }

        var read = change.Template is { } form ? forms.Read(form, row.Read(secrets)) : Shipped.ShippedTemplate.Find(row.Id)!.Template;
        return read.TryGet(out var after, out var refusals) ? (after, await planner.PlanAsync(row, after, cancellationToken)) : refusals;
    }
}

/// <summary>Changes a template and, in the same go, the checks it made on every item.</summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class ChangeTemplate(AppDb db, TemplateChanges changes, DoPlan act, CheckSecrets secrets, EventLog log, IClock clock)
{
    /// <summary>Changes it.</summary>
    /// <returns>Its new version, or: <c>not-found</c>, <c>required</c> (nothing was looked at), <c>conflict-preview</c> (it is no longer what was looked at), and what <see cref="TemplateChanges"/> refuses.</returns>
    public async Task<Result<int>> HandleAsync(Guid id, TemplateChange change, CancellationToken cancellationToken)
    {
        if (await db.Set<TemplateRow>().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } row)
        {
            return Refusals.NotFound("id", id);
        }

        if (!(await changes.ReadAsync(row, change, cancellationToken)).TryGet(out var read, out var refusals))
        {
            return refusals;
        }

        if (read.Plan.Against(change.Shown) is { } stale)
        {
            return stale;
        }

        row.Take(read.After, secrets);
        row.ShippedVersion = change.Template is null ? Shipped.ShippedTemplate.Find(id)!.Version : null;
        log.Record(null, "change-template", "template", id, new { template = row.Shown(), row.ShippedVersion, items = read.Plan.Items.Count });
        var done = await act.RunAsync(read.Plan, clock.GetCurrentInstant(), cancellationToken);
        return done.IsAccepted ? db.VersionOnceSaved(row) : done.Refusals;
    }
}

/// <summary>Removes a template that no item has.</summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class RemoveTemplate(AppDb db, EventLog log)
{
    /// <summary>Removes it; a shipped one is there again, as the program brings it.</summary>
    /// <returns>Done, or: <c>not-found</c>, <c>conflict</c> (it changed since <paramref name="version"/>), <c>template-in-use</c> (how many items).</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<TemplateRow>().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } row)
        {
            return Refusals.NotFound("id", id);
        }

        if (version is not null && version != row.Version)
        {
            return Refusals.Conflict();
        }

        if (await db.Set<AppliedTemplate>().CountAsync(a => a.TemplateId == id, cancellationToken) is > 0 and var items)
        {
            return Refusal.Of("", "template-in-use", items);
        }

        db.Remove(row);
        log.Record(null, "remove-template", "template", id, new { row.Shown().Name });
        return Done.Value;
    }
}
