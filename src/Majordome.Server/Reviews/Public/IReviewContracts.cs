using System.Collections.Immutable;
using Majordome.Domain.Contracts;

namespace Majordome.Server.Reviews.Public;

/// <summary>What a review asks of contracts.</summary>
public interface IReviewContracts
{
    /// <summary>All contracts that the caller may see, with all their versions.</summary>
    /// <param name="clientId">Of one client; <c>null</c>: of all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<ContractHistory>> OfAsync(Guid? clientId, CancellationToken cancellationToken);
}
