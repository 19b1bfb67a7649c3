using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;

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
        services.AddSingleton<BatchWriter>();
        services.AddSingleton<Compactor>();
        services.AddHostedService(provider => provider.GetRequiredService<Compactor>());
        services.AddSingleton<IMetricStore, EmbeddedStore>();
        services.AddSingleton<MetricCharts>();
    }
}
