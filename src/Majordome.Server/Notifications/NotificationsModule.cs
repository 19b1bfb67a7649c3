using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Notifications.Messages;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Notifications.Watch;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Notifications;

/// <summary>Telling people: pages and their escalation, letters to clients, mail and webhooks, and the watch over Majordome itself.</summary>
public sealed class NotificationsModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, NotificationsTables>();
        services.AddScoped<INotify, Notify>();
        services.AddScoped<Pager>();
        services.AddScoped<People>();
        services.AddScoped<Letterbox>();
        services.AddScoped<StaffLetters>();
        services.AddScoped<ClientLetters>();
        services.AddScoped<DeskLetters>();
        services.AddScoped<WebhookPublisher>();
        services.AddHostedService<AnchorPost>();
        services.AddSingleton<EscalationWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<EscalationWatch>());
        services.AddScoped<ChannelSecrets>();
        services.AddScoped<MailRelayFinder>();
        services.AddSingleton<IDeliver, MailChannel>();
        services.AddSingleton<IDeliver, WebhookChannel>();
        services.AddScoped<MessageList>();
        services.AddScoped<IWatched, OutboxWatched>();
        services.AddScoped<IWatched, LoopsWatched>();
        services.AddScoped<ISelfWatch, CurrentTroubles>();
        services.AddSingleton<SelfWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SelfWatch>());
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapNotifications();
}
