using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Contracts;

/// <summary><c>/api/v1/contracts</c> and <c>/api/v1/coverage</c>.</summary>
public static class ContractsApi
{
    /// <summary>Maps them.</summary>
    public static void MapContractsApi(this IEndpointRouteBuilder routes)
    {
        var contracts = routes.MapGroup($"{ApiDocument.Root}/contracts").WithTags("contracts");
        contracts.MapGet("", ListAsync).Requires(Permission.ReadDesk);
        contracts.MapPost("", SignAsync).Requires(Permission.ManageContracts).Accepts<NewContract>("application/json");
        contracts.MapGet("/model", ModelAsync).Requires(Permission.ManageContracts);
        contracts.MapGet("/{id:guid}", GetAsync).Requires(Permission.ReadDesk);
        contracts.MapGet("/{id:guid}/versions", VersionsAsync).Requires(Permission.ReadDesk);
        contracts.MapGet("/{id:guid}/in-force", InForceAsync).Requires(Permission.ReadDesk);
        contracts.MapPost("/{id:guid}/amend", AmendAsync).Requires(Permission.ManageContracts).Accepts<AmendmentBody>("application/json");
        contracts.MapPost("/{id:guid}/suspend", SuspendAsync).Requires(Permission.ManageContracts).Accepts<SuspensionBody>("application/json");
        contracts.MapPost("/{id:guid}/resume", ResumeAsync).Requires(Permission.ManageContracts).Accepts<ResumptionBody>("application/json");
        routes.MapPost($"{ApiDocument.Root}/coverage", CoverAsync).Requires(Permission.ReadDesk).WithTags("contracts").Accepts<CoverageBody>("application/json");
    }

    private static async Task<IResult> ListAsync(ContractBook book, IClock clock, Guid? client, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var take = Api.Limit(limit);
        var rows = await book.ListAsync(client, after, take, clock.GetCurrentInstant(), cancellationToken);
        return TypedResults.Ok(Api.Page(rows, take, c => c.Row.Id.ToString(), ContractView.Of));
    }

    private static async Task<IResult> GetAsync(HttpContext http, ContractBook book, IClock clock, Guid id)
    {
        var found = await book.FindAsync(id, clock.GetCurrentInstant(), http.RequestAborted);
        return Api.Found(http, found?.Row, id, _ => new ContractInFull(ContractView.Of(found!), found!.Standing.Version.Terms));
    }

    private static async Task<IResult> VersionsAsync(HttpContext http, ContractBook book, Guid id)
    {
        var versions = await book.VersionsAsync(id, http.RequestAborted);
        return versions.Count == 0 ? Problems.Of(http, [Refusals.NotFound("id", id)]) : TypedResults.Ok(versions.Select(VersionView.Of));
    }

    private static async Task<IResult> InForceAsync(HttpContext http, ContractHistories histories, IClock clock, Guid id, string? at)
    {
        var instant = at is null ? clock.GetCurrentInstant() : InstantPattern.ExtendedIso.Parse(at) is { Success: true, Value: var asked } ? asked : (Instant?)null;
        if (instant is not { } when)
        {
            return Problems.Of(http, [Refusal.Of("at", "date-unreadable", at)]);
        }

        if (await histories.FindAsync(id, http.RequestAborted) is not { } history)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var standing = history.At(when);
        return TypedResults.Ok(new StandingView(id, when, standing.State, standing.Version.Number, standing.Since, standing.Until, standing.Version.Terms));
    }

    private static async Task<IResult> ModelAsync(HttpContext http, AppDb db, ModelContract model, IClock clock, Guid client)
    {
        var of = await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == client, http.RequestAborted);
        return of is null
            ? Problems.Of(http, [Refusals.NotFound("id", client)])
            : TypedResults.Ok(new NewContract(client, await model.StartAsync(of, clock.GetCurrentInstant(), http.RequestAborted)));
    }

    private static async Task<IResult> SignAsync(HttpContext http, Commands commands, CallerContext context)
    {
        var body = await ContractBody.ReadAsync<NewContract>(http.Request, http.RequestAborted);
        if (!body.IsAccepted)
        {
            return Problems.Of(http, body.Refusals);
        }

        var signed = await commands.RunAsync(context.Caller, (SignContract c) => c.HandleAsync(body.Value, http.RequestAborted), http.RequestAborted);
        return signed.TryGet(out var version, out var refusals)
            ? TypedResults.Created($"{ApiDocument.Root}/contracts/{version.Id}", version)
            : Problems.Of(http, refusals);
    }

    private static Task<IResult> AmendAsync(HttpContext http, Commands commands, CallerContext context, Guid id) =>
        ChangeAsync<AmendmentBody>(http, body => commands.RunAsync(
            context.Caller, (AmendContract c) => c.HandleAsync(new(id, body.BasedOn, body.EffectiveFrom, body.Terms), http.RequestAborted), http.RequestAborted));

    private static Task<IResult> SuspendAsync(HttpContext http, Commands commands, CallerContext context, Guid id) =>
        ChangeAsync<SuspensionBody>(http, body => commands.RunAsync(
            context.Caller, (SuspendContract c) => c.HandleAsync(new(id, body.From, body.To, body.Reason), http.RequestAborted), http.RequestAborted));

    private static Task<IResult> ResumeAsync(HttpContext http, Commands commands, CallerContext context, Guid id) =>
        ChangeAsync<ResumptionBody>(http, body => commands.RunAsync(
            context.Caller, (ResumeContract c) => c.HandleAsync(new(id, body.From), http.RequestAborted), http.RequestAborted));

    private static async Task<IResult> ChangeAsync<T>(HttpContext http, Func<T, Task<Result<SignedVersion>>> change)
        where T : notnull
    {
        var body = await ContractBody.ReadAsync<T>(http.Request, http.RequestAborted);
        if (!body.IsAccepted)
        {
            return Problems.Of(http, body.Refusals);
        }

        return (await change(body.Value)).TryGet(out var version, out var refusals) ? TypedResults.Ok(version) : Problems.Of(http, refusals);
    }

    private static async Task<IResult> CoverAsync(HttpContext http, AppDb db, DecideCoverage decide, IClock clock)
    {
        var read = await ContractBody.ReadAsync<CoverageBody>(http.Request, http.RequestAborted);
        if (!read.TryGet(out var body, out var refusals))
        {
            return Problems.Of(http, refusals);
        }

        if (!await db.Set<Client>().AnyAsync(c => c.Id == body.ClientId, http.RequestAborted))
        {
            return Problems.Of(http, [Refusals.NotFound("clientId", body.ClientId)]);
        }

        var asset = body.AssetId is null ? null
            : await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.ClientId == body.ClientId && a.Id == body.AssetId, http.RequestAborted);
        if (body.AssetId is not null && asset is null)
        {
            return Problems.Of(http, [Refusal.Of("assetId", "item-not-of-client", body.AssetId)]);
        }

        var item = asset is not null ? new EstateItem(asset.Id, asset.Class, asset.SiteId)
            : body.Class is { } named ? new EstateItem(null, named, body.SiteId)
            : null;
        var question = new CoverageQuestion(body.ClientId, item, body.Nature, body.Priority, body.At ?? clock.GetCurrentInstant());
        var answer = await decide.DecideAsync(question, http.RequestAborted);
        return TypedResults.Ok(new CoverageView(answer.Decision.Verdict, answer.Decision, answer.Promise, answer.AttentionPercent, answer.Pauses));
    }
}
