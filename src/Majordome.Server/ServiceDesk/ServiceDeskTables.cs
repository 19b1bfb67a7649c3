using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Majordome.Server.ServiceDesk;

/// <summary>Maps tickets and their facts.</summary>
public sealed class ServiceDeskTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<Ticket>(MapTicket);
        model.Entity<TicketEvent>(entry =>
        {
            entry.ToTable("TicketEvents");
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.HasIndex(e => new { e.TicketId, e.Sequence }).IsUnique();
            OfTicket(entry);
        });
        model.Entity<CoverageFact>(fact =>
        {
            fact.ToTable("CoverageFacts");
            fact.Property(f => f.Id).ValueGeneratedNever();
            fact.HasIndex(f => new { f.TicketId, f.EventSequence }).IsUnique();
            OfTicket(fact);
        });
        model.Entity<Message>(message =>
        {
            message.ToTable("TicketMessages");
            message.Property(m => m.Id).ValueGeneratedNever();
            message.HasIndex(m => new { m.TicketId, m.At });
            OfTicket(message);
        });
        model.Entity<TicketProblem>(problem =>
        {
            problem.ToTable("TicketProblems");
            problem.Property(p => p.Id).ValueGeneratedNever();
            problem.HasIndex(p => new { p.CheckId, p.Problem }).IsUnique();
            problem.HasIndex(p => p.TicketId);
            OfTicket(problem);
        });
        model.Entity<TicketSequence>(sequence =>
        {
            sequence.ToTable("TicketSequence");
            sequence.Property(s => s.Id).ValueGeneratedNever();
        });
    }

    private static void MapTicket(EntityTypeBuilder<Ticket> ticket)
    {
        ticket.ToTable("Tickets");
        ticket.Property(t => t.Id).ValueGeneratedNever();
        ticket.HasAlternateKey(t => new { t.ClientId, t.Id });
        ticket.HasIndex(t => t.Number).IsUnique();
        ticket.HasIndex(t => new { t.IsActive, t.SortAt, t.Number });
        ticket.HasIndex(t => new { t.ClientId, t.Number });
        ticket.HasIndex(t => t.AssetId);
        ticket.HasIndex(t => t.TellAt);
        ticket.HasOne<Client>().WithMany().HasForeignKey(t => t.ClientId).OnDelete(DeleteBehavior.Restrict);
        ticket.HasOne<Asset>().WithMany().HasForeignKey(t => new { t.ClientId, t.AssetId }).HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        ticket.HasOne<Site>().WithMany().HasForeignKey(t => new { t.ClientId, t.SiteId }).HasPrincipalKey(s => new { s.ClientId, s.Id }).OnDelete(DeleteBehavior.Restrict);
        ticket.HasOne<Contact>().WithMany().HasForeignKey(t => new { t.ClientId, t.ContactId }).HasPrincipalKey(c => new { c.ClientId, c.Id }).OnDelete(DeleteBehavior.Restrict);
        ticket.HasOne<User>().WithMany().HasForeignKey(t => t.AssigneeId).OnDelete(DeleteBehavior.Restrict);
        ticket.HasOne<User>().WithMany().HasForeignKey(t => t.RegisteredBy).OnDelete(DeleteBehavior.Restrict);
    }

    private static void OfTicket<T>(EntityTypeBuilder<T> entity)
        where T : class, IClientOwned =>
        entity.HasOne<Ticket>().WithMany().HasForeignKey(nameof(IClientOwned.ClientId), nameof(TicketEvent.TicketId))
            .HasPrincipalKey(t => new { t.ClientId, t.Id }).OnDelete(DeleteBehavior.Restrict);
}
