using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;

namespace Majordome.Server.Contracts;

/// <summary>A new contract.</summary>
/// <param name="ClientId">With whom.</param>
/// <param name="Terms">What it says; effective from its first day.</param>
public sealed record NewContract(Guid ClientId, ContractTerms Terms);

/// <summary>Signs a new contract.</summary>
[Requires(Permission.ManageContracts)]
public sealed class SignContract(ContractSigning signing)
{
    /// <summary>Signs, or refuses with every reason at once.</summary>
    public Task<Result<SignedVersion>> HandleAsync(NewContract contract, CancellationToken cancellationToken) =>
        signing.SignAsync(contract.ClientId, contract.Terms, cancellationToken);
}
