using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>How long and how often items were down, from their incidents.</summary>
internal static class Downtime
{
    /// <summary>The reliability of each item that an incident touched between two instants, by item.</summary>
    public static ImmutableArray<ReliabilityFigure> Of(IEnumerable<TicketFact> incidents, Instant start, Instant cut) =>
    [
        .. incidents.Where(t => t.Item is not null && t.Started < cut && !(t.Restored <= start) && !(t.Restored < t.Started))
            .GroupBy(t => t.Item!.Value)
            .OrderBy(g => g.Key)
            .Select(g => OfItem(g.Key, [.. g.OrderBy(t => t.Started)], start, cut)),
    ];

    private static ReliabilityFigure OfItem(Guid item, ImmutableArray<TicketFact> incidents, Instant start, Instant cut)
    {
        var (failures, down, upFrom) = (0, Duration.Zero, Instant.MinValue);
        foreach (var incident in incidents)
        {
            var (from, to) = (incident.Started!.Value, Instant.Min(incident.Restored ?? cut, cut));

            // What begins while the item is down is the same failure; what began before the month is last month's.
            failures += from > upFrom && from >= start ? 1 : 0;
            var counted = Instant.Max(Instant.Max(from, upFrom), start);
            down += to > counted ? to - counted : Duration.Zero;
            upFrom = Instant.Max(upFrom, to);
        }

        return new(item, failures, down, failures == 0 ? null : (cut - start - down) / failures, [.. incidents.Select(t => t.Id)]);
    }
}
