using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Clients;

/// <summary>Maps clients, sites and contacts.</summary>
public sealed class ClientsTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<Client>(client =>
        {
            client.ToTable("Clients");
            client.Property(c => c.Id).ValueGeneratedNever();
            client.HasIndex(c => c.Code).IsUnique();
        });
        model.Entity<Site>(site =>
        {
            site.ToTable("Sites");
            site.Property(s => s.Id).ValueGeneratedNever();
            site.HasAlternateKey(s => new { s.ClientId, s.Id });
            site.HasOne<Client>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<User>().HasOne<Client>().WithMany().HasForeignKey(u => u.ClientId).OnDelete(DeleteBehavior.Restrict);
        model.Entity<UserGrant>().HasOne<Client>().WithMany().HasForeignKey(g => g.ClientId).OnDelete(DeleteBehavior.Restrict);
        model.Entity<Contact>(contact =>
        {
            contact.ToTable("Contacts");
            contact.Property(c => c.Id).ValueGeneratedNever();
            contact.HasAlternateKey(c => new { c.ClientId, c.Id });
            contact.HasOne<Client>().WithMany().HasForeignKey(c => c.ClientId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
