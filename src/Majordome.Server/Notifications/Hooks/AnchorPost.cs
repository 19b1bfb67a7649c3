using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Notifications.Hooks;

/// <summary>
/// Hands the heads of the event log's chains to the webhooks that ask for them, once an hour: a receiver that keeps them holds the
/// anchors where nobody who reaches this machine can cut them.
/// </summary>
[Requires(Permission.ManageChannels, Everywhere = true, Untraced = "an event of its own would move the heads it tells")]
public sealed class PostHeads(AppDb db, WebhookPublisher webhooks, IClock clock)
{
    private static readonly InstantPattern Hour = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH'Z'");

    /// <summary>Posts them, unless those of this hour were posted.</summary>
    public async Task<Result<Done>> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var log = db.Set<LoggedEvent>().AsNoTracking();
        var heads = await log.GroupBy(e => e.ClientId).Select(g => new { Chain = g.Key, Last = g.Max(e => e.Sequence) })
            .Join(log, h => new { h.Chain, h.Last }, e => new { Chain = e.ClientId, Last = e.Sequence }, (h, e) => new ChainHead(h.Chain, h.Last, e.Hash))
            .ToListAsync(cancellationToken);
        if (heads.Count > 0)
        {
            var anchors = heads.OrderBy(h => h.Chain).Select(h => ChainAnchors.LineOf(h, now)).ToArray();
            await webhooks.PublishAsync(WebhookEvents.Heads, null, Hour.Format(now), Hour.Format(now), new { anchors }, cancellationToken);
        }

        return Done.Value;
    }
}

/// <summary>Looks each minute whether an hour has begun.</summary>
public sealed class AnchorPost(Commands commands, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<AnchorPost> logger) : BackgroundLoop(heartbeats, time, logger)
{
    private long? posted;

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        var hour = clock.GetCurrentInstant().ToUnixTimeSeconds() / 3600;
        if (posted != hour)
        {
            await commands.RunAsync(Caller.Program("anchors"), (PostHeads c) => c.HandleAsync(stoppingToken), stoppingToken);
            posted = hour;
        }

        return false;
    }
}
