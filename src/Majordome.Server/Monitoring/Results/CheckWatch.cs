using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>What happens when nothing comes: looks at due checks and silent probes, and forgets runs that are old enough.</summary>
public sealed class CheckWatch(Commands commands, IServiceScopeFactory scopes, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<CheckWatch> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    private static readonly Duration PruneInterval = Duration.FromHours(1);
    private static readonly Caller Caller = Caller.Program("monitoring");

    private Instant? prunedAt;

    /// <summary>When it last finished its look; a watchdog tells when it stops.</summary>
    public Instant LastLookedAt { get; private set; } = clock.GetCurrentInstant();

    /// <summary>Looks at what is due now.</summary>
    /// <returns>How many checks and probes were looked at because something was due.</returns>
    public async Task<int> LookDueAsync(CancellationToken cancellationToken)
    {
        var (probesDue, checksDue) = await AnyDueAsync(cancellationToken);
        var looked = 0;
        if (probesDue)
        {
            var probes = await commands.RunAsync(Caller, (MarkSilentProbes c) => c.HandleAsync(cancellationToken), cancellationToken);
            looked += probes.IsAccepted ? probes.Value : 0;
        }

        if (checksDue)
        {
            // Refused means that another server was quicker: its work stands.
            var checks = await commands.RunAsync(Caller, (LookAtChecks c) => c.HandleAsync(cancellationToken), cancellationToken);
            looked += checks.IsAccepted ? checks.Value : 0;
        }

        LastLookedAt = clock.GetCurrentInstant();
        return looked;
    }

    // Reads alone, so that a quiet second takes no lock from those who write.
    private async Task<(bool Probes, bool Checks)> AnyDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = clock.GetCurrentInstant();
        var before = now - ProbeRow.SilentAfter;
        return (
            await db.Set<ProbeRow>().AnyAsync(p => (p.LastSeenAt ?? p.CreatedAt) < before ? p.SilentSince == null : p.SilentSince != null, cancellationToken),
            await db.Set<Checks.CheckStanding>().AnyAsync(s => s.LookAt <= now, cancellationToken));
    }

    /// <summary>Deletes runs older than <see cref="CheckResultRow.Retention"/>, check by check along the index.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var before = clock.GetCurrentInstant() - CheckResultRow.Retention;
        var pruned = 0;
        foreach (var check in await db.Set<Checks.Check>().Select(c => c.Id).ToListAsync(cancellationToken))
        {
            pruned += await db.Set<CheckResultRow>().Where(r => r.CheckId == check && r.Started < before).ExecuteDeleteAsync(cancellationToken);
        }

        return pruned;
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <summary>After a start, time for probes to hand over what they kept meanwhile: what arrived together is applied before silence is looked for.</summary>
    protected override TimeSpan Grace => TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        var looked = await LookDueAsync(stoppingToken);
        if (prunedAt is null || clock.GetCurrentInstant() - prunedAt > PruneInterval)
        {
            await PruneAsync(stoppingToken);
            prunedAt = clock.GetCurrentInstant();
        }

        return looked >= LookAtChecks.AtOnce;
    }
}
