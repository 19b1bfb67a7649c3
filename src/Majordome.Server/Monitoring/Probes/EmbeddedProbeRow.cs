using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>The row of the probe in the server's own process.</summary>
internal static class EmbeddedProbeRow
{
    /// <summary>Makes it if it is not there.</summary>
    public static async Task EnsureAsync(AppDb db, Instant now, CancellationToken cancellationToken)
    {
        if (await db.Set<ProbeRow>().FindAsync([ProbeRow.Embedded], cancellationToken) is null)
        {
            db.Add(new ProbeRow { Id = ProbeRow.Embedded, Name = Environment.MachineName.ToUpperInvariant(), CreatedAt = now });
        }
    }
}
