using System.Linq.Expressions;
using System.Reflection;
using Majordome.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// The database as one caller sees it. The wall between clients stands here, once: every entity that implements
/// <see cref="IClientOwned"/> is filtered by the caller's clients on reading and checked against the running command's
/// permission on writing. No query repeats it; none can forget it.
/// </summary>
public sealed class AppDb(DbContextOptions<AppDb> options, CallerContext callerContext, IEnumerable<IMapTables> maps)
    : IdentityUserContext<User, Guid>(options)
{
    /// <summary>Who asks. The filter reads it at each query.</summary>
    public Caller Caller => callerContext.Caller;

    /// <summary>The permission under which the running command writes; <c>null</c> outside a command: nothing client-owned is written.</summary>
    public Permission? WritingUnder { get; set; }

    private bool SeesAllClients => Caller.SeesAllClients;

    private IReadOnlyList<Guid> VisibleClients => Caller.VisibleClients;

    /// <inheritdoc/>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        CheckWrites();
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>Not to be used: the program saves asynchronously.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        CheckWrites();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Configure(configurationBuilder);

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (var map in maps)
        {
            map.Map(builder);
        }

        foreach (var entity in builder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IClientOwned))).ToList())
        {
            FilterMethod.MakeGenericMethod(entity.ClrType).Invoke(this, [builder.Entity(entity.ClrType)]);
        }

        foreach (var entity in builder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IVersioned))).ToList())
        {
            builder.Entity(entity.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }

        Sql.Map(builder);
        Conventions.NameInSnakeCase(builder);
    }

    private static readonly MethodInfo FilterMethod =
        typeof(AppDb).GetMethod(nameof(FilterByClient), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private void FilterByClient<T>(EntityTypeBuilder entity)
        where T : class, IClientOwned
    {
        if (entity.Metadata.FindProperty(nameof(IClientOwned.ClientId)) is not { } clientId)
        {
            // The client itself: it belongs to itself by its key.
            Expression<Func<T, bool>> itself = e => SeesAllClients || VisibleClients.Contains(EF.Property<Guid>(e, "Id"));
            entity.HasQueryFilter(itself);
            return;
        }

        Expression<Func<T, bool>> visible = e => SeesAllClients || VisibleClients.Contains(e.ClientId);
        entity.HasQueryFilter(visible);
        clientId.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
    }

    /// <summary>The version that a row has once what changed of it so far is saved: another one only if anything did.</summary>
    public int VersionOnceSaved(IVersioned row) => row.Version + (Entry(row).State is EntityState.Modified ? 1 : 0);

    private void CheckWrites()
    {
        ChangeTracker.DetectChanges();
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
            {
                continue;
            }

            if (entry.Entity is IClientOwned owned && (WritingUnder is not { } permission || !Caller.May(permission, owned.ClientId)))
            {
                throw new ForbiddenWriteException(WritingUnder, entry.Metadata.ShortName(), owned.ClientId);
            }

            if (entry.Entity is IFact && entry.State is not EntityState.Added)
            {
                throw new InvalidOperationException($"{entry.Metadata.ShortName()} is a fact: it is neither changed nor deleted.");
            }

            if (entry.Entity is IVersioned versioned && entry.State is not EntityState.Deleted)
            {
                versioned.Version++;
            }
        }
    }
}

/// <summary>A room's own tables.</summary>
public interface IMapTables
{
    /// <summary>Adds the room's entities to the model.</summary>
    void Map(ModelBuilder model);
}

/// <summary>A command wrote a row of a client on which its caller does not hold the command's permission.</summary>
public sealed class ForbiddenWriteException(Permission? permission, string entity, Guid clientId)
    : Exception($"{entity} of client {clientId} may not be written under {permission?.ToString() ?? "no command"}.");
