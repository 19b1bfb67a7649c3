using Majordome.Server.Platform.Identity;

namespace Majordome.Server.Platform.Web;

/// <summary>
/// Server-sent events (HTML Living Standard, 9.2): tells an open page which topic changed. It carries no data: the page reads again what
/// it may see. A stream ends after <see cref="Longest"/> and the browser asks for the next, so that who was signed out, or lost a right,
/// is not told for ever by a page left open.
/// </summary>
public static class LiveRoute
{
    /// <summary>The longest that a stream runs on one identification.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Maps <c>GET /live?topics=ticket,check</c>.</summary>
    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapGet("/live", StreamAsync).ForSignedIn(alsoByLimitedToken: true).ExcludeFromDescription();

    private static async Task StreamAsync(HttpContext http, LiveFeed feed, CallerContext context, IHostApplicationLifetime lifetime, TimeProvider time, string? topics)
    {
        var wanted = topics?.Split(',') ?? [];
        var caller = context.Caller;
        using var over = new CancellationTokenSource(Longest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping, over.Token);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await http.Response.WriteAsync("retry: 3000\n\n", ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
            await foreach (var change in feed.ListenAsync(ended.Token))
            {
                if (IsFor(caller, change) && (wanted.Length == 0 || wanted.Contains(change.Topic, StringComparer.Ordinal)))
                {
                    await http.Response.WriteAsync($"event: {change.Topic}\ndata: {change.Subject}\n\n", ended.Token);
                    await http.Response.Body.FlushAsync(ended.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server stops.
        }
    }

    private static bool IsFor(Caller caller, Change change) =>
        change.ClientId is { } clientId ? caller.SeesAllClients || caller.VisibleClients.Contains(clientId) : caller.IsStaff;
}
