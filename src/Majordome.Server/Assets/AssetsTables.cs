using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Assets;

/// <summary>Maps assets.</summary>
public sealed class AssetsTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model) => model.Entity<Asset>(asset =>
    {
        asset.ToTable("Assets");
        asset.Property(a => a.Id).ValueGeneratedNever();
        asset.HasAlternateKey(a => new { a.ClientId, a.Id });
        asset.HasIndex(a => new { a.ClientId, a.Name }).IsUnique();
        asset.HasOne<Client>().WithMany().HasForeignKey(a => a.ClientId).OnDelete(DeleteBehavior.Restrict);
        asset.HasOne<Site>().WithMany().HasForeignKey(a => new { a.ClientId, a.SiteId }).HasPrincipalKey(s => new { s.ClientId, s.Id }).OnDelete(DeleteBehavior.Restrict);
    });
}
