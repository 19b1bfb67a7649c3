using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>Which review is frozen.</summary>
/// <param name="ClientId">Of which client.</param>
/// <param name="Month">Of which month, <c>2026-10</c>.</param>
/// <param name="ContractId">Of which contract; <c>null</c>: the first by reference.</param>
public sealed record FreezeForm(Guid ClientId, string Month, Guid? ContractId = null);

/// <summary>
/// Freezes the review of a month that is over: from then on it is what it says, whatever is found out later, and the client sees it.
/// </summary>
[Requires(Permission.ManageReviews)]
public sealed class FreezeReview(AppDb db, ReviewPapers papers, EventLog log, IClock clock)
{
    /// <summary>Freezes it.</summary>
    /// <returns>Its fingerprint, or: <c>not-found</c>, <c>month-malformed</c>, <c>month-not-over</c>, <c>conflict-review-frozen</c>.</returns>
    public async Task<Result<FrozenMark>> HandleAsync(FreezeForm form, CancellationToken cancellationToken)
    {
        if (FrozenReviewRow.Read(form.Month) is not { } month)
        {
            return Refusal.Of("month", "month-malformed", form.Month);
        }

        if (!(await papers.FindAsync(form.ClientId, month, form.ContractId, frozenOnly: false, cancellationToken)).TryGet(out var paper, out var refusals))
        {
            return refusals;
        }

        if (!db.Caller.May(Permission.ManageReviews, form.ClientId) || db.Caller.UserId is not { } person)
        {
            return Refusals.Forbidden(Permission.ManageReviews);
        }

        if (paper.Frozen is { } before)
        {
            return Refusal.Of("", "conflict-review-frozen", before.By, before.At);
        }

        if (paper.IsRunning)
        {
            return Refusal.Of("month", "month-not-over", form.Month);
        }

        var now = Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);
        var snapshot = ReviewSnapshot.Freeze(paper.Review, now, person);
        var name = await db.Users.Where(u => u.Id == person).Select(u => u.DisplayName).SingleAsync(cancellationToken);
        db.Add(new FrozenReviewRow
        {
            ClientId = form.ClientId,
            ContractId = paper.Review.Contract.Contract,
            Month = form.Month,
            Reference = paper.Review.Contract.Reference,
            FrozenAt = now,
            FrozenById = person,
            FrozenBy = name,
            Text = snapshot.Text,
            Hash = snapshot.Hash,
        });
        log.Record(form.ClientId, "freeze-review", "review", $"{form.Month}/{paper.Review.Contract.Reference}", new { snapshot.Hash, paper.Review.Contract });
        return new FrozenMark(now, name, snapshot.Hash);
    }
}
