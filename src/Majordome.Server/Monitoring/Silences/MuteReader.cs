using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Silences;

/// <summary>Finds what keeps a check quiet: silences of the check, announced work on its item.</summary>
public sealed class MuteReader(AppDb db)
{
    private readonly Dictionary<Guid, List<Mute>> ofChecks = [];
    private readonly Dictionary<Guid, List<Mute>> ofItems = [];
    private readonly HashSet<Guid> checksRead = [];
    private readonly HashSet<Guid> itemsRead = [];

    /// <summary>Reads those of many checks at once; questions about these are answered from there.</summary>
    public async Task ReadAsync(IReadOnlyCollection<Check> checks, Instant now, CancellationToken cancellationToken)
    {
        var (ids, items) = (checks.Select(c => c.Id).Where(checksRead.Add).ToList(), checks.Select(c => c.AssetId).Where(itemsRead.Add).ToList());
        foreach (var silence in await db.Set<Silence>().Where(s => ids.Contains(s.CheckId) && s.Until > now).ToListAsync(cancellationToken))
        {
            Add(ofChecks, silence.CheckId, silence.ToMute());
        }

        foreach (var work in await db.Set<MaintenanceInterval>().Where(m => items.Contains(m.AssetId) && m.End > now).ToListAsync(cancellationToken))
        {
            Add(ofItems, work.AssetId, work.ToMute());
        }
    }

    /// <summary>The mutes of a check that end after an instant.</summary>
    public async Task<IReadOnlyCollection<Mute>> OfAsync(Check check, Instant now, CancellationToken cancellationToken)
    {
        if (!checksRead.Contains(check.Id) || !itemsRead.Contains(check.AssetId))
        {
            await ReadAsync([check], now, cancellationToken);
        }

        return [.. ofChecks.GetValueOrDefault(check.Id, []), .. ofItems.GetValueOrDefault(check.AssetId, [])];
    }

    private static void Add(Dictionary<Guid, List<Mute>> to, Guid key, Mute? mute)
    {
        if (mute is not null)
        {
            (to.TryGetValue(key, out var known) ? known : to[key] = []).Add(mute);
        }
    }
}
