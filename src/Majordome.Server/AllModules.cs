using Majordome.Server.Platform;

namespace Majordome.Server;

/// <summary>The rooms: the only list of them.</summary>
public static class AllModules
{
    /// <summary>In the order they are registered.</summary>
    public static IReadOnlyList<IModule> List { get; } =
    [
        new PlatformModule(),
        new Clients.ClientsModule(),
        new Assets.AssetsModule(),
        new Users.UsersModule(),
        new Contracts.ContractsModule(),
        new Notifications.NotificationsModule(),
        new ServiceDesk.ServiceDeskModule(),
        new Monitoring.MonitoringModule(),
        new Reviews.ReviewsModule(),
        new Portal.PortalModule(),
    ];
}
