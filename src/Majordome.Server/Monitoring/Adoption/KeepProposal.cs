using System.Text.Json;
using Majordome.Domain;
using Majordome.Probe.Discovery;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>Keeps what a probe found, until somebody accepts it. What was accepted stays as it was.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class KeepProposal(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Keeps it, in the place of an older one that still waits.</summary>
    public async Task<Result<Done>> HandleAsync(Guid probeId, DiscoveredMachine found, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var text = JsonSerializer.Serialize(found, Json.Options);
        if (await db.Set<AdoptionProposal>().SingleOrDefaultAsync(p => p.ProbeId == probeId, cancellationToken) is not { } proposal)
        {
            db.Add(new AdoptionProposal { ProbeId = probeId, Found = text, FoundAt = now });
        }
        else if (proposal.AdoptedAt is null)
        {
            (proposal.Found, proposal.FoundAt) = (text, now);
        }
        else
        {
            return Done.Value;
        }

        log.Record(null, "keep-proposal", "proposal", probeId, new { found.Machine.HostName, Checks = found.Checks.Length });
        return Done.Value;
    }
}
