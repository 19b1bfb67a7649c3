using Microsoft.AspNetCore.Antiforgery;

namespace Majordome.Server.Platform.Web;

/// <summary>Routes that a page's script posts to with its form's antiforgery token.</summary>
public static class FormPosts
{
    // With a body: a bare status would be handed to the error page, whose own post would be refused for want of the same token.
    /// <summary>Refuses (400) a post without the token of one of our forms.</summary>
    public static RouteHandlerBuilder FromOurForms(this RouteHandlerBuilder route) =>
        route.WithMetadata(new RequireAntiforgeryTokenAttribute()).AddEndpointFilter(async (context, next) =>
            context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true }
                ? await next(context)
                : TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest));
}
