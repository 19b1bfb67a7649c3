using Majordome.Server.Platform;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Hooks;

/// <summary>A webhook request as the outbox keeps it.</summary>
/// <param name="EndpointId">To which endpoint: its address and key are read when it leaves.</param>
/// <param name="Body">What is sent, octet for octet at each try.</param>
public sealed record WebhookRequest(Guid EndpointId, WebhookBody Body);

/// <summary>The body of a webhook (Standard Webhooks 1.0, «Payload structure»).</summary>
/// <param name="Type">Which event.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">Its particulars.</param>
public sealed record WebhookBody(string Type, Instant Timestamp, System.Text.Json.JsonElement Data);

/// <summary>Publishes events to the endpoints that want them: writes one message each to the outbox within the running command.</summary>
public sealed class WebhookPublisher(AppDb db, OutboxWriter outbox, IClock clock)
{
    /// <summary>The outbox's channel.</summary>
    public const string Channel = "webhook";

    /// <summary>Publishes one event.</summary>
    /// <param name="type">One of <see cref="WebhookEvents"/>.</param>
    /// <param name="clientId">Whom it concerns; <c>null</c>: the provider.</param>
    /// <param name="key">Which event it is, once.</param>
    /// <param name="summary">What it is about, in one line.</param>
    /// <param name="data">Its particulars; serialised as JSON.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PublishAsync(string type, Guid? clientId, string key, string summary, object data, CancellationToken cancellationToken)
    {
        var endpoints = await db.Set<WebhookEndpoint>().AsNoTracking().Where(e => e.DisabledAt == null).OrderBy(e => e.Id).ToListAsync(cancellationToken);
        foreach (var endpoint in endpoints.Where(e => e.Wants(type)))
        {
            await PostAsync(endpoint, type, clientId, key, summary, data, cancellationToken);
        }
    }

    /// <summary>Writes one message to one endpoint, whatever it asks for.</summary>
    public Task PostAsync(WebhookEndpoint endpoint, string type, Guid? clientId, string key, string summary, object data, CancellationToken cancellationToken)
    {
        var body = new WebhookBody(type, clock.GetCurrentInstant(), System.Text.Json.JsonSerializer.SerializeToElement(data, Json.Options));
        return outbox.AddAsync(Channel, clientId, $"webhook/{endpoint.Id}/{type}/{key}", endpoint.Name, $"{type} · {summary}", new WebhookRequest(endpoint.Id, body), cancellationToken);
    }
}
