using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>How a month's review stands.</summary>
public enum ReviewState
{
    /// <summary>The month is still going on: figures up to now.</summary>
    Running,

    /// <summary>The month is over; figures are counted at each reading.</summary>
    Computed,

    /// <summary>Figures are those that were frozen.</summary>
    Frozen,
}

/// <summary>A review in a list.</summary>
/// <param name="Month"><c>2026-10</c>.</param>
/// <param name="ContractId">Of which contract.</param>
/// <param name="Reference">What people call it.</param>
/// <param name="FrozenAt">When it was frozen.</param>
/// <param name="Hash">SHA-256 of what was frozen.</param>
public sealed record ReviewListed(
    Guid ClientId, string Client, string Month, Guid ContractId, string Reference, ReviewState State, Instant? FrozenAt, string? FrozenBy, string? Hash)
{
    /// <summary>Its place in the list: the latest month first, then by client and contract.</summary>
    public string Key => $"{Month}/{Client}/{Reference}/{ContractId}";
}

/// <summary>Lists reviews: every month of the last twelve in which a contract was in force, and all that were frozen.</summary>
public sealed class ReviewMonths(AppDb db, FrozenReviews kept, IReviewContracts contracts, IClock clock)
{
    /// <summary>How many months back a review is offered that nobody froze.</summary>
    public const int MonthsBack = 12;

    /// <summary>The list, the latest month first.</summary>
    /// <param name="clientId">Of one client; <c>null</c>: of all that the caller may see.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<ReviewListed>> ListAsync(Guid? clientId, CancellationToken cancellationToken)
    {
        var names = await db.Set<Client>().Where(c => clientId == null || c.Id == clientId).ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken);
        var frozen = (await kept.ListAsync(cancellationToken)).Where(r => names.ContainsKey(r.ClientId)).ToList();
        var known = frozen.Select(r => (r.ContractId, r.Month)).ToHashSet();
        var now = clock.GetCurrentInstant();
        var listed = frozen.ConvertAll(r => new ReviewListed(r.ClientId, names[r.ClientId], r.Month, r.ContractId, r.Reference, ReviewState.Frozen, r.FrozenAt, r.FrozenBy, r.Hash));
        foreach (var history in await contracts.OfAsync(clientId, cancellationToken))
        {
            var last = now.InZone(history.Versions[^1].Zone).Date.ToYearMonth();
            listed.AddRange(
                from back in Enumerable.Range(0, MonthsBack)
                let contract = ReviewedContract.Of(history, last.PlusMonths(-back), now)
                where contract is not null && names.ContainsKey(history.Client)
                let month = FrozenReviewRow.Write(contract.Period.Month)
                where !known.Contains((contract.Id, month))
                select new ReviewListed(
                    history.Client, names[history.Client], month, contract.Id, contract.Citation.Reference,
                    contract.IsRunning ? ReviewState.Running : ReviewState.Computed, null, null, null));
        }

        return [.. listed.OrderByDescending(r => r.Month, StringComparer.Ordinal).ThenBy(r => r.Client, StringComparer.Ordinal).ThenBy(r => r.Reference, StringComparer.Ordinal).ThenBy(r => r.ContractId)];
    }
}
