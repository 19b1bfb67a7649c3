using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Identity.Account;
using Majordome.Server.Platform.Identity.Settings;
using Majordome.Server.Platform.Identity.SignIn;
using Majordome.Server.Platform.Metrics;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;

namespace Majordome.Server.Platform;

/// <summary>What every room stands on.</summary>
public sealed class PlatformModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, IdentityTables>();
        services.AddSingleton<IMapTables, OutboxTables>();
        services.AddSingleton<IMapTables, TraceTables>();
        services.AddSingleton<IMapTables, KeyRingTables>();
        services.AddScoped<CallerContext>();
        services.AddScoped<AccountSecrets>();
        services.AddScoped<EventLog>();
        services.AddScoped<OutboxWriter>();
        services.AddSingleton<Commands>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<MetricsRegistry>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxDispatcher>());
        services.AddSingleton<ChainAnchors>();
        services.AddHostedService(provider => provider.GetRequiredService<ChainAnchors>());
        services.AddSingleton<ReturnSpace>();
        services.AddHostedService(provider => provider.GetRequiredService<ReturnSpace>());
        services.AddSingleton<FirstStart>();
        services.AddSingleton<Sentences>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapMetrics();
        routes.MapLive();
        routes.MapErrors();
        routes.MapSignIn();
        routes.MapAccount();
        routes.MapAccountApi();
        routes.MapProvider();
    }
}
