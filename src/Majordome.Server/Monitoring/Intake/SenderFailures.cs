using System.Net;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Tells senders what stood in the way of their request and was nobody's refusal. A database that does not answer is 503: senders by OTLP give up at a 500,
/// what they had is lost.
/// </summary>
public sealed class SenderFailures(ILogger<SenderFailures> logger) : IEndpointFilter
{
    /// <summary>When a sender may try again that met no database, in seconds.</summary>
    public const int UntilDatabase = 5;

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException unread) when (unread.StatusCode is StatusCodes.Status413PayloadTooLarge && !http.Response.HasStarted)
        {
            await http.RefuseAsync(HttpStatusCode.RequestEntityTooLarge, Refusal.Of("body", "body-too-large", (object?)http.Request.ContentLength ?? "?", Most(http)));
        }
        catch (Exception away) when (away.OfDatabase() is not null && !http.Response.HasStarted)
        {
            logger.LogError(away, "What was sent to {Path} could not be kept; the sender is asked to come again", http.Request.Path);
            await http.RefuseAsync(HttpStatusCode.ServiceUnavailable, Refusal.Of("", "unavailable-database"), UntilDatabase);
        }

        return TypedResults.Empty;
    }

    private static long? Most(HttpContext http) => http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
}
