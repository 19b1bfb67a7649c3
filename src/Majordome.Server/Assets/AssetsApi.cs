using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Assets;

/// <summary>An asset as the API writes it.</summary>
public sealed record AssetView(
    Guid Id, Guid ClientId, Guid? SiteId, string Name, ItemClass Class, Impact Weight, string? Address, string? Description,
    JsonElement? Inventory, Instant? InventoriedAt, Instant CreatedAt, Instant? RetiredAt, int Version)
{
    /// <summary>Of a row.</summary>
    public static AssetView Of(Asset a) => new(
        a.Id, a.ClientId, a.SiteId, a.Name, a.Class, a.Weight, a.Address, a.Description,
        a.Inventory is null ? null : JsonElement.Parse(a.Inventory), a.InventoriedAt, a.CreatedAt, a.RetiredAt, a.Version);
}

/// <summary>An asset to register.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Name">See <see cref="AssetForm"/>.</param>
/// <param name="Class">See <see cref="AssetForm"/>.</param>
/// <param name="Weight">Default medium.</param>
/// <param name="SiteId">See <see cref="AssetForm"/>.</param>
/// <param name="Address">See <see cref="AssetForm"/>.</param>
/// <param name="Description">See <see cref="AssetForm"/>.</param>
public sealed record NewAsset(Guid ClientId, string Name, ItemClass Class, Impact? Weight, Guid? SiteId, string? Address, string? Description);

/// <summary><c>/api/v1/assets</c>.</summary>
public static class AssetsApi
{
    /// <summary>Maps them.</summary>
    public static void MapAssetsApi(this IEndpointRouteBuilder routes)
    {
        var assets = routes.MapGroup($"{ApiDocument.Root}/assets").WithTags("assets");
        assets.MapGet("", ListAsync).Requires(Permission.ReadDesk);
        assets.MapPost("", RegisterAsync).Requires(Permission.ManageEstate);
        assets.MapPost("/import", ImportAsync).Requires(Permission.ManageEstate).Accepts<string>("text/csv");
        assets.MapGet("/{id:guid}", GetAsync).Requires(Permission.ReadDesk);
        assets.MapPut("/{id:guid}", ChangeAsync).Requires(Permission.ManageEstate);
        assets.MapPost("/{id:guid}/retire", (HttpContext http, Guid id, Commands commands, CallerContext context) =>
            RetireAsync(http, id, true, commands, context)).Requires(Permission.ManageEstate);
        assets.MapPost("/{id:guid}/take-back", (HttpContext http, Guid id, Commands commands, CallerContext context) =>
            RetireAsync(http, id, false, commands, context)).Requires(Permission.ManageEstate);
    }

    private static async Task<IResult> ListAsync(AppDb db, Guid? client, string? after, int? limit, CancellationToken cancellationToken)
    {
        var take = Api.Limit(limit);
        var from = Guid.TryParse(after, out var key) ? key : Guid.Empty;
        var rows = await db.Set<Asset>().AsNoTracking().Where(a => a.Id > from && (client == null || a.ClientId == client))
            .OrderBy(a => a.Id).Take(take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(rows, take, a => a.Id.ToString(), AssetView.Of));
    }

    private static async Task<IResult> GetAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken) =>
        Api.Found(http, await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken), id, AssetView.Of);

    private static async Task<IResult> RegisterAsync(HttpContext http, NewAsset asset, Commands commands, CallerContext context)
    {
        var form = new AssetForm(asset.Name, asset.Class, asset.Weight ?? Impact.Medium, asset.SiteId, asset.Address, asset.Description);
        var made = await commands.RunAsync(context.Caller, (RegisterAsset c) => c.HandleAsync(asset.ClientId, form, http.RequestAborted), http.RequestAborted);
        return Api.Created(http, made, "assets");
    }

    private static Task<IResult> ChangeAsync(HttpContext http, Guid id, AssetForm form, Commands commands, CallerContext context) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeAsset c) => c.HandleAsync(id, form, version, http.RequestAborted), http.RequestAborted));

    private static async Task<IResult> RetireAsync(HttpContext http, Guid id, bool retired, Commands commands, CallerContext context)
    {
        var done = await commands.RunAsync(context.Caller, (RetireAsset c) => c.HandleAsync(id, retired, http.RequestAborted), http.RequestAborted);
        return done.IsAccepted ? TypedResults.NoContent() : Problems.Of(http, done.Refusals);
    }

    private static async Task<IResult> ImportAsync(HttpContext http, Commands commands, CallerContext context, bool dryRun = true)
    {
        var file = await Api.BodyAsync(http);
        var report = await commands.RunAsync(context.Caller, (ImportAssets c) => c.HandleAsync(file, dryRun, http.RequestAborted), http.RequestAborted);
        return report.IsAccepted ? TypedResults.Ok(report.Value) : Problems.Of(http, report.Refusals);
    }
}
