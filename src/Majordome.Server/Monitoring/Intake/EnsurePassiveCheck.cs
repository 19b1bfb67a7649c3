using Majordome.Domain;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A check that results from outside are for.</summary>
public sealed record OutsideCheck(Guid Id, Instant CreatedAt);

/// <summary>Finds a check of an item by its name, and makes a passive one where there is none.</summary>
[Requires(Permission.ManageEstate)]
public sealed class EnsurePassiveCheck(AppDb db, CheckMaker maker, IClock clock)
{
    /// <summary>Finds or makes it.</summary>
    /// <param name="assetId">The item.</param>
    /// <param name="form">The check that is made: its name tells which one is looked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The check, or: <c>not-found</c> (the item), <c>check-not-passive</c>, and what <see cref="CheckMaker.AddAsync"/> refuses.</returns>
    public async Task<Result<OutsideCheck>> HandleAsync(Guid assetId, CheckForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(assetId, form, cancellationToken) is { } found)
        {
            return found;
        }

        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("assetId", assetId);
        }

        var now = clock.GetCurrentInstant();
        var made = await maker.AddAsync(asset, form with { Type = Check.Passive }, now, cancellationToken);
        if (made.TryGet(out var id, out var refusals))
        {
            return new OutsideCheck(id, now);
        }

        // Another made it between the two looks: it is there now.
        return refusals[0].Rule is "check-name-taken" && await FindAsync(assetId, form, cancellationToken) is { } theirs ? theirs : refusals;
    }

    private async Task<Result<OutsideCheck>?> FindAsync(Guid assetId, CheckForm form, CancellationToken cancellationToken)
    {
        var name = form.Name?.Trim();
        var check = await db.Set<Check>().AsNoTracking().Where(c => c.AssetId == assetId && c.Name == name && c.RemovedAt == null)
            .OrderBy(c => c.Id).FirstOrDefaultAsync(cancellationToken);
        return check is null ? null
            : check.Type == Check.Passive ? new OutsideCheck(check.Id, check.CreatedAt)
            : Refusal.Of("type", "check-not-passive", check.Type);
    }
}
