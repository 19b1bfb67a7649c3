using System.Globalization;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Identity.SignIn;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.Platform.Wording;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Majordome.Server.Platform.Start;

/// <summary>Puts the server together: services, then the pipeline every request goes through.</summary>
public static class ServerHost
{
    /// <summary>Builds a server that is ready to start; the database must already be at this program's schema.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="modules">The rooms.</param>
    /// <param name="configure">Last changes: a test's clock, for one.</param>
    public static WebApplication Build(ServerOptions options, IReadOnlyList<IModule> modules, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "Majordome.Server.staticwebassets.runtime.json")))
        {
            builder.WebHost.UseStaticWebAssets();
        }

        AddLogging(builder.Logging);
        builder.WebHost.UseUrls($"http://{ListenAddress.Web(options)}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
        });
        AddPlatform(builder.Services, options);
        foreach (var module in modules)
        {
            module.AddServices(builder.Services);
        }

        configure?.Invoke(builder);
        var app = builder.Build();
        UsePipeline(app);
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>();
        app.MapOpenApi("/api/v1/openapi.json").AllowAnonymous();
        foreach (var module in modules)
        {
            module.MapRoutes(app);
        }

        return app;
    }

    // To standard error, so that standard output holds what the person who starts the server must read; structured when no
    // person reads it. A level is set like any other option (Logging__LogLevel__Default).
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = Console.IsErrorRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        });
    }

    private static void AddPlatform(IServiceCollection services, ServerOptions options)
    {
        var database = options.OpenDatabase();
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IClock>(SystemClock.Instance);
        services.AddSingleton(DateTimeZoneProviders.Tzdb);
        services.AddDbContext<AppDb>(db => database.Configure(db));
        services.AddHttpContextAccessor();
        services.AddHouse(provider => new Words(
            CultureInfo.CurrentUICulture, provider.GetRequiredService<CallerContext>().Viewer.Zone, provider.GetRequiredService<IClock>().GetCurrentInstant()));
        services.AddScoped<StaffNavigation>();
        services.AddRazorComponents();
        services.AddProblemDetails();
        services.AddRateLimiter(SignInLimit.Configure);
        services.AddAntiforgery(a =>
        {
            a.Cookie.Name = "majordome-forms";
            a.Cookie.SecurePolicy = options.CookieSecurity;
            a.SuppressXFrameOptionsHeader = true;
        });
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.AddOpenApi("v1", ApiDocument.Configure);
        AddIdentity(services, options);
    }

    private static void AddIdentity(IServiceCollection services, ServerOptions options)
    {
        services.AddDataProtection().SetApplicationName("Majordome");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DatabaseKeyRing>();
        services.AddIdentityCore<User>(identity =>
        {
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            identity.User.RequireUniqueEmail = true;
            identity.User.AllowedUserNameCharacters = "";

            // Length is what protects (NIST SP 800-63B, 5.1.1.2): no rule of composition.
            identity.Password.RequiredLength = 12;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = false;
            identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        }).AddUserStore<ProtectedUserStore>().AddSignInManager().AddDefaultTokenProviders();
        services.AddAuthentication(auth =>
        {
            auth.DefaultScheme = "Majordome";
            auth.DefaultSignInScheme = IdentityConstants.ExternalScheme;
        })
        .AddPolicyScheme("Majordome", null, policy => policy.ForwardDefaultSelector = http =>
            PermissionGate.IsApi(http) || http.Request.Headers.Authorization.Count > 0 ? TokenAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
        .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
        .AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(cookie =>
            {
                Harden(cookie, "majordome", options);
                cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = PermissionGate.SignInPath;
            });
            cookies.TwoFactorUserIdCookie!.Configure(cookie => Harden(cookie, "majordome-code", options));
        });
        services.AddSignIn(options);
    }

    private static void Harden(CookieAuthenticationOptions cookie, string name, ServerOptions options)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = options.CookieSecurity;
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.UseSecurityHeaders();
        app.UseErrors();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<IdentifyCaller>();
        app.UseRateLimiter();
        app.UseMiddleware<PermissionGate>();
        app.UseAntiforgery();
    }
}
