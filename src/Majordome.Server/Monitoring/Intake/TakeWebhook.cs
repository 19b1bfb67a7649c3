using System.Net;
using System.Text;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Syslog;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What became of a webhook.</summary>
/// <param name="Checks">1 when it is a result of a check now.</param>
/// <param name="Aside">1 when it was put aside: there is no such item, or its check is no passive one.</param>
/// <param name="IsRepeated">Whether it had been taken before, and changed nothing.</param>
public sealed record WebhookTaken(int Checks, int Aside, bool IsRepeated);

/// <summary>
/// <c>POST /api/v1/alerts/webhook/{source}</c>: an alert of anybody who holds the source's key, signed as Standard Webhooks 1.0 says. It is a result of
/// the passive check of its name; the same <c>webhook-id</c> again changes nothing.
/// </summary>
public sealed class TakeWebhook(SenderDirectory senders, SenderMeters meters, AsideTray tray, PlaceOutside place, ItemPlaces places, Commands commands, IServiceScopeFactory scopes, IClock clock)
    : IDisposable
{
    /// <summary>The kind of what is kept and of what is put aside.</summary>
    public const string Kind = "webhook";

    // Who tells by webhook tells changes: silence is no sign, as far as a check can be told so.
    private static readonly CheckForm Check = new() { Interval = Duration.FromDays(7), MissedIntervals = 100, Confirmations = new(1, 1, 1, 1, 1) };
    private static readonly Caller Caller = Caller.Program("intake");

    // Two tries of one message at once are taken one after the other.
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>Takes a webhook.</summary>
    /// <returns>
    /// 200 with what became of it; 400 for what cannot be read; 401 for a source that is not known, or whose signature is wrong or of another time; 413
    /// for one that is too long; 429 above the source's allowance; 503 when others were quicker three times.
    /// </returns>
    public async Task HandleAsync(HttpContext http, Guid id)
    {
        var body = await Api.BodyAsync(http);
        if (await senders.ByIdAsync(id, http.RequestAborted) is not { } known || await KeyAsync(known.Source) is not { } key)
        {
            await http.RefuseAsync(HttpStatusCode.Unauthorized, Refusal.Of(WebhookHeaders.SignatureName, "sender-unknown"));
            return;
        }

        var sender = known.Sender;
        var headers = new WebhookHeaders(
            http.Request.Headers[WebhookHeaders.IdName].ToString(), http.Request.Headers[WebhookHeaders.TimestampName].ToString(), http.Request.Headers[WebhookHeaders.SignatureName].ToString());
        if (WebhookSignature.Verify([key], headers, body, clock.GetCurrentInstant(), WebhookSignature.DefaultTolerance) is { IsAccepted: false } wrong)
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, wrong.Refusals[0].Rule, IntakeHttp.Beginning(body));
            await http.RefuseAsync(HttpStatusCode.Unauthorized, wrong.Refusals[0]);
            return;
        }

        if (body.Length > sender.LongestMessage)
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, "message-too-long", IntakeHttp.Beginning(body));
            await http.RefuseAsync(HttpStatusCode.RequestEntityTooLarge, Refusal.Of("body", "body-too-large", body.Length, sender.LongestMessage));
            return;
        }

        if (!InboundAlert.Read(body).TryGet(out var alert, out var refusals))
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, "body-malformed", IntakeHttp.Beginning(body));
            await http.RefuseAsync(HttpStatusCode.BadRequest, Refusal.Of(refusals[0].Path, "body-malformed", refusals[0].ToString()));
            return;
        }

        if (meters.TakeMessages(sender, 1) is { } wait)
        {
            await http.RefuseAsync(HttpStatusCode.TooManyRequests, Refusal.Of("", "sender-too-many-messages", 1, sender.MostMessages), wait);
            return;
        }

        await PlaceAsync(http, sender, headers.Id, alert, Encoding.UTF8.GetString(body));
    }

    /// <inheritdoc/>
    public void Dispose() => oneAtATime.Dispose();

    // The receipt is written last: what was not placed to the end is placed again when it is sent again.
    private async Task PlaceAsync(HttpContext http, Sender sender, string messageId, InboundAlert alert, string payload)
    {
        await oneAtATime.WaitAsync(http.RequestAborted);
        try
        {
            if (await IsKnownAsync(sender, messageId))
            {
                await TypedResults.Ok(new WebhookTaken(0, 0, IsRepeated: true)).ExecuteAsync(http);
                return;
            }

            var now = clock.GetCurrentInstant();
            var placed = await place.HandleAsync(sender, Kind, [ResultOf(alert, payload, now)], default);
            if (!placed.TryGet(out var counts, out var refusals))
            {
                await http.RefuseAsync(HttpStatusCode.ServiceUnavailable, refusals[0], 1);
                return;
            }

            var receipt = new WebhookReceipt { ClientId = sender.ClientId, SourceId = sender.SourceId, MessageId = messageId, TakenAt = now };
            var message = MessageOf(sender, alert, await places.FindAsync(sender.ClientId, [alert.Item], default), now, http.Connection.RemoteIpAddress);
            await commands.RunAsync(Caller, (KeepWebhook c) => c.HandleAsync(receipt, message), default);
            await TypedResults.Ok(new WebhookTaken(counts.Checks, counts.Aside, IsRepeated: false)).ExecuteAsync(http);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<WebhookKey?> KeyAsync(Source source)
    {
        await using var scope = scopes.CreateAsyncScope();
        var secret = scope.ServiceProvider.GetRequiredService<IntakeSecrets>().Read(source.ProtectedSigningKey);
        return secret is not null && WebhookKey.Parse(secret).TryGet(out var key, out _) ? key : null;
    }

    private async Task<bool> IsKnownAsync(Sender sender, string messageId)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Set<WebhookReceipt>().AnyAsync(r => r.SourceId == sender.SourceId && r.MessageId == messageId);
    }

    // A clock that is ahead must not number what comes after it out of the way.
    private static NamedResult ResultOf(InboundAlert alert, string payload, Instant now)
    {
        var at = Instant.Min(alert.At ?? now, now);
        return new NamedResult(
            [alert.Item],
            Check with { Name = alert.Check },
            new OutsideResult(StatusOf(alert.Status), Line(alert.Text), at, at.ToUnixTimeTicks(), PerformanceData: PerformanceData(alert)),
            payload);
    }

    private static ReceivedMessage MessageOf(Sender sender, InboundAlert alert, Guid? asset, Instant now, IPAddress? from) => new()
    {
        Id = Ids.At(now),
        ClientId = sender.ClientId,
        SourceId = sender.SourceId,
        AssetId = asset,
        Kind = Kind,
        ReceivedAt = now,
        ToldAt = alert.At,
        Severity = (int)(alert.Status switch
        {
            InboundStatus.Ok => SyslogSeverity.Informational,
            InboundStatus.Critical => SyslogSeverity.Critical,
            _ => SyslogSeverity.Warning,
        }),
        Facility = ReceivedMessage.Plain(alert.Check),
        Application = ReceivedMessage.Plain(alert.Source),
        Host = ReceivedMessage.Plain(alert.Item),
        From = from?.ToString() ?? "",
        Text = ReceivedMessage.Plain(alert.Text, ReceivedMessage.LongestText)!,
    };

    private static CheckStatus StatusOf(InboundStatus status) => status switch
    {
        InboundStatus.Ok => CheckStatus.Ok,
        InboundStatus.Warning => CheckStatus.Warning,
        InboundStatus.Critical => CheckStatus.Critical,
        _ => CheckStatus.Unknown,
    };

    private static string Line(string text) => text.ReplaceLineEndings(" ").Replace('\0', ' ').Trim();

    // In the grammar of plugins, in which results carry their figures: a quote within a label is doubled.
    private static string? PerformanceData(InboundAlert alert) => alert.Metrics.IsEmpty
        ? null
        : string.Join(' ', alert.Metrics.Select(m => FormattableString.Invariant($"'{Line(m.Key).Replace("'", "''", StringComparison.Ordinal).Replace('=', '_')}'={m.Value:R}")));
}
