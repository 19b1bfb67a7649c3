using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Maps the tables of metrics; written and read by raw SQL, always by client.</summary>
public sealed class MetricTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<MetricBatchRow>(batch =>
        {
            batch.ToTable("MetricBatches");
            batch.HasIndex(b => new { b.ClientId, b.SourceId, b.Epoch, b.Sequence }).IsUnique();
            batch.HasIndex(b => new { b.Way, b.Id });
            BelongsToClient(batch);
        });
        model.Entity<MetricCatalogueRow>(catalogue =>
        {
            catalogue.ToTable("MetricCatalogues");
            catalogue.HasKey(c => c.ClientId);
            BelongsToClient(catalogue);
        });
        model.Entity<MetricSeriesRow>(series =>
        {
            series.ToTable("MetricSeries");
            series.HasKey(s => new { s.ClientId, s.First });
            series.HasIndex(s => s.Oldest);
            BelongsToClient(series);
        });
        model.Entity<MetricBlockRow>(block =>
        {
            block.ToTable("MetricBlocks");
            block.HasIndex(b => new { b.ClientId, b.Shard, b.Tier, b.Start, b.FirstSeries, b.LastSeries });
            block.HasIndex(b => new { b.Tier, b.Start });
            BelongsToClient(block);
        });
    }

    private static void BelongsToClient<T>(EntityTypeBuilder<T> entity)
        where T : class, IClientOwned =>
        entity.HasOne<Client>().WithMany().HasForeignKey(e => e.ClientId).OnDelete(DeleteBehavior.Restrict);
}
