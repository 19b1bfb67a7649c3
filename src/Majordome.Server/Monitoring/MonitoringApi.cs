using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Probe.Contract;
using Majordome.Probe.Discovery;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Adoption;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring;

/// <summary>A check as the API tells it.</summary>
/// <param name="Id">Which.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="AssetId">On what.</param>
/// <param name="Definition">Number of its definition.</param>
/// <param name="Check">The check, without its secrets.</param>
/// <param name="TemplateKey">Which of its template's checks it is; <c>null</c>: no template made it.</param>
/// <param name="Overridden">Fields that were changed by hand, which the template leaves alone.</param>
public sealed record CheckAnswer(
    Guid Id, Guid ClientId, Guid AssetId, int Definition, CheckForm Check, string? TemplateKey = null, ImmutableSortedSet<string>? Overridden = null);

/// <summary>Where a check stands, as the API tells it.</summary>
/// <param name="Id">The check.</param>
/// <param name="State">The confirmed state.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">Severity of the open problem; <c>null</c>: none.</param>
/// <param name="IsFlapping">Whether it flaps.</param>
/// <param name="SilentUntil">Until when nothing is told of it.</param>
/// <param name="Last">The last run.</param>
public sealed record StateAnswer(Guid Id, CheckStatus State, Instant Since, CheckStatus? Problem, bool IsFlapping, Instant? SilentUntil, LastRun? Last);

/// <summary>The last run of a check.</summary>
public sealed record LastRun(CheckStatus Status, Instant Started, Duration? Took, string? Text, ImmutableArray<PerformanceDatum> Measurements);

/// <summary>A new check: the item, and the check itself.</summary>
public sealed record NewCheck(Guid AssetId, CheckForm? Check);

/// <summary>A silence that is asked for.</summary>
public sealed record NewSilence(Guid CheckId, Instant Until, string? Reason);

/// <summary>Announced work.</summary>
public sealed record NewMaintenance(Guid AssetId, Instant Start, Instant End, string? Reason);

/// <summary>The machine that waits to be accepted, as the API tells it.</summary>
/// <param name="Found">The machine, and the checks that fit it beyond those of its template.</param>
/// <param name="Template">The template that it is tied to.</param>
/// <param name="Common">The template's checks on it: name by key.</param>
/// <param name="FoundAt">When it was found.</param>
/// <param name="AdoptedAt">When it was accepted; <c>null</c>: it waits.</param>
public sealed record AdoptionAnswer(DiscoveredMachine Found, Guid Template, ImmutableSortedDictionary<string, string> Common, Instant FoundAt, Instant? AdoptedAt);

/// <summary>A silence as the API tells it.</summary>
public sealed record SilenceAnswer(Guid Id, Guid CheckId, Instant From, Instant Until, string Reason, string Author, Instant? LiftedAt);

/// <summary>The API of monitoring: checks, their state, results in, silences.</summary>
public static class MonitoringApi
{
    /// <summary>Maps it.</summary>
    public static void MapMonitoringApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root).WithTags("monitoring");
        api.MapGet("/checks", ListAsync).Requires(Permission.ReadDesk);
        api.MapPost("/checks", AddAsync).Requires(Permission.ManageEstate);
        api.MapGet("/checks/{id:guid}", GetAsync).Requires(Permission.ReadDesk);
        api.MapPut("/checks/{id:guid}", ChangeAsync).Requires(Permission.ManageEstate);
        api.MapDelete("/checks/{id:guid}", RemoveAsync).Requires(Permission.ManageEstate);
        api.MapGet("/checks/{id:guid}/state", StateAsync).Requires(Permission.ReadDesk);
        api.MapPost("/checks/{id:guid}/results", TakeAsync).Requires(Permission.ManageEstate);
        api.MapGet("/probes", ListProbesAsync).Requires(Permission.ReadDesk, everywhere: true);
        api.MapPost("/probes/{id:guid}/results", TakeBatchAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapGet("/silences", ListSilencesAsync).Requires(Permission.ReadDesk);
        api.MapPost("/silences", SilenceAsync).Requires(Permission.ManageEstate);
        api.MapPost("/silences/{id:guid}/lift", LiftAsync).Requires(Permission.ManageEstate);
        api.MapPost("/maintenance", RecordAsync).Requires(Permission.ManageEstate);
        api.MapGet("/adoption", OfferedAsync).Requires(Permission.ManageClients, everywhere: true);
        api.MapPost("/adoption", AdoptAsync).Requires(Permission.ManageClients, everywhere: true);
    }

    private static async Task<IResult> ListProbesAsync(IMonitoringHealth health, CancellationToken cancellationToken) =>
        TypedResults.Ok(new { items = (await health.ReadAsync(cancellationToken)).Probes });

    private static async Task<IResult> OfferedAsync(HttpContext http, AdoptionReader reader, AdoptionOffers offers, TemplatePlanner planner, CancellationToken cancellationToken)
    {
        if ((await reader.ReadAsync(cancellationToken)).Proposal is not { } proposal)
        {
            return Problems.Of(http, [Refusals.NotFound("id")]);
        }

        var offer = await offers.OfAsync(proposal.Read(), await planner.IsFrenchAsync(cancellationToken), cancellationToken);
        var common = offer.Common.ToImmutableSortedDictionary(c => c.Key, c => c.Fields[CheckSheet.Name].Text, StringComparer.Ordinal);
        return TypedResults.Ok(new AdoptionAnswer(offer.Found, offer.Template.Id, common, proposal.FoundAt, proposal.AdoptedAt));
    }

    private static async Task<IResult> AdoptAsync(HttpContext http, Commands commands, CallerContext context, AdoptionForm form, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(context.Caller, (AdoptMachine c) => c.HandleAsync(form, cancellationToken), cancellationToken), "assets");

    private static async Task<IResult> ListAsync(AppDb db, Guid? assetId, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var most = Api.Limit(limit);
        var checks = db.Checks();
        checks = assetId is null ? checks : checks.Where(c => c.AssetId == assetId);
        checks = after is { } last ? checks.Where(c => c.Id > last) : checks;
        var rows = await checks.OrderBy(c => c.Id).Take(most + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(rows, most, check => check.Id.ToString(), Answer));
    }

    private static async Task<IResult> GetAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken) =>
        Api.Found(http, await db.Checks().SingleOrDefaultAsync(c => c.Id == id, cancellationToken), id, Answer);

    private static async Task<IResult> AddAsync(HttpContext http, Commands commands, CallerContext context, NewCheck form, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(context.Caller, (AddCheck c) => c.HandleAsync(form.AssetId, form.Check ?? new CheckForm(), cancellationToken), cancellationToken), "checks");

    private static Task<IResult> ChangeAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CheckForm form, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeCheck c) => c.HandleAsync(id, version, form, cancellationToken), cancellationToken));

    private static Task<IResult> RemoveAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (RemoveCheck c) => c.HandleAsync(id, version, cancellationToken), cancellationToken));

    private static async Task<IResult> StateAsync(HttpContext http, AppDb db, IClock clock, Guid id, CancellationToken cancellationToken)
    {
        var view = await db.FindCheckAsync(id, clock.GetCurrentInstant(), cancellationToken);
        return view is null ? Problems.Of(http, [Refusals.NotFound("id", id)]) : TypedResults.Ok(State(view));
    }

    private static async Task<IResult> TakeAsync(
        HttpContext http, InboundResults inbound, CallerContext context, Guid id, IReadOnlyList<OutsideResult> results, CancellationToken cancellationToken)
    {
        var taken = await inbound.TakeAsync(context.Caller, id, results, cancellationToken);
        return taken.TryGet(out var through, out var refusals) ? TypedResults.Ok(new { through }) : Problems.Of(http, refusals);
    }

    // The contract's own JSON, the same as on a probe's disk.
    private static async Task<IResult> TakeBatchAsync(HttpContext http, InboundResults inbound, CallerContext context, Guid id, CancellationToken cancellationToken)
    {
        ResultBatch? batch;
        try
        {
            batch = await JsonSerializer.DeserializeAsync(http.Request.Body, ProbeJson.Default.ResultBatch, cancellationToken);
        }
        catch (JsonException)
        {
            throw new BadHttpRequestException("not a batch of results");
        }

        if (batch is null || batch.Probe != id)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var taken = await inbound.TakeAsync(context.Caller, batch, cancellationToken);
        return taken.IsAccepted
            ? TypedResults.Json(taken.Value, ProbeJson.Default.BatchAcknowledgement)
            : Problems.Of(http, taken.Refusals);
    }

    private static async Task<IResult> ListSilencesAsync(AppDb db, Guid? checkId, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var most = Api.Limit(limit);
        var silences = db.Set<Silence>().AsNoTracking();
        silences = checkId is null ? silences : silences.Where(s => s.CheckId == checkId);
        silences = after is { } last ? silences.Where(s => s.Id > last) : silences;
        var rows = await silences.OrderBy(s => s.Id).Take(most + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(
            rows, most, s => s.Id.ToString(), s => new SilenceAnswer(s.Id, s.CheckId, s.From, s.Until, s.Reason, s.Author, s.LiftedAt)));
    }

    private static async Task<IResult> SilenceAsync(HttpContext http, Commands commands, CallerContext context, NewSilence form, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(
            context.Caller, (SilenceAlert c) => c.HandleAsync(form.CheckId, form.Until, form.Reason, cancellationToken), cancellationToken), "silences");

    private static async Task<IResult> LiftAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken)
    {
        var lifted = await commands.RunAsync(context.Caller, (Unsilence c) => c.HandleAsync(id, cancellationToken), cancellationToken);
        return lifted.IsAccepted ? TypedResults.NoContent() : Problems.Of(http, lifted.Refusals);
    }

    private static async Task<IResult> RecordAsync(HttpContext http, Commands commands, CallerContext context, NewMaintenance form, CancellationToken cancellationToken) =>
        Api.Created(http, await commands.RunAsync(
            context.Caller, (RecordMaintenance c) => c.HandleAsync(form.AssetId, form.Start, form.End, form.Reason, cancellationToken), cancellationToken), "maintenance");

    private static CheckAnswer Answer(Check check) => new(check.Id, check.ClientId, check.AssetId, check.Definition, CheckForm.Of(check), check.TemplateKey, check.TemplateKey is null ? null : AppliedTemplate.ReadKeys(check.Overridden));

    private static StateAnswer State(CheckView view)
    {
        var standing = view.Standing;
        return new(
            standing.CheckId, standing.Confirmed, standing.Since, standing.Severity is CheckStatus.Ok ? null : standing.Severity, standing.IsFlapping, view.SilentUntil,
            standing is { LastStatus: { } status, LastStarted: { } started } ? new(status, started, standing.LastTook, standing.LastText, view.Measurements) : null);
    }
}
