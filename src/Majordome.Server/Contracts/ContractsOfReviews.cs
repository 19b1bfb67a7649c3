using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Contracts;

/// <summary>Gives reviews the contracts they cite.</summary>
public sealed class ContractsOfReviews(AppDb db, ContractHistories histories) : IReviewContracts
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<ContractHistory>> OfAsync(Guid? clientId, CancellationToken cancellationToken) => clientId is { } client
        ? await histories.OfClientAsync(client, cancellationToken)
        : await histories.OfAsync(await db.Set<Contract>().Select(c => c.Id).ToListAsync(cancellationToken), cancellationToken);
}
