using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>Reads what was frozen.</summary>
public sealed class FrozenReviews(AppDb db) : IFrozenReviews
{
    /// <inheritdoc/>
    public async Task<YearMonth?> LatestAsync(Guid clientId, CancellationToken cancellationToken) =>
        await db.Set<FrozenReviewRow>().Where(r => r.ClientId == clientId).MaxAsync(r => (string?)r.Month, cancellationToken) is { } month
            ? FrozenReviewRow.Read(month)
            : null;

    /// <summary>Every frozen review that the caller may see, without its text, the latest month first.</summary>
    public Task<List<FrozenListed>> ListAsync(CancellationToken cancellationToken) =>
        db.Set<FrozenReviewRow>().OrderByDescending(r => r.Month).ThenBy(r => r.ClientId).ThenBy(r => r.Reference)
            .Select(r => new FrozenListed(r.ClientId, r.ContractId, r.Reference, r.Month, r.FrozenAt, r.FrozenBy, r.Hash)).ToListAsync(cancellationToken);

    /// <summary>The figures of a frozen review, or why they cannot be trusted.</summary>
    public static Result<ServiceReview> Read(FrozenReviewRow row) =>
        row.ToSnapshot().Read().TryGet(out var frozen, out var refusals) ? frozen.Review : refusals;
}

/// <summary>A frozen review in a list.</summary>
public sealed record FrozenListed(Guid ClientId, Guid ContractId, string Reference, string Month, Instant FrozenAt, string FrozenBy, string Hash);
