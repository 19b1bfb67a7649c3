using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using NodaTime;

namespace Majordome.Server.Monitoring.Public;

/// <summary>How available the checks of a client were: for service reviews and the client's page.</summary>
public interface IAvailability
{
    /// <summary>
    /// Measures every check that was there within a window: exact, from the first failing result of each confirmed run, planned maintenance
    /// of the item left out, unknown time apart.
    /// </summary>
    /// <param name="clientId">The client.</param>
    /// <param name="window">The window; what lies after now is left out.</param>
    /// <param name="serviceTimeOf">For an item, service time between two instants, in its calendar's hours.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One figure a check, with the facts it is counted from, in the order they were recorded.</returns>
    Task<ImmutableArray<AvailabilityFigure>> MeasureAsync(
        Guid clientId, Interval window, Func<Guid, Func<Instant, Instant, Duration>> serviceTimeOf, CancellationToken cancellationToken);
}
