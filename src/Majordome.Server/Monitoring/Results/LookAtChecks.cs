using Majordome.Domain;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>Looks at the checks of which nothing came but time: silence that has become no data, a mute that ended, flapping that has decayed.</summary>
[Requires(Permission.ManageEstate, Everywhere = true, Untraced = "only what is found is written down")]
public sealed class LookAtChecks(AppDb db, StandingKeeper keeper, MuteReader mutes, IClock clock)
{
    /// <summary>The most checks of one step.</summary>
    public const int AtOnce = 500;

    /// <summary>Looks at those that are due, in one transaction.</summary>
    /// <returns>How many.</returns>
    public async Task<Result<int>> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var due = await db.Set<CheckStanding>().Where(s => s.LookAt <= now).OrderBy(s => s.LookAt).Take(AtOnce).ToListAsync(cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        var ids = due.Select(s => s.CheckId).ToList();
        var checks = await db.Set<Check>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var heard = await db.Set<ProbeRow>().AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.LastSeenAt, cancellationToken);
        await mutes.ReadAsync(checks.Values, now, cancellationToken);
        foreach (var standing in due)
        {
            var check = checks[standing.CheckId];
            if (check.IsWatched)
            {
                await keeper.MoveAsync(check, standing, [], check.ProbeId is { } probe ? heard[probe] : null, now, cancellationToken);
            }
            else
            {
                standing.LookAt = null;
            }
        }

        return due.Count;
    }
}
