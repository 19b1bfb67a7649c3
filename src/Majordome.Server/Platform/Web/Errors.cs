using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace Majordome.Server.Platform.Web;

/// <summary>What people and programs see of a defect: a reference, never a stack.</summary>
public static class Errors
{
    private const string Pages = "/error";

    /// <summary>Catches exceptions and bare statuses; pages get <c>/error/{status}</c>, programs get problem+json.</summary>
    public static void UseErrors(this WebApplication app)
    {
        // The pages' statuses are outside, so that an exception, answered with a bare 500 inside, gets its page like any other.
        app.UseWhen(
            http => !PermissionGate.IsApi(http),
            pages => pages.UseStatusCodePagesWithReExecute(Pages + "/{0}", createScopeForStatusCodePages: true));

        // The page of a refused post is read, not posted to: no form of its own is looked for, no token asked.
        app.Use((http, next) =>
        {
            if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            {
                http.Request.Method = HttpMethods.Get;
            }

            return next(http);
        });
        app.UseExceptionHandler(errors => errors.Run(HandleAsync));
    }

    /// <summary>Maps nothing of its own: the error pages are components; kept so that the API's unknown paths answer in JSON.</summary>
    public static void MapErrors(this IEndpointRouteBuilder routes) =>
        routes.Map("/api/{**path}", http => Problems.WriteAsync(http, StatusCodes.Status404NotFound)).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The reference of the running request, the same in the page and in the log: twelve hexadecimal digits.</summary>
    public static string Reference(HttpContext http)
    {
        var whole = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        return whole.Length > 12 ? whole[..12] : whole;
    }

    private static async Task HandleAsync(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Majordome.Errors")
            .LogError(exception, "Reference {Reference}", Reference(http));
        await Problems.WriteAsync(http, status);

        // The error page itself failed (the database is gone, for one): a bare line, so that somebody can still be told.
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"Majordome: {status}, {Reference(http)}\n"), http.RequestAborted);
        }
    }
}
