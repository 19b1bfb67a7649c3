using Majordome.Server.Monitoring.Metrics.Peer;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Registers where the numbers live.</summary>
public static class MetricServices
{
    /// <summary>Adds the tables, the writer, the compactor and the store that is read.</summary>
    public static void AddMetricStore(this IServiceCollection services)
    {
        services.AddSingleton<IMapTables, MetricTables>();
        services.AddSingleton<SeriesCatalogues>();
        services.AddSingleton(provider => MetricRetention.Of(provider.GetRequiredService<ServerOptions>()));
        services.AddSingleton(provider => new BatchWriter(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<SeriesCatalogues>(),
            provider.GetRequiredService<IClock>(),
            IsElsewhere(provider) ? BatchWay.There : BatchWay.Here));
        services.AddSingleton<Compactor>();
        services.AddHostedService(provider => provider.GetRequiredService<Compactor>());
        services.AddSingleton<EmbeddedStore>();
        services.AddSingleton<PrometheusStore>();
        services.AddSingleton<IMetricStore>(provider =>
            IsElsewhere(provider) ? provider.GetRequiredService<PrometheusStore>() : provider.GetRequiredService<EmbeddedStore>());
        services.AddPeer();
        services.AddSingleton<MetricCharts>();
        services.AddSingleton<MetricHours>();
    }

    private static bool IsElsewhere(IServiceProvider provider) => provider.GetRequiredService<ServerOptions>().MetricsUrl is not null;

    private static void AddPeer(this IServiceCollection services)
    {
        services.AddSingleton(provider => new MetricPeer(
            MetricsAddress.Of(provider.GetRequiredService<ServerOptions>()) ?? throw new InvalidOperationException("No second store is named."),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Shipper>();
        services.AddHostedService(provider => provider.GetRequiredService<Shipper>());
        services.AddScoped<IWatched, PeerWatched>();
    }
}
