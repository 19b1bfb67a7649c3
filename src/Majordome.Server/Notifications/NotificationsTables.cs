using Majordome.Server.Clients;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Notifications.Watch;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Notifications;

/// <summary>Maps calls, channels and the self-watch.</summary>
public sealed class NotificationsTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<PageCall>(call =>
        {
            call.ToTable("PageCalls");
            call.Property(c => c.Id).ValueGeneratedNever();
            call.HasAlternateKey(c => new { c.ClientId, c.Id });
            call.HasIndex(c => c.NextStepAt);
            call.HasIndex(c => new { c.ClientId, c.TicketId }).IsUnique().HasFilter("ended_at IS NULL");
            call.HasIndex(c => c.TicketId);
            call.HasOne<Client>().WithMany().HasForeignKey(c => c.ClientId).OnDelete(DeleteBehavior.Restrict);
            call.HasOne<User>().WithMany().HasForeignKey(c => c.AcknowledgedBy).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PageStep>(step =>
        {
            step.ToTable("PageSteps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasOne<PageCall>().WithMany().HasForeignKey(s => new { s.ClientId, s.CallId }).HasPrincipalKey(c => new { c.ClientId, c.Id }).OnDelete(DeleteBehavior.Restrict);
            step.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<MailSettings>(mail =>
        {
            mail.ToTable("MailSettings");
            mail.Property(m => m.Id).ValueGeneratedNever();
        });
        model.Entity<WebhookEndpoint>(endpoint =>
        {
            endpoint.ToTable("WebhookEndpoints");
            endpoint.Property(e => e.Id).ValueGeneratedNever();
        });
        model.Entity<WatchEpisode>(episode =>
        {
            episode.ToTable("WatchEpisodes");
            episode.Property(e => e.Id).ValueGeneratedNever();
            episode.HasIndex(e => e.Name).IsUnique().HasFilter("closed_at IS NULL");
            episode.HasIndex(e => e.OpenedAt);
        });
    }
}
