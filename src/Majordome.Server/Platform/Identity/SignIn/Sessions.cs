using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Starts and ends the session of the browser that made the current request, after a command has said who it is.</summary>
public sealed class Sessions(SignInManager<User> signIn, UserManager<User> users, IHttpContextAccessor accessor)
{
    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("Sessions belong to requests.");

    /// <summary>Remembers, for five minutes, whose code is wanted.</summary>
    public Task WaitForCodeAsync(Guid userId) => Http.SignInAsync(
        IdentityConstants.TwoFactorUserIdScheme,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, userId.ToString())], IdentityConstants.TwoFactorUserIdScheme)));

    /// <summary>Whose code is wanted; <c>null</c>: nobody's, or no longer.</summary>
    public async Task<Guid?> WaitingAsync()
    {
        var waiting = await Http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return Guid.TryParse(waiting.Principal?.FindFirstValue(ClaimTypes.Name), out var userId) ? userId : null;
    }

    /// <summary>Starts the session.</summary>
    /// <returns>Where the person is at home.</returns>
    public async Task<string> StartAsync(Guid userId)
    {
        var user = await users.FindByIdAsync(userId.ToString()) ?? throw new InvalidOperationException("Somebody signed in who is not there.");
        await Http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await signIn.SignInAsync(user, isPersistent: false);
        return user.ClientId is null ? "/" : Web.PermissionGate.PortalPath;
    }

    /// <summary>Ends it.</summary>
    public async Task EndAsync() => await signIn.SignOutAsync();

    /// <summary>The address asked for before the sign-in, when it is one of this server; else <paramref name="home"/>.</summary>
    public static string Back(string? returnUrl, string home) =>
        returnUrl is { Length: > 1 } && returnUrl[0] == '/' && returnUrl[1] is not ('/' or '\\') && !returnUrl.Any(char.IsControl) ? returnUrl : home;
}
