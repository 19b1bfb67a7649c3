using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Addresses of sign-in, and the options a browser needs for a passkey.</summary>
public static class SignInRoutes
{
    /// <summary>Ends the session (POST).</summary>
    public const string SignOut = "/sign-out";

    /// <summary>Gives what the browser needs to ask for a passkey (POST, with the form's token).</summary>
    public const string PasskeyOptions = "/sign-in/passkey-options";

    /// <summary>The page of the second factor, going on to <paramref name="returnUrl"/>.</summary>
    public static string CodeFor(string? returnUrl) =>
        string.IsNullOrEmpty(returnUrl) ? "/sign-in/code" : $"/sign-in/code?returnUrl={Uri.EscapeDataString(returnUrl)}";

    /// <summary>Maps the options.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes) =>
        routes.MapPost(PasskeyOptions, async (SignInManager<User> signIn) => TypedResults.Text(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json"))
            .AllowAnonymous().FromOurForms().RequireRateLimiting(SignInLimit.Policy).ExcludeFromDescription();
}
