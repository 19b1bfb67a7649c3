using Majordome.Protocols.Prometheus;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Web;

namespace Majordome.Server.Platform.Metrics;

/// <summary><c>GET /metrics</c>: the server's own metrics for Prometheus, behind an administrator's token.</summary>
public static class MetricsRoute
{
    /// <summary>Maps it, and starts collecting.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var metrics = routes.ServiceProvider.GetRequiredService<MetricsRegistry>();
        routes.MapGet(PermissionGate.MetricsPath, () => TypedResults.Text(metrics.Write(), TextFormatWriter.ContentType))
            .Requires(Permission.ManageChannels, everywhere: true).ExcludeFromDescription();
    }
}
