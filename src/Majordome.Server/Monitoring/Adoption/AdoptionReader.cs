using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>Reads what waits to be accepted.</summary>
public sealed class AdoptionReader(AppDb db, ServerOptions options) : IAdoption
{
    /// <inheritdoc/>
    public async Task<bool> IsOfferedAsync(CancellationToken cancellationToken) =>
        options.EmbeddedProbe
        && !await db.Set<AdoptionProposal>().AnyAsync(p => p.AdoptedAt != null, cancellationToken)
        && !await db.Set<Check>().IgnoreQueryFilters().AnyAsync(cancellationToken);

    /// <summary>The proposal of the embedded probe, with the name a client without a name gets; no proposal: the probe is still looking.</summary>
    public async Task<(AdoptionProposal? Proposal, string ProviderName)> ReadAsync(CancellationToken cancellationToken) =>
        (await db.Set<AdoptionProposal>().AsNoTracking().SingleOrDefaultAsync(p => p.ProbeId == ProbeRow.Embedded, cancellationToken),
         await db.Set<Provider>().Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) ?? "");
}
