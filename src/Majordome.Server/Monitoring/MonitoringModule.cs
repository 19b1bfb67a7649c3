using Majordome.Server.Assets.Public;
using Majordome.Server.Monitoring.Adoption;
using Majordome.Server.Monitoring.Charts;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring;

/// <summary>Probes, checks, states, alerts, availability.</summary>
public sealed class MonitoringModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, MonitoringTables>();
        services.AddMetricStore();
        services.AddIntake();
        services.AddScoped<StandingKeeper>();
        services.AddScoped<MuteReader>();
        services.AddScoped<ResultHistory>();
        services.AddSingleton<KeepFigures>();
        services.AddSingleton<InboundResults>();
        services.AddScoped<CheckMaker>();
        services.AddScoped<CheckList>();
        services.AddScoped<AdoptionReader>();
        services.AddScoped<AdoptionOffers>();
        services.AddScoped<IAdoption>(provider => provider.GetRequiredService<AdoptionReader>());
        services.AddHostedService<FirstLook>();
        services.AddScoped<CheckPageReader>();
        services.AddScoped<CheckFormReader>();
        services.AddScoped<AvailabilityReader>();
        services.AddScoped<IAvailability>(provider => provider.GetRequiredService<AvailabilityReader>());
        services.AddScoped<IWatched, ProbesWatched>();
        services.AddScoped<IItemStates, ItemStates>();
        services.AddScoped<DrawFigures>();
        services.AddScoped<ChartEvents>();
        services.AddScoped<IItemCharts, ItemCharts>();
        services.AddScoped<IAssetEnds, SwitchOffRetired>();
        services.AddScoped<IMonitoringHealth, MonitoringHealthReader>();
        services.AddScoped<CheckForms>();
        services.AddScoped<CheckSecrets>();
        services.AddTemplates();
        services.AddEmbeddedProbe();
        services.AddSingleton<CheckWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CheckWatch>());
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapMonitoringApi();
        routes.MapMetricsApi();
        routes.MapTemplatesApi();
        routes.MapSourcesApi();
        routes.MapMessagesApi();
        routes.MapIntake();
    }
}
