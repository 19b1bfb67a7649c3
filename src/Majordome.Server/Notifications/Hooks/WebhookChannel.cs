using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Hooks;

/// <summary>
/// Delivers webhooks: one POST of JSON, signed as Standard Webhooks 1.0 says; <c>webhook-id</c> is the outbox's key, the same at each try.
/// </summary>
/// <remarks>
/// <para>Where requests go is what an administrator of the provider wrote, on loopback too: providers run receivers on the same
/// machine. Against being led elsewhere: redirects are not followed, no proxy and no cookies are used, no credentials are sent, and
/// of the answer only the status is kept, so that the page shows nothing of what stands behind an address.</para>
/// <para>2xx is delivered. 410 is the receiver's wish to be left alone: the endpoint is disabled. 400, 413, 414, 415, 422 and 431 refuse
/// this very message for good. Everything else (redirects, 401, 403, 404, 429, 5xx, time-outs) is for somebody to mend: tried again.</para>
/// </remarks>
public sealed class WebhookChannel : IDeliver, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly IServiceScopeFactory scopes;
    private readonly IClock clock;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    /// <summary>A channel with a pool of connections of its own.</summary>
    public WebhookChannel(IServiceScopeFactory scopes, IClock clock, TimeProvider time)
    {
        this.scopes = scopes;
        this.clock = clock;
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Longest / 2,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public string Channel => WebhookPublisher.Channel;

    /// <inheritdoc/>
    public async Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var given = JsonSerializer.Deserialize<WebhookRequest>(message.Payload, Json.Options)!;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("webhook");
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var endpoint = await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == given.EndpointId, cancellationToken);
        if (endpoint is null or { DisabledAt: not null })
        {
            return new Delivery(DeliveryOutcome.Refused, "endpoint-not-in-use");
        }

        var keys = endpoint.Keys(scope.ServiceProvider.GetRequiredService<ChannelSecrets>(), clock.GetCurrentInstant());
        if (keys.IsEmpty)
        {
            return new Delivery(DeliveryOutcome.Later, "key-unreadable");
        }

        var delivery = await SendAsync(endpoint.Url, keys, message.Id, given.Body, cancellationToken);
        if (delivery.Answer.StartsWith("410", StringComparison.Ordinal))
        {
            var now = clock.GetCurrentInstant();
            await db.Set<WebhookEndpoint>().Where(e => e.Id == endpoint.Id && e.DisabledAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(e => e.DisabledAt, (Instant?)now).SetProperty(e => e.DisabledReason, "gone").SetProperty(e => e.Version, e => e.Version + 1), cancellationToken);
        }

        return delivery;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<Delivery> SendAsync(
        string url, System.Collections.Immutable.ImmutableArray<WebhookKey> keys, Guid id, WebhookBody body, CancellationToken cancellationToken)
    {
        var octets = JsonSerializer.SerializeToUtf8Bytes(body, Json.Options);
        var signed = WebhookSignature.Sign(keys, id.ToString("N"), clock.GetCurrentInstant(), octets).Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(octets) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Majordome", null));
        request.Headers.TryAddWithoutValidation(WebhookHeaders.IdName, signed.Id);
        request.Headers.TryAddWithoutValidation(WebhookHeaders.TimestampName, signed.Timestamp);
        request.Headers.TryAddWithoutValidation(WebhookHeaders.SignatureName, signed.Signature);

        // A stop of the program does not break a request off: it has at most ten seconds left, and half a request may be a whole one to the receiver.
        using var limit = new CancellationTokenSource(Longest, time);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(response.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return new Delivery(DeliveryOutcome.Later, "timed-out");
        }
        catch (HttpRequestException exception)
        {
            return new Delivery(DeliveryOutcome.Later, Json.Kebab(exception.HttpRequestError.ToString()));
        }
    }

    private static Delivery Judge(HttpStatusCode status)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"{(int)status} {status}");
        return (int)status switch
        {
            >= 200 and < 300 => new Delivery(DeliveryOutcome.Delivered, answer),
            400 or 410 or 413 or 414 or 415 or 422 or 431 => new Delivery(DeliveryOutcome.Refused, answer),
            _ => new Delivery(DeliveryOutcome.Later, answer),
        };
    }
}
