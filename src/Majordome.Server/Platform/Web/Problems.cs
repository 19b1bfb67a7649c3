using System.Collections.Immutable;
using Majordome.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Majordome.Server.Platform.Web;

/// <summary>One refusal as the API writes it.</summary>
/// <param name="Path">The field.</param>
/// <param name="Rule">The rule, for programs.</param>
/// <param name="Message">The rule, for people, in their language.</param>
/// <param name="Value">The offending value as text, when there is one.</param>
public sealed record ProblemError(string Path, string Rule, string Message, string? Value);

/// <summary>Answers of the API that are not the thing asked for: problem+json (RFC 9457).</summary>
public static class Problems
{
    /// <summary>The status of a set of refusals: 404, 403, 409, 412 or 503 when one says so, else 422.</summary>
    public static int StatusOf(ImmutableArray<Refusal> refusals) => refusals[0].Rule switch
    {
        Refusals.NotFoundRule when refusals[0].Path.Length == 0 || refusals[0].Path == "id" => StatusCodes.Status404NotFound,
        Refusals.ForbiddenRule => StatusCodes.Status403Forbidden,
        Refusals.StaleRule => StatusCodes.Status412PreconditionFailed,
        var rule when rule == Refusals.ConflictRule || rule.StartsWith(Refusals.ConflictPrefix, StringComparison.Ordinal) => StatusCodes.Status409Conflict,
        var rule when rule.StartsWith(Refusals.UnavailablePrefix, StringComparison.Ordinal) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>The refusals as an answer.</summary>
    public static ProblemHttpResult Of(HttpContext http, ImmutableArray<Refusal> refusals)
    {
        var status = StatusOf(refusals);
        var sentences = http.RequestServices.GetRequiredService<Sentences>();
        var details = new ProblemDetails { Status = status, Title = sentences.Title(status) };
        if (status is not StatusCodes.Status404NotFound and not StatusCodes.Status403Forbidden)
        {
            details.Extensions["errors"] = refusals.Select(r => new ProblemError(r.Path, r.Rule, sentences.Tell(r), r.Values.FirstOrDefault()?.ToString())).ToArray();
        }

        return TypedResults.Problem(details);
    }

    /// <summary>Writes a bare status: JSON for programs, the error page for people.</summary>
    public static async Task WriteAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        if (PermissionGate.IsApi(http))
        {
            if (status is StatusCodes.Status401Unauthorized)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer";
            }

            var title = http.RequestServices.GetRequiredService<Sentences>().Title(status);
            await TypedResults.Problem(new ProblemDetails { Status = status, Title = title }).ExecuteAsync(http);
        }
    }
}
