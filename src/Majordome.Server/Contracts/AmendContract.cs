using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>An amendment.</summary>
/// <param name="Id">Of which contract.</param>
/// <param name="BasedOn">The number of the version the writer had before them; another one since is a conflict.</param>
/// <param name="EffectiveFrom">From when it speaks.</param>
/// <param name="Terms">All it says, what it leaves as it was included.</param>
public sealed record Amendment(Guid Id, int BasedOn, LocalDate EffectiveFrom, ContractTerms Terms);

/// <summary>Signs an amendment: a new version, effective from a day.</summary>
[Requires(Permission.ManageContracts)]
public sealed class AmendContract(AppDb db, ContractSigning signing)
{
    /// <summary>Signs, or refuses with every reason at once.</summary>
    public async Task<Result<SignedVersion>> HandleAsync(Amendment amendment, CancellationToken cancellationToken)
    {
        var contract = await db.Set<Contract>().SingleOrDefaultAsync(c => c.Id == amendment.Id, cancellationToken);
        return contract is null ? Refusals.NotFound("id", amendment.Id)
            : contract.LastNumber != amendment.BasedOn ? Refusals.Conflict("basedOn", amendment.BasedOn, contract.LastNumber)
            : await signing.AmendAsync(contract, amendment.EffectiveFrom, amendment.Terms, "amend-contract", cancellationToken);
    }
}
