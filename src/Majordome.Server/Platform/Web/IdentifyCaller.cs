using System.Globalization;
using System.Security.Claims;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Majordome.Server.Platform.Web;

/// <summary>
/// Turns the authenticated principal into the request's <see cref="Caller"/>: reads the user and their grants afresh, so that a
/// right that was withdrawn, an account that was closed and a session that was ended stop working at the next request.
/// </summary>
public sealed class IdentifyCaller(RequestDelegate next)
{
    /// <summary>Holds the theme for pages before sign-in: <c>light</c> or <c>dark</c>.</summary>
    public const string ThemeCookie = "majordome-theme";

    /// <summary>Identifies, sets the language, goes on.</summary>
    public async Task InvokeAsync(HttpContext http, CallerContext context, AppDb db, IOptions<IdentityOptions> identity)
    {
        if (Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var userId))
        {
            var user = await db.Users.AsNoTracking().Include(u => u.Grants).SingleOrDefaultAsync(u => u.Id == userId, http.RequestAborted);
            var stamp = http.User.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
            if (user is { DisabledAt: null } && (stamp is null || stamp == user.SecurityStamp))
            {
                var scopes = TokenAuthentication.ScopesOf(http.User);
                context.Caller = Caller.Person(user.Id, user.Email!, user.ClientId, user.Grants.Select(g => new Grant(g.Role, g.ClientId)), scopes);
                context.OwesSecondFactor = user is { ClientId: null, TwoFactorEnabled: false } && stamp is not null
                    && await db.Set<Provider>().AnyAsync(p => p.SecondFactorRequired, http.RequestAborted);
                context.Viewer = new Viewer(
                    user.DisplayName, user.Language, DateTimeZoneProviders.Tzdb.GetZoneOrNull(user.Zone) ?? Viewer.Nobody.Zone, user.Theme, user.LetterKeys);
            }
        }

        if (!context.Caller.IsKnown)
        {
            var theme = http.Request.Cookies[ThemeCookie];
            context.Viewer = Viewer.Nobody with { Language = LanguageOfRequest(http), Theme = theme is "light" or "dark" ? theme : Viewer.Nobody.Theme };
        }

        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(context.Viewer.Language is "en" ? "en-GB" : "fr-FR");
        await next(http);
    }

    private static string LanguageOfRequest(HttpContext http) =>
        http.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value?.Split('-')[0])
            .FirstOrDefault(l => l is "fr" or "en")
        ?? http.RequestServices.GetRequiredService<ServerOptions>().Lang;
}
