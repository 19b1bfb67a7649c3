using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Adoption;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Majordome.Server.Monitoring;

/// <summary>Maps checks, their standing and history, probes, silences and announced work.</summary>
public sealed class MonitoringTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<ProbeRow>(probe =>
        {
            probe.ToTable("Probes");
            probe.Property(p => p.Id).ValueGeneratedNever();
        });
        model.Entity<AdoptionProposal>(proposal =>
        {
            proposal.ToTable("AdoptionProposals");
            proposal.HasKey(p => p.ProbeId);
            proposal.Property(p => p.ProbeId).ValueGeneratedNever();
        });
        model.Entity<TemplateRow>(template =>
        {
            template.ToTable("Templates");
            template.Property(t => t.Id).ValueGeneratedNever();
        });
        model.Entity<AppliedTemplate>(MapApplied);
        model.Entity<Check>(MapCheck);
        model.Entity<CheckStanding>(standing =>
        {
            standing.ToTable("CheckStandings");
            standing.HasKey(s => s.CheckId);
            standing.Property(s => s.CheckId).ValueGeneratedNever();
            standing.HasIndex(s => s.LookAt);
            standing.HasOne<Check>().WithOne().HasForeignKey<CheckStanding>(s => new { s.ClientId, s.CheckId })
                .HasPrincipalKey<Check>(c => new { c.ClientId, c.Id }).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<StateChange>(change =>
        {
            change.ToTable("StateChanges");
            change.HasKey(c => new { c.CheckId, c.Number });
            BelongsToCheck(change, nameof(StateChange.CheckId));
        });
        model.Entity<Telling>(telling =>
        {
            telling.ToTable("Tellings");
            telling.HasKey(t => new { t.CheckId, t.Key });
            BelongsToCheck(telling, nameof(Telling.CheckId));
        });
        model.Entity<CheckResultRow>(result =>
        {
            result.ToTable("CheckResults");
            result.HasKey(r => new { r.CheckId, r.ProbeId, r.Epoch, r.Sequence });
            result.HasIndex(r => new { r.CheckId, r.Started });
            BelongsToCheck(result, nameof(CheckResultRow.CheckId));
        });
        model.Entity<StrayResult>(stray =>
        {
            stray.ToTable("StrayResults");
            stray.HasKey(s => new { s.ProbeId, s.Epoch, s.Sequence });
        });
        MapMutes(model);
        MapIntake(model);
    }

    private static void MapIntake(ModelBuilder model)
    {
        model.Entity<Source>(source =>
        {
            source.ToTable("Sources");
            source.Property(s => s.Id).ValueGeneratedNever();
            source.HasAlternateKey(s => new { s.ClientId, s.Id });
            source.HasOne<Client>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<StrayMessage>(stray =>
        {
            stray.ToTable("StrayMessages");
            stray.Property(s => s.Id).ValueGeneratedNever();
            stray.HasIndex(s => new { s.Kind, s.From, s.Id });
        });
        model.Entity<SnmpEngine>(engine =>
        {
            engine.ToTable("SnmpEngines");
            engine.HasKey(e => e.Machine);
        });
        model.Entity<WebhookReceipt>(receipt =>
        {
            receipt.ToTable("WebhookReceipts");
            receipt.HasKey(r => new { r.SourceId, r.MessageId });
            receipt.HasIndex(r => r.TakenAt);
            BelongsToSource(receipt, nameof(WebhookReceipt.SourceId));
        });
        model.Entity<ReceivedMessage>(message =>
        {
            message.ToTable("ReceivedMessages");
            message.Property(m => m.Id).ValueGeneratedNever();
            message.HasIndex(m => new { m.ClientId, m.Id });
            message.HasIndex(m => new { m.ClientId, m.SourceId, m.Id });
            message.HasIndex(m => new { m.ClientId, m.AssetId, m.Id });
            BelongsToSource(message, nameof(ReceivedMessage.SourceId));
            message.HasOne<Asset>().WithMany().HasForeignKey(m => new { m.ClientId, m.AssetId })
                .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void MapCheck(EntityTypeBuilder<Check> check)
    {
        check.ToTable("Checks");
        check.Property(c => c.Id).ValueGeneratedNever();
        check.Ignore(c => c.IsWatched);
        check.HasAlternateKey(c => new { c.ClientId, c.Id });
        check.HasIndex(c => new { c.ClientId, c.AssetId });

        // Two first messages about one thing at once make one check: the second finds the name taken, and looks again.
        check.HasIndex(c => new { c.AssetId, c.Name }).IsUnique().HasFilter("removed_at IS NULL");
        check.HasIndex(c => c.ProbeId);
        check.HasOne<Asset>().WithMany().HasForeignKey(c => new { c.ClientId, c.AssetId })
            .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        check.HasOne<AppliedTemplate>().WithMany().HasForeignKey(c => new { c.ClientId, c.AppliedTemplateId })
            .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        check.HasOne<ProbeRow>().WithMany().HasForeignKey(c => c.ProbeId).OnDelete(DeleteBehavior.Restrict);
    }

    private static void MapApplied(EntityTypeBuilder<AppliedTemplate> applied)
    {
        applied.ToTable("AppliedTemplates");
        applied.Property(a => a.Id).ValueGeneratedNever();
        applied.HasAlternateKey(a => new { a.ClientId, a.Id });
        applied.HasIndex(a => new { a.ClientId, a.AssetId, a.TemplateId }).IsUnique();
        applied.HasOne<Asset>().WithMany().HasForeignKey(a => new { a.ClientId, a.AssetId })
            .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        applied.HasOne<TemplateRow>().WithMany().HasForeignKey(a => a.TemplateId).OnDelete(DeleteBehavior.Restrict);
    }

    private static void MapMutes(ModelBuilder model)
    {
        model.Entity<Silence>(silence =>
        {
            silence.ToTable("Silences");
            silence.Property(s => s.Id).ValueGeneratedNever();
            silence.HasIndex(s => new { s.CheckId, s.Until });
            BelongsToCheck(silence, nameof(Silence.CheckId));
        });
        model.Entity<MaintenanceInterval>(maintenance =>
        {
            maintenance.ToTable("MaintenanceIntervals");
            maintenance.Property(m => m.Id).ValueGeneratedNever();
            maintenance.HasIndex(m => new { m.AssetId, m.End });
            maintenance.HasOne<Asset>().WithMany().HasForeignKey(m => new { m.ClientId, m.AssetId })
                .HasPrincipalKey(a => new { a.ClientId, a.Id }).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void BelongsToSource<T>(EntityTypeBuilder<T> entity, string sourceId)
        where T : class, IClientOwned =>
        entity.HasOne<Source>().WithMany().HasForeignKey(nameof(IClientOwned.ClientId), sourceId)
            .HasPrincipalKey(nameof(Source.ClientId), nameof(Source.Id)).OnDelete(DeleteBehavior.Restrict);

    private static void BelongsToCheck<T>(EntityTypeBuilder<T> entity, string checkId)
        where T : class, IClientOwned =>
        entity.HasOne<Check>().WithMany().HasForeignKey(nameof(IClientOwned.ClientId), checkId)
            .HasPrincipalKey(nameof(Check.ClientId), nameof(Check.Id)).OnDelete(DeleteBehavior.Restrict);
}
