using Majordome.Domain.Reviews;
using Majordome.Server.Assets;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Reviews;

/// <summary>How the things that a review counts are called today: figures are kept, names are looked up.</summary>
public sealed class ReviewNames(AppDb db, IReviewTickets tickets)
{
    /// <summary>The names of the items of a review; an item that is gone for good has none.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ItemsAsync(ServiceReview review, CancellationToken cancellationToken)
    {
        var items = review.Facts.Select(f => f.Item).OfType<Guid>().Concat(review.Availability.Select(a => a.Item)).Distinct().ToList();
        return await db.Set<Asset>().Where(a => items.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancellationToken);
    }

    /// <summary>The subjects of tickets of a review.</summary>
    public Task<IReadOnlyDictionary<Guid, string>> SubjectsAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken) =>
        tickets.SubjectsAsync([.. ids.Distinct()], cancellationToken);

    /// <summary>The provider's name.</summary>
    public async Task<string> ProviderAsync(CancellationToken cancellationToken) =>
        await db.Set<Provider>().Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) ?? "Majordome";
}
