using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>What the browser needs to make a passkey.</summary>
public static class AccountRoutes
{
    /// <summary>Gives the options of a new passkey (POST, with the form's token).</summary>
    public const string PasskeyOptions = "/account/passkey-options";

    /// <summary>Maps them.</summary>
    public static void MapAccount(this IEndpointRouteBuilder routes) =>
        routes.MapPost(PasskeyOptions, OptionsAsync).ForSignedIn().FromOurForms().ExcludeFromDescription();

    private static async Task<IResult> OptionsAsync(SignInManager<User> signIn, CallerContext context)
    {
        var caller = context.Caller;
        var person = new PasskeyUserEntity { Id = caller.UserId!.Value.ToString(), Name = caller.Name, DisplayName = context.Viewer.DisplayName };
        return TypedResults.Text(await signIn.MakePasskeyCreationOptionsAsync(person), "application/json");
    }
}
