using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Hooks;

/// <summary>An endpoint as it is wanted.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Url">http or https, without user and password.</param>
/// <param name="Events">Which events; at least one.</param>
/// <param name="Enabled">Whether it is in use.</param>
public sealed record WebhookForm(string? Name, string? Url, ImmutableArray<string> Events, bool Enabled = true);

/// <summary>An endpoint and the key that signs what it gets, told this once.</summary>
public sealed record WebhookWithKey(WebhookEndpoint Endpoint, string Key);

/// <summary>Reads the keys of an endpoint.</summary>
internal static class WebhookKeys
{
    /// <summary>The keys that sign now: the endpoint's own, and for a while the one it replaced.</summary>
    public static ImmutableArray<WebhookKey> Keys(this WebhookEndpoint endpoint, ChannelSecrets secrets, Instant now)
    {
        var kept = endpoint.PreviousKeyUntil > now ? new[] { endpoint.ProtectedKey, endpoint.ProtectedPreviousKey } : [endpoint.ProtectedKey];
        return [.. kept.Select(secrets.Read).OfType<string>().Select(text => WebhookKey.Parse(text).Value)];
    }

    /// <summary>What is wrong with a form: <c>required</c>, <c>url-invalid</c>, <c>event-unknown</c>.</summary>
    public static ImmutableArray<Refusal> RefusalsOf(WebhookForm form)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (string.IsNullOrWhiteSpace(form.Name))
        {
            refusals.Add(Refusal.Of("name", "required"));
        }

        if (string.IsNullOrWhiteSpace(form.Url))
        {
            refusals.Add(Refusal.Of("url", "required"));
        }
        else if (!Uri.TryCreate(form.Url.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            refusals.Add(Refusal.Of("url", "url-invalid", form.Url));
        }

        if (form.Events.IsDefaultOrEmpty)
        {
            refusals.Add(Refusal.Of("events", "required"));
        }
        else if (form.Events.FirstOrDefault(e => !WebhookEvents.All.Contains(e, StringComparer.Ordinal)) is { } unknown)
        {
            refusals.Add(Refusal.Of("events", "event-unknown", unknown));
        }

        return refusals.ToImmutable();
    }

    /// <summary>In the product's order, once each.</summary>
    public static string Joined(ImmutableArray<string> events) => string.Join(',', WebhookEvents.All.Where(e => events.Contains(e, StringComparer.Ordinal)));
}

/// <summary>Adds an endpoint.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class AddWebhook(AppDb db, ChannelSecrets secrets, EventLog log, IClock clock)
{
    /// <summary>Adds it with a new key.</summary>
    /// <returns>The endpoint and its key, or: <c>required</c>, <c>url-invalid</c>, <c>event-unknown</c>.</returns>
    public Task<Result<WebhookWithKey>> HandleAsync(WebhookForm form)
    {
        var refusals = WebhookKeys.RefusalsOf(form);
        if (!refusals.IsEmpty)
        {
            return Task.FromResult<Result<WebhookWithKey>>(refusals);
        }

        var now = clock.GetCurrentInstant();
        var key = WebhookKey.Generate().Reveal();
        var endpoint = new WebhookEndpoint
        {
            Id = Ids.At(now), Name = form.Name!.Trim(), Url = form.Url!.Trim(), Events = WebhookKeys.Joined(form.Events),
            ProtectedKey = secrets.Protect(key), CreatedAt = now, DisabledAt = form.Enabled ? null : now,
        };
        db.Add(endpoint);
        log.Record(null, "add-webhook", "webhook", endpoint.Id, new { endpoint.Name, endpoint.Url, endpoint.Events });
        return Task.FromResult<Result<WebhookWithKey>>(new WebhookWithKey(endpoint, key));
    }
}

/// <summary>Changes an endpoint.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class EditWebhook(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Changes it; its key stays.</summary>
    /// <returns>The endpoint, or: <c>not-found</c>, <c>conflict</c>, <c>required</c>, <c>url-invalid</c>, <c>event-unknown</c>.</returns>
    public async Task<Result<WebhookEndpoint>> HandleAsync(Guid id, WebhookForm form, int version, CancellationToken cancellationToken)
    {
        var endpoint = await db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Refusals.NotFound("id", id);
        }

        if (endpoint.Version != version)
        {
            return Refusals.Conflict();
        }

        var refusals = WebhookKeys.RefusalsOf(form);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        (endpoint.Name, endpoint.Url, endpoint.Events) = (form.Name!.Trim(), form.Url!.Trim(), WebhookKeys.Joined(form.Events));
        endpoint.DisabledAt = form.Enabled ? null : endpoint.DisabledAt ?? clock.GetCurrentInstant();
        endpoint.DisabledReason = form.Enabled ? null : endpoint.DisabledReason;
        log.Record(null, "edit-webhook", "webhook", id, new { endpoint.Name, endpoint.Url, endpoint.Events, form.Enabled });
        return endpoint;
    }
}

/// <summary>Replaces the key of an endpoint.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class RotateWebhookKey(AppDb db, ChannelSecrets secrets, EventLog log, IClock clock)
{
    /// <summary>How long the replaced key signs beside the new one, so that the receiver can change it in its own time.</summary>
    private static readonly Duration Overlap = Duration.FromHours(24);

    /// <summary>Draws a new key.</summary>
    /// <returns>The endpoint and its key, or <c>not-found</c>.</returns>
    public async Task<Result<WebhookWithKey>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var endpoint = await db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Refusals.NotFound("id", id);
        }

        var key = WebhookKey.Generate().Reveal();
        endpoint.ProtectedPreviousKey = endpoint.ProtectedKey;
        endpoint.PreviousKeyUntil = clock.GetCurrentInstant() + Overlap;
        endpoint.ProtectedKey = secrets.Protect(key);
        log.Record(null, "rotate-webhook-key", "webhook", id, new { endpoint.PreviousKeyUntil });
        return new WebhookWithKey(endpoint, key);
    }
}

/// <summary>Removes an endpoint; what still waits for it is put aside.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class RemoveWebhook(AppDb db, EventLog log)
{
    /// <summary>Removes it.</summary>
    /// <returns>Done, or <c>not-found</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var endpoint = await db.Set<WebhookEndpoint>().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Refusals.NotFound("id", id);
        }

        db.Remove(endpoint);
        log.Record(null, "remove-webhook", "webhook", id, new { endpoint.Name, endpoint.Url });
        return Done.Value;
    }
}

/// <summary>Sends an endpoint a message that shows whether it receives.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class SendTestWebhook(AppDb db, WebhookPublisher webhooks, EventLog log, IClock clock)
{
    /// <summary>Sends it.</summary>
    /// <returns>Done, or <c>not-found</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var endpoint = await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Refusals.NotFound("id", id);
        }

        var key = Ids.At(clock.GetCurrentInstant());
        await webhooks.PostAsync(endpoint, WebhookEvents.Test, null, key.ToString(), endpoint.Name, new { endpoint = endpoint.Name }, cancellationToken);
        log.Record(null, "send-test-webhook", "webhook", id);
        return Done.Value;
    }
}
