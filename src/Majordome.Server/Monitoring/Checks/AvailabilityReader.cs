using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Measures availability from the facts.</summary>
public sealed class AvailabilityReader(AppDb db, IClock clock) : IAvailability
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<AvailabilityFigure>> MeasureAsync(
        Guid clientId, Interval window, Func<Guid, Func<Instant, Instant, Duration>> serviceTimeOf, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var checks = await db.Set<Check>().AsNoTracking()
            .Where(c => c.ClientId == clientId && c.CreatedAt < window.End && (c.RemovedAt == null || c.RemovedAt > window.Start))
            .OrderBy(c => c.Name).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var facts = await FactsAsync([.. checks.Select(c => c.Id)], window.End, cancellationToken);
        var works = await WorksAsync([.. checks.Select(c => c.AssetId).Distinct()], window, cancellationToken);
        return
        [
            .. from check in checks
               let ofCheck = facts.GetValueOrDefault(check.Id, [])
               let measured = Availability.Of(window, ofCheck, works.GetValueOrDefault(check.AssetId, []), serviceTimeOf(check.AssetId), now)
               select new AvailabilityFigure(check.AssetId, check.Id, check.Name, measured, ofCheck),
        ];
    }

    /// <summary>The changes of state of checks that began before an instant, by check, in the order they were recorded.</summary>
    public async Task<Dictionary<Guid, ImmutableArray<StateFact>>> FactsAsync(IReadOnlyCollection<Guid> checks, Instant before, CancellationToken cancellationToken)
    {
        var changes = await db.Set<StateChange>().AsNoTracking()
            .Where(c => checks.Contains(c.CheckId) && c.Kind == TransitionKind.State && c.Since < before)
            .OrderBy(c => c.CheckId).ThenBy(c => c.Number)
            .Select(c => new { c.CheckId, c.Since, c.To }).ToListAsync(cancellationToken);
        return changes.GroupBy(c => c.CheckId).ToDictionary(g => g.Key, g => g.Select(c => new StateFact(c.Since, c.To)).ToImmutableArray());
    }

    /// <summary>The announced work on items that touches a window, by item.</summary>
    public async Task<Dictionary<Guid, ImmutableArray<Interval>>> WorksAsync(IReadOnlyCollection<Guid> assets, Interval window, CancellationToken cancellationToken)
    {
        var works = await db.Set<MaintenanceInterval>().AsNoTracking()
            .Where(m => assets.Contains(m.AssetId) && m.End > window.Start && m.Start < window.End).ToListAsync(cancellationToken);
        return works.GroupBy(m => m.AssetId).ToDictionary(g => g.Key, g => g.Select(m => new Interval(m.Start, m.End)).ToImmutableArray());
    }
}
