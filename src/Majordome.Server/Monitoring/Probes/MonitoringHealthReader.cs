using System.Collections.Immutable;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>Reads how monitoring fares.</summary>
public sealed class MonitoringHealthReader(AppDb db, CheckWatch watch) : IMonitoringHealth
{
    /// <inheritdoc/>
    public async Task<MonitoringHealth> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await db.Checks().Where(c => c.Enabled && c.ProbeId != null).GroupBy(c => c.ProbeId!.Value)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(c => c.Key, c => c.Count, cancellationToken);
        var probes = await db.Set<ProbeRow>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(cancellationToken);
        var strays = await db.Set<StrayResult>().CountAsync(cancellationToken);
        return new MonitoringHealth(
            [
                .. probes.Select(p => new ProbeHealthView(
                    p.Id, p.Name, p.LastSeenAt, p.SilentSince, counts.GetValueOrDefault(p.Id), p.Lost, p.LastLost, p.ClockOffset,
                    p.Running, p.Waiting, p.LateStarts, p.WorstDelay)),
            ],
            watch.LastLookedAt,
            strays);
    }
}
