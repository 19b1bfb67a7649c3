using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Web;

/// <summary>What an orchestrator or a load balancer asks.</summary>
public static class HealthRoutes
{
    /// <summary>Maps <c>/healthz</c> (the process answers) and <c>/readyz</c> (the database does).</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok\n")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/readyz", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(AppDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
            return TypedResults.Text("ready\n");
        }
        catch (System.Data.Common.DbException)
        {
            return TypedResults.Text("database unreachable\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
