using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Reviews;

/// <summary>Maps frozen reviews.</summary>
public sealed class ReviewsTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model) => model.Entity<FrozenReviewRow>(review =>
    {
        review.ToTable("FrozenReviews");
        review.HasKey(r => new { r.ClientId, r.ContractId, r.Month });
        review.HasOne<Client>().WithMany().HasForeignKey(r => r.ClientId).OnDelete(DeleteBehavior.Restrict);
        review.HasOne<User>().WithMany().HasForeignKey(r => r.FrozenById).OnDelete(DeleteBehavior.Restrict);
    });
}
