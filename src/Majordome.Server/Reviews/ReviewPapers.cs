using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>When a review was frozen, by whom, and its fingerprint.</summary>
public sealed record FrozenMark(Instant At, string By, string Hash);

/// <summary>The restorations kept of a month that was frozen.</summary>
public sealed record KeptMonth(YearMonth Month, Share Kept);

/// <summary>A review as it is shown.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Review">Its figures: stored ones when frozen, else counted just now.</param>
/// <param name="Version">The version of the contract that it cites.</param>
/// <param name="Frozen">When it was frozen; <c>null</c>: it is computed.</param>
/// <param name="IsRunning">Whether the month is still going on.</param>
/// <param name="Contracts">All contracts that have a review of that month, by reference.</param>
/// <param name="Trend">Restorations kept in the frozen months before, oldest first, at most five.</param>
public sealed record ReviewPaper(
    Client Client,
    ServiceReview Review,
    ContractVersion Version,
    FrozenMark? Frozen,
    bool IsRunning,
    ImmutableArray<ContractCitation> Contracts,
    ImmutableArray<KeptMonth> Trend);

/// <summary>Finds reviews, for pages and the API alike. A frozen one is read from its text; it is never counted again.</summary>
public sealed class ReviewPapers(AppDb db, IReviewContracts contracts, CountReview count, IClock clock)
{
    private const int MonthsBefore = 5;

    /// <summary>A review.</summary>
    /// <param name="clientId">Of which client.</param>
    /// <param name="month">Of which month.</param>
    /// <param name="contractId">Of which contract; <c>null</c>: the first by reference.</param>
    /// <param name="frozenOnly">Whether only a frozen one is looked for, as a client's contact sees them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The review, or <c>not-found</c>, or why a frozen one cannot be trusted: <c>review-altered</c>, <c>review-unreadable</c>, <c>review-format-unknown</c>.</returns>
    public async Task<Result<ReviewPaper>> FindAsync(Guid clientId, YearMonth month, Guid? contractId, bool frozenOnly, CancellationToken cancellationToken)
    {
        if (await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == clientId, cancellationToken) is not { } client)
        {
            return Refusals.NotFound("id", clientId);
        }

        var histories = await contracts.OfAsync(clientId, cancellationToken);
        var now = clock.GetCurrentInstant();
        var counted = Counted(histories, month, now);
        var key = FrozenReviewRow.Write(month);
        var frozen = await db.Set<FrozenReviewRow>().AsNoTracking().Where(r => r.ClientId == clientId && r.Month == key).ToListAsync(cancellationToken);
        var known = frozen.Select(r => (Contract: r.ContractId, r.Reference))
            .Concat(frozenOnly ? [] : counted.Where(c => frozen.All(r => r.ContractId != c.Id)).Select(c => (Contract: c.Id, c.Citation.Reference)))
            .OrderBy(c => c.Reference, StringComparer.Ordinal).ToList();
        var chosen = contractId ?? known.FirstOrDefault().Contract;
        if (known.All(c => c.Contract != chosen))
        {
            return Refusals.NotFound("id", contractId);
        }

        var row = frozen.Find(r => r.ContractId == chosen);
        var review = row is not null
            ? FrozenReviews.Read(row)
            : await count.CountAsync(counted.First(c => c.Id == chosen), counted, histories, cancellationToken);
        if (!review.TryGet(out var figures, out var refusals))
        {
            return refusals;
        }

        var history = histories.First(h => h.Versions[0].Contract == chosen);
        return new ReviewPaper(
            client,
            figures,
            history.Versions[figures.Contract.Version],
            row is null ? null : new(row.FrozenAt, row.FrozenBy, row.Hash),
            row is null && counted.First(c => c.Id == chosen).IsRunning,
            [.. known.Select(c => new ContractCitation(c.Contract, c.Reference, 0))],
            await TrendAsync(clientId, chosen, key, cancellationToken));
    }

    /// <summary>The contracts of a client that a month has a review of, by reference.</summary>
    internal static ImmutableArray<ReviewedContract> Counted(IEnumerable<ContractHistory> histories, YearMonth month, Instant now) =>
        [.. histories.Select(h => ReviewedContract.Of(h, month, now)).OfType<ReviewedContract>().OrderBy(c => c.Citation.Reference, StringComparer.Ordinal).ThenBy(c => c.Id)];

    private async Task<ImmutableArray<KeptMonth>> TrendAsync(Guid clientId, Guid contractId, string month, CancellationToken cancellationToken)
    {
        var before = await db.Set<FrozenReviewRow>().AsNoTracking()
            .Where(r => r.ClientId == clientId && r.ContractId == contractId && string.Compare(r.Month, month) < 0)
            .OrderByDescending(r => r.Month).Take(MonthsBefore).ToListAsync(cancellationToken);
        return
        [
            .. before.Select(r => r.ToSnapshot().Read()).Where(r => r.IsAccepted).Select(r => r.Value.Review)
                .Select(r => new KeptMonth(r.Month, r.Overall.Restoration.Kept.Share)).Reverse(),
        ];
    }
}
