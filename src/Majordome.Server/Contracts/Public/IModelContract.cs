using Majordome.Domain;

namespace Majordome.Server.Contracts.Public;

/// <summary>The provider's model contract, for those who start without one of their own.</summary>
public interface IModelContract
{
    /// <summary>
    /// Signs a contract on the model for one item, from today in the client's zone, within the caller's command and its
    /// transaction: the item may have been added a moment before. The caller needs the permission to sign contracts.
    /// </summary>
    /// <param name="clientId">With whom.</param>
    /// <param name="assetId">What it covers.</param>
    /// <param name="recipients">Whom to tell, in this order; at least one, each of the provider's people.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The contract's id, or why there is none.</returns>
    Task<Result<Guid>> SignForAsync(Guid clientId, Guid assetId, IReadOnlyList<Guid> recipients, CancellationToken cancellationToken);
}
