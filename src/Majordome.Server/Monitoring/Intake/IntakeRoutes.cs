using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>The addresses that senders expect. They identify themselves (<see cref="IntakeHttp.SenderAsync"/>), not by the sign-in of people.</summary>
public static class IntakeRoutes
{
    /// <summary>Registers what takes.</summary>
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<SenderDirectory>();
        services.AddSingleton<SenderMeters>();
        services.AddSingleton<BatchNumbers>();
        services.AddSingleton<SampleIntake>();
        services.AddSingleton<TakeRemoteWrite>();
        services.AddSingleton<TakeOtlp>();
        services.AddSingleton<PlaceOutside>();
        services.AddSingleton<TakeAlertmanager>();
        services.AddSingleton<TakeNrdp>();
        services.AddSingleton<TakeZabbix>();
        services.AddSingleton<ZabbixListener>();
        services.AddHostedService(provider => provider.GetRequiredService<ZabbixListener>());
        services.AddScoped<IntakeSecrets>();
        services.AddSingleton<AsideTray>();
        services.AddSingleton<ItemPlaces>();
        services.AddSingleton<ReceivedLog>();
        services.AddScoped<ReceivedList>();
        services.AddSingleton<TakeSyslog>();
        services.AddSingleton<TrapUsers>();
        services.AddSingleton<TakeTraps>();
        services.AddSingleton<TakeWebhook>();
        services.AddHostedService<EmptyTray>();
        services.AddHostedService<SyslogDatagrams>();
        services.AddHostedService<SyslogStreams>();
        services.AddHostedService<TrapListener>();
        services.AddHostedService<ForgetReceived>();
    }

    /// <summary>Maps the addresses.</summary>
    public static void MapIntake(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiDocument.Root + "/write", (HttpContext http, TakeRemoteWrite take) => take.HandleAsync(http)).ForSenders()
            .Produces(StatusCodes.Status204NoContent);
        routes.MapPost(PermissionGate.OtlpRoot + "/metrics", (HttpContext http, TakeOtlp take) => take.HandleAsync(http)).ForSenders().WithMetadata(new OtlpRefusals())
            .Produces(StatusCodes.Status200OK);
        routes.MapPost(ApiDocument.Root + "/alerts/alertmanager", (HttpContext http, TakeAlertmanager take) => take.HandleAsync(http)).ForSenders()
            .Produces<Placed>();
        routes.MapPost(ApiDocument.Root + "/alerts/webhook/{source:guid}", (HttpContext http, Guid source, TakeWebhook take) => take.HandleAsync(http, source)).ForSenders()
            .Produces<WebhookTaken>();
        routes.MapPost("/nrdp", (HttpContext http, TakeNrdp take) => take.HandleAsync(http)).ForSenders().ExcludeFromDescription();
        routes.MapStrayMessagesApi();
    }

    // Types of content are judged by what takes them, after the sender: a route that chose by them would be missed by others, and answer 404.
    private static RouteHandlerBuilder ForSenders(this RouteHandlerBuilder route) =>
        route.WithMetadata(new AllowAnonymousAttribute(), SenderAuthenticatedAttribute.Instance).WithTags("intake").AddEndpointFilter<SenderFailures>();
}
