using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>Marks the probes that have stopped speaking, and those that speak again: one fact for the probe, never one per check.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class MarkSilentProbes(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Looks at every probe.</summary>
    /// <returns>How many were marked or unmarked.</returns>
    public async Task<Result<int>> HandleAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        var now = clock.GetCurrentInstant();
        foreach (var probe in await db.Set<ProbeRow>().ToListAsync(cancellationToken))
        {
            var heard = probe.LastSeenAt ?? probe.CreatedAt;
            Instant? silentSince = now - heard > ProbeRow.SilentAfter ? heard : null;
            if (silentSince.HasValue == probe.SilentSince.HasValue)
            {
                continue;
            }

            changed++;
            log.Record(null, silentSince is null ? "probe-is-back" : "probe-is-silent", "probe", probe.Id, new { probe.Name, since = silentSince ?? probe.SilentSince });
            probe.SilentSince = silentSince;
        }

        return changed;
    }
}
