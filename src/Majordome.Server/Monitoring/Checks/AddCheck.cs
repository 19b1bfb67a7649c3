using Majordome.Domain;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Adds a check to an item.</summary>
[Requires(Permission.ManageEstate)]
public sealed class AddCheck(AppDb db, CheckMaker maker, IClock clock)
{
    /// <summary>Adds it.</summary>
    /// <returns>The check, or: <c>not-found</c> (the item), and what <see cref="CheckMaker.AddAsync"/> refuses.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid assetId, CheckForm form, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("assetId", assetId);
        }

        var now = clock.GetCurrentInstant();
        await EmbeddedProbeRow.EnsureAsync(db, now, cancellationToken);
        return await maker.AddAsync(asset, form, now, cancellationToken);
    }
}
