using Majordome.Server.Platform.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Majordome.Server.Platform.Web;

/// <summary>A page or endpoint for anybody who signed in, whoever they are: their own account, for one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute : Attribute
{
    /// <summary>
    /// Whether a token that is limited to some permissions opens it too. Default no: who holds such a token must not make themselves
    /// another without limits, or change what opens the account.
    /// </summary>
    public bool AlsoByLimitedToken { get; init; }

    /// <summary>Whether it is open to staff who still owe a second factor: the page where they set it up.</summary>
    public bool BeforeSecondFactor { get; init; }
}

/// <summary>
/// The gate before every endpoint: one that says <see cref="AllowAnonymousAttribute"/> is open, one that says
/// <see cref="SignedInAttribute"/> wants anybody, one that says <see cref="RequiresAttribute"/> wants that permission somewhere
/// (the data layer then decides on which client). One that says nothing is closed to all.
/// </summary>
public sealed class PermissionGate(RequestDelegate next)
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where people set up their second factor.</summary>
    public const string SecondFactorPath = "/account/second-factor";

    /// <summary>Where client contacts are at home.</summary>
    public const string PortalPath = "/portal";

    /// <summary>Lets through, or answers 401 (pages: the way to the sign-in) or 403.</summary>
    public async Task InvokeAsync(HttpContext http, CallerContext context)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(http);
            return;
        }

        if (!context.Caller.IsKnown)
        {
            if (HttpMethods.IsGet(http.Request.Method) && !IsApi(http))
            {
                http.Response.Redirect($"{SignInPath}?returnUrl={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
                return;
            }

            await Problems.WriteAsync(http, StatusCodes.Status401Unauthorized);
            return;
        }

        if (context.OwesSecondFactor && endpoint.Metadata.GetMetadata<SignedInAttribute>() is not { BeforeSecondFactor: true })
        {
            await OweAsync(http);
            return;
        }

        if (Admits(endpoint, context.Caller))
        {
            await next(http);
            return;
        }

        if (!context.Caller.IsStaff && http.Request.Path == "/" && HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Redirect(PortalPath);
            return;
        }

        await Problems.WriteAsync(http, StatusCodes.Status403Forbidden);
    }

    /// <summary>Whether the caller may go on to the endpoint.</summary>
    public static bool Admits(Endpoint endpoint, Caller caller)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        return endpoint.Metadata.GetMetadata<RequiresAttribute>() is { } requires
            ? requires.Everywhere ? caller.MayEverywhere(requires.Permission) : caller.May(requires.Permission)
            : caller.IsKnown && endpoint.Metadata.GetMetadata<SignedInAttribute>() is { } own && (own.AlsoByLimitedToken || !caller.IsLimited);
    }

    // The provider wants a second factor of its people, and this one has none yet: nothing is done before it is set up.
    private static Task OweAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || IsApi(http))
        {
            return Problems.WriteAsync(http, StatusCodes.Status403Forbidden);
        }

        http.Response.Redirect(SecondFactorPath);
        return Task.CompletedTask;
    }

    /// <summary>Where the server's own metrics are read.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>What the addresses of the OpenTelemetry protocol begin with: they are set by it.</summary>
    public const string OtlpRoot = "/v1";

    /// <summary>Whether the request is a program's, answered in JSON, rather than a person's.</summary>
    public static bool IsApi(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments(OtlpRoot, StringComparison.Ordinal)
        || http.Request.Path.Equals(MetricsPath, StringComparison.Ordinal);
}

/// <summary>Says on a route what <see cref="PermissionGate"/> asks for.</summary>
public static class PermissionGateExtensions
{
    /// <summary>The endpoint needs the permission.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Permission permission, bool everywhere = false)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiresAttribute(permission) { Everywhere = everywhere });

    /// <summary>The endpoint is for anybody who is identified.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="alsoByLimitedToken">See <see cref="SignedInAttribute.AlsoByLimitedToken"/>.</param>
    public static TBuilder ForSignedIn<TBuilder>(this TBuilder builder, bool alsoByLimitedToken = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SignedInAttribute { AlsoByLimitedToken = alsoByLimitedToken });
}
