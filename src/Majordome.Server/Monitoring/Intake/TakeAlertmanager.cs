using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Alertmanager;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /api/v1/alerts/alertmanager</c>: webhooks of Alertmanager (prometheus.io, «Alertmanager configuration», <c>webhook_config</c>). Alerts of one
/// name about one item are results of the passive check of that name, one for each group they are in; the same webhook again changes nothing. A group's
/// webhooks come in their order: what one tells is true from then on, also of an alert that began long ago and was silenced. Of one that ends while it is
/// silenced Alertmanager tells nothing: its check fails until the group tells of something else, or somebody states on its page that it is over.
/// </summary>
public sealed class TakeAlertmanager(SenderDirectory senders, SenderMeters meters, AsideTray tray, PlaceOutside place, IClock clock)
{
    /// <summary>The kind of what is put aside.</summary>
    public const string Kind = "alertmanager";

    // A rule that does not fire says nothing at all: silence is no sign, as far as a check can be told so.
    private static readonly CheckForm Check = new()
    {
        Interval = Duration.FromDays(7), MissedIntervals = 100, Confirmations = new(1, 1, 1, 1, 1),
    };

    /// <summary>Takes a webhook.</summary>
    /// <returns>
    /// 200 with how many checks have a result and how many were put aside; 400 for what cannot be read, which Alertmanager does not send again; 429
    /// above the source's allowance and 503 when others were quicker three times, which it does.
    /// </returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (await http.SenderAsync(senders) is not { } sender)
        {
            return;
        }

        var body = await Api.BodyAsync(http);
        if (!AlertmanagerWebhook.Read(body).TryGet(out var webhook, out var refusals))
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, "body-malformed", IntakeHttp.Beginning(body));
            await http.RefuseAsync(HttpStatusCode.BadRequest, Refusal.Of("body", "body-malformed", refusals[0].ToString()));
            return;
        }

        if (meters.TakeMessages(sender, webhook.Alerts.Length) is { } wait)
        {
            await http.RefuseAsync(HttpStatusCode.TooManyRequests, Refusal.Of("alerts", "sender-too-many-messages", webhook.Alerts.Length, sender.MostMessages), wait);
            return;
        }

        var placed = await place.HandleAsync(sender, Kind, ResultsOf(webhook, clock.GetCurrentInstant()), http.RequestAborted);
        await (placed.TryGet(out var counts, out refusals)
            ? TypedResults.Ok(counts).ExecuteAsync(http)
            : http.RefuseAsync(HttpStatusCode.ServiceUnavailable, refusals[0], 1));
    }

    /// <summary>One result for all alerts of one name about one thing: what fires worst speaks for them, the last change dates it.</summary>
    private static IReadOnlyList<NamedResult> ResultsOf(AlertmanagerWebhook webhook, Instant now) =>
    [
        .. webhook.Alerts.GroupBy(alert => (Name: NameOf(alert, webhook), Hosts: string.Join('\n', HostsOf(alert)).ToUpperInvariant())).Select(about =>
        {
            var worst = about.OrderByDescending(StatusOf).ThenBy(alert => alert.StartsAt).First();
            return new NamedResult(
                HostsOf(worst),
                Check with { Name = about.Key.Name },
                new OutsideResult(StatusOf(worst), TextOf(worst), about.Max(alert => ChangeOf(alert, now))) { IsStanding = true },
                JsonSerializer.Serialize(about, Json.Options));
        }),
    ];

    // Each group comes in webhooks of its own that tell nothing of the others: one that is resolved must not end what still fires in another.
    private static string NameOf(AlertmanagerAlert alert, AlertmanagerWebhook webhook)
    {
        var name = alert.Labels.GetValueOrDefault("alertname", "");
        var group = webhook.GroupLabels.Where(label => label.Key is not "alertname" && !OutsideAssets.HostLabels.Contains(label.Key));
        var others = string.Join(", ", group.Select(label => $"{label.Key} {label.Value}"));
        return others.Length > 0 ? Cut($"{name} ({others})") : name;
    }

    // What is too long for a name ends with what tells it from others that begin like it.
    private static string Cut(string name) =>
        StoredText.Cut(name, CheckForms.LongestName, "… " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]);

    // In the order of gravity: ok, warning, critical.
    private static CheckStatus StatusOf(AlertmanagerAlert alert) =>
        !alert.IsFiring ? CheckStatus.Ok
        : alert.Labels.GetValueOrDefault("severity", "").ToLowerInvariant() is "critical" or "page" ? CheckStatus.Critical
        : CheckStatus.Warning;

    // A clock that is ahead must not date what comes after it out of the way.
    private static Instant ChangeOf(AlertmanagerAlert alert, Instant now) =>
        Instant.Min(alert.IsFiring ? alert.StartsAt : alert.EndsAt ?? alert.StartsAt.PlusTicks(1), now);

    private static ImmutableArray<string> HostsOf(AlertmanagerAlert alert) =>
        [.. OutsideAssets.HostLabels.Select(label => alert.Labels.GetValueOrDefault(label, "")).Where(host => host.Length > 0).Select(OutsideAssets.HostOf)];

    private static string TextOf(AlertmanagerAlert alert)
    {
        var said = alert.Annotations.GetValueOrDefault("summary") ?? alert.Annotations.GetValueOrDefault("description") ?? alert.Labels.GetValueOrDefault("alertname", "");
        return said.ReplaceLineEndings(" ").Replace('\0', ' ').Trim(); // PostgreSQL keeps no zero character
    }
}
