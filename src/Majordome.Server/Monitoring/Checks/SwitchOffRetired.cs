using Majordome.Server.Assets.Public;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>An asset that is gone is no longer checked: its checks are switched off, and nobody is called at night for what was taken away.</summary>
public sealed class SwitchOffRetired(AppDb db, StandingKeeper keeper, EventLog log, IClock clock) : IAssetEnds
{
    /// <inheritdoc/>
    public async Task RetiredAsync(Guid assetId, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        foreach (var check in await db.Set<Check>().Where(c => c.AssetId == assetId && c.RemovedAt == null && c.Enabled).OrderBy(c => c.Id).ToListAsync(cancellationToken))
        {
            check.Enabled = false;
            var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == check.Id, cancellationToken);
            await keeper.WithdrawAsync(check, standing, now, cancellationToken);
            log.Record(check.ClientId, "switch-off-check", "check", check.Id, new { check.Name });
        }
    }
}
