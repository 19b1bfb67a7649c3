using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Identity.Settings;

/// <summary><c>/api/v1/settings/provider</c>: what the provider says of itself.</summary>
public static class ProviderApi
{
    /// <summary>Maps it.</summary>
    public static void MapProvider(this IEndpointRouteBuilder routes)
    {
        var provider = routes.MapGroup($"{ApiDocument.Root}/settings/provider").Requires(Permission.ManageChannels, everywhere: true).WithTags("settings");
        provider.MapGet("", GetAsync);
        provider.MapPut("", (HttpContext http, ProviderForm form, Commands commands, CallerContext context, CancellationToken ct) =>
            Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeProvider c) => c.HandleAsync(form, version, ct), ct)));
    }

    private static async Task<IResult> GetAsync(HttpContext http, AppDb db, CancellationToken cancellationToken)
    {
        if (await db.Set<Provider>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return Problems.Of(http, [Refusals.NotFound("id")]);
        }

        Api.Tag(http, provider);
        return TypedResults.Ok(new ProviderForm(provider.Name, provider.Language, provider.Zone, provider.Phone, provider.DeskHours, provider.SecondFactorRequired));
    }
}
