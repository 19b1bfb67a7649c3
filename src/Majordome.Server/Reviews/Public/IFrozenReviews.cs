using NodaTime;

namespace Majordome.Server.Reviews.Public;

/// <summary>What the other rooms ask of reviews.</summary>
public interface IFrozenReviews
{
    /// <summary>The last month of which a client has a frozen review; <c>null</c>: none.</summary>
    Task<YearMonth?> LatestAsync(Guid clientId, CancellationToken cancellationToken);
}
