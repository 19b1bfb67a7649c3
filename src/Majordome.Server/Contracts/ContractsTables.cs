using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Contracts;

/// <summary>Maps contracts and their versions.</summary>
public sealed class ContractsTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<Contract>(contract =>
        {
            contract.ToTable("Contracts");
            contract.Property(c => c.Id).ValueGeneratedNever();
            contract.HasAlternateKey(c => new { c.ClientId, c.Id });
            contract.HasIndex(c => new { c.ClientId, c.Reference }).IsUnique();
            contract.HasOne<Client>().WithMany().HasForeignKey(c => c.ClientId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ContractVersionRow>(version =>
        {
            version.ToTable("ContractVersions");
            version.HasKey(v => new { v.ClientId, v.ContractId, v.Number });
            version.HasOne<Contract>().WithMany().HasForeignKey(v => new { v.ClientId, v.ContractId })
                .HasPrincipalKey(c => new { c.ClientId, c.Id }).OnDelete(DeleteBehavior.Restrict);
            version.HasOne<User>().WithMany().HasForeignKey(v => v.SignedById).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ContractScopeLine>(line =>
        {
            line.ToTable("ContractScopeLines");
            line.HasKey(l => new { l.ClientId, l.ContractId, l.Number, l.Key });
            line.HasOne<ContractVersionRow>().WithMany().HasForeignKey(l => new { l.ClientId, l.ContractId, l.Number }).OnDelete(DeleteBehavior.Restrict);
            line.HasOne<Asset>().WithMany().HasForeignKey(l => new { l.ClientId, l.AssetId })
                .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
            line.HasOne<Site>().WithMany().HasForeignKey(l => new { l.ClientId, l.SiteId })
                .HasPrincipalKey(s => new { s.ClientId, s.Id }).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ContractRecipient>(recipient =>
        {
            recipient.ToTable("ContractRecipients");
            recipient.HasKey(r => new { r.ClientId, r.ContractId, r.Number, r.Position });
            recipient.HasOne<ContractVersionRow>().WithMany().HasForeignKey(r => new { r.ClientId, r.ContractId, r.Number }).OnDelete(DeleteBehavior.Restrict);
            recipient.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
