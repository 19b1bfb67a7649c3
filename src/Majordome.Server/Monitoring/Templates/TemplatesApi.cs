using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A template as the API tells it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Template">Its content; the defaults of its secrets are never told.</param>
/// <param name="Secrets">Names of the secret parameters that have a default.</param>
/// <param name="ShippedVersion">The version of the program's content it has; <c>null</c>: the provider wrote it.</param>
/// <param name="NewerVersion">The version that the program brings, when it is another; <c>null</c>: none.</param>
/// <param name="Items">How many items have it, as far as the reader may see.</param>
public sealed record TemplateAnswer(Guid Id, CheckTemplate Template, IReadOnlyList<string> Secrets, int? ShippedVersion, int? NewerVersion, int Items);

/// <summary>A field that changes, as the API tells it; a secret's texts are left out.</summary>
public sealed record FieldAnswer(string Field, string? From, string? To);

/// <summary>What happens to one check of one item, as the API tells it.</summary>
/// <param name="AssetId">The item.</param>
/// <param name="Asset">Its name.</param>
/// <param name="Key">Of the template's check, or of its parameter.</param>
/// <param name="CheckId">The check.</param>
/// <param name="Name">Its name.</param>
/// <param name="Act">What happens.</param>
/// <param name="Changes">What changes in it.</param>
/// <param name="Kept">What the template changes and the item keeps.</param>
/// <param name="Reasons">Why it is not possible.</param>
public sealed record StepAnswer(
    Guid AssetId, string Asset, string Key, Guid? CheckId, string Name, TemplateAct Act, IReadOnlyList<FieldAnswer> Changes, IReadOnlyList<FieldAnswer> Kept,
    IReadOnlyList<ProblemError> Reasons);

/// <summary>A plan, as the API tells it.</summary>
/// <param name="Shown">What to send with the change: it is done only while it is still this.</param>
/// <param name="Steps">What happens.</param>
public sealed record PlanAnswer(string Shown, IReadOnlyList<StepAnswer> Steps);

/// <summary>A template on an item, as the API tells it.</summary>
/// <param name="TemplateId">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Overrides">Parameters that the item says for itself.</param>
/// <param name="Secrets">Names of the secret ones that it says for itself.</param>
/// <param name="Excluded">Checks that it does without.</param>
/// <param name="Checks">The checks that the template made on it, by key.</param>
/// <param name="Pending">What applying it again would do.</param>
public sealed record ItemTemplateAnswer(
    Guid TemplateId, Wording Name, IReadOnlyDictionary<string, string> Overrides, IReadOnlyList<string> Secrets, IReadOnlyList<string> Excluded,
    IReadOnlyDictionary<string, Guid> Checks, PlanAnswer Pending);

/// <summary>How a template is taken off.</summary>
/// <param name="KeepChecks">Whether its checks stay; there is no default: it has to be said.</param>
public sealed record TemplateDetachment(bool? KeepChecks);

/// <summary>The API of templates: what is done is what was looked at.</summary>
public static class TemplatesApi
{
    /// <summary>Maps it.</summary>
    public static void MapTemplatesApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root).WithTags("templates");
        api.MapGet("/templates", ListAsync).Requires(Permission.ReadDesk);
        api.MapGet("/templates/{id:guid}", GetAsync).Requires(Permission.ReadDesk);
        api.MapPost("/templates", AddAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapPost("/templates/{id:guid}/copy", CopyAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapPost("/templates/{id:guid}/preview", PreviewAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapPut("/templates/{id:guid}", ChangeAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapDelete("/templates/{id:guid}", RemoveAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapGet("/assets/{assetId:guid}/templates", OfItemAsync).Requires(Permission.ReadDesk);
        api.MapPost("/assets/{assetId:guid}/templates/{templateId:guid}/preview", PreviewItemAsync).Requires(Permission.ManageEstate);
        api.MapPut("/assets/{assetId:guid}/templates/{templateId:guid}", ApplyAsync).Requires(Permission.ManageEstate);
        api.MapPost("/assets/{assetId:guid}/templates/{templateId:guid}/detach", DetachAsync).Requires(Permission.ManageEstate);
    }

    private static async Task<IResult> ListAsync(TemplateShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ApiPage<TemplateAnswer>([.. (await shelf.ListAsync(cancellationToken)).Select(Answer)], null));

    private static async Task<IResult> GetAsync(HttpContext http, TemplateShelf shelf, Guid id, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(id, cancellationToken) is not { } found)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        if (found.Row is { } row)
        {
            Api.Tag(http, row);
        }

        return TypedResults.Ok(Answer(found));
    }

    private static async Task<IResult> AddAsync(HttpContext http, Commands commands, CallerContext context, CheckTemplate form, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(context.Caller, (AddTemplate c) => c.HandleAsync(form), cancellationToken), "templates");

    private static async Task<IResult> CopyAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(context.Caller, (CopyTemplate c) => c.HandleAsync(id, cancellationToken), cancellationToken), "templates");

    private static async Task<IResult> PreviewAsync(
        HttpContext http, AppDb db, TemplateChanges changes, Sentences sentences, Guid id, TemplateChange change, CancellationToken cancellationToken)
    {
        if (await db.Set<TemplateRow>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } row)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        return (await changes.ReadAsync(row, change, cancellationToken)).TryGet(out var read, out var refusals)
            ? TypedResults.Ok(Answer(read.Plan, sentences))
            : Problems.Of(http, refusals);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, Commands commands, CallerContext context, Guid id, TemplateChange change, CancellationToken cancellationToken)
    {
        var changed = await commands.RunAsync(context.Caller, (ChangeTemplate c) => c.HandleAsync(id, change, cancellationToken), cancellationToken);
        return changed.IsAccepted ? TypedResults.NoContent() : Problems.Of(http, changed.Refusals);
    }

    private static Task<IResult> RemoveAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (RemoveTemplate c) => c.HandleAsync(id, version, cancellationToken), cancellationToken));

    private static async Task<IResult> OfItemAsync(HttpContext http, ItemTemplatesReader reader, Sentences sentences, Guid assetId, CancellationToken cancellationToken) =>
        await reader.ReadAsync(assetId, cancellationToken) is { } data
            ? TypedResults.Ok(new ApiPage<ItemTemplateAnswer>([.. data.Applied.Select(a => Answer(a, sentences))], null))
            : Problems.Of(http, [Refusals.NotFound("id", assetId)]);

    private static async Task<IResult> PreviewItemAsync(
        HttpContext http, CallerContext context, ItemTemplates items, IClock clock, Sentences sentences, Guid assetId, Guid templateId, ItemTemplateForm form,
        CancellationToken cancellationToken) =>
        !(await items.ReadAsync(assetId, templateId, form, clock.GetCurrentInstant(), cancellationToken)).TryGet(out var read, out var refusals) ? Problems.Of(http, refusals)
        : context.Caller.May(Permission.ManageEstate, read.Item.Asset.ClientId) ? TypedResults.Ok(Answer(read.Plan, sentences))
        : Problems.Of(http, [Refusals.Forbidden(Permission.ManageEstate)]);

    private static async Task<IResult> ApplyAsync(
        HttpContext http, Commands commands, CallerContext context, Sentences sentences, Guid assetId, Guid templateId, ItemTemplateForm form, CancellationToken cancellationToken) =>
        (await commands.RunAsync(context.Caller, (ApplyTemplate c) => c.HandleAsync(assetId, templateId, form, cancellationToken), cancellationToken)).TryGet(out var done, out var refusals)
            ? TypedResults.Ok(Answer(done, sentences))
            : Problems.Of(http, refusals);

    private static async Task<IResult> DetachAsync(
        HttpContext http, Commands commands, CallerContext context, Guid assetId, Guid templateId, TemplateDetachment form, CancellationToken cancellationToken)
    {
        if (form.KeepChecks is not { } keep)
        {
            return Problems.Of(http, [Refusal.Of("keepChecks", "required")]);
        }

        var done = await commands.RunAsync(context.Caller, (DetachTemplate c) => c.HandleAsync(assetId, templateId, keep, cancellationToken), cancellationToken);
        return done.IsAccepted ? TypedResults.NoContent() : Problems.Of(http, done.Refusals);
    }

    private static TemplateAnswer Answer(ShelvedTemplate found) =>
        new(found.Id, found.Template, found.SecretStandards, found.Row?.ShippedVersion ?? found.Shipped?.Version, found.HasNewer ? found.Shipped!.Version : null, found.Items);

    private static ItemTemplateAnswer Answer(ItemTemplate applied, Sentences sentences) => new(
        applied.Found.Id, applied.Found.Template.Name, applied.Item.Applied.ReadOverrides(), [.. CheckSecrets.Names(applied.Item.Applied.Secrets).Keys],
        [.. applied.Item.Item.Excluded], applied.Item.Checks.ToImmutableSortedDictionary(c => c.Key, c => c.Value.Id, StringComparer.Ordinal), Answer(applied.Pending, sentences));

    private static PlanAnswer Answer(PlannedTemplate plan, Sentences sentences)
    {
        var names = plan.Items.ToDictionary(i => i.Asset.Id, i => i.Asset.Name);
        return new PlanAnswer(plan.Token,
        [
            .. plan.Steps.Select(s => new StepAnswer(
                s.ItemId, names[s.ItemId], s.Key, s.CheckId, s.Name, s.Act, [.. s.Changes.Select(Answer)], [.. s.Kept.Select(Answer)],
                [.. s.Reasons.Select(r => new ProblemError(r.Path, r.Rule, sentences.Tell(r), r.Values.FirstOrDefault()?.ToString()))])),
        ]);
    }

    private static FieldAnswer Answer(FieldChange change) => new(change.Field, change.From?.Shown, change.To?.Shown);
}
