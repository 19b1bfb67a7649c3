using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using NodaTime;

namespace Majordome.Server.Tests.Walls;

/// <summary>
/// One row of every client-owned entity for one client, found by reflection over the model, so that a new entity is there the
/// day it is mapped. Every text in it starts with <see cref="Mark"/>: whoever reads the mark read this client.
/// </summary>
internal sealed class Estate
{
    // What the rule by type cannot guess: texts that the database or the program reads as something else.
    private static readonly Dictionary<string, object?> Taught = new(StringComparer.Ordinal)
    {
        ["Language"] = "fr",
        ["ProbeRow.Name"] = "a probe of the provider's, seen by all its people",
        ["TemplateRow.Content"] = """{"kind":"linux","name":{"french":"a template of the provider's"},"description":{"french":""},"parameters":[],"checks":[]}""",
        ["TemplateRow.Secrets"] = null,
        ["Zone"] = "Europe/Paris",
    };

    private readonly Dictionary<string, EntityEntry> byTable = new(StringComparer.Ordinal);

    private Guid person;

    private Estate(string letter)
    {
        Letter = letter;
        ClientId = Guid.CreateVersion7();
        Mark = $"wallmark-{letter}-";
    }

    public string Letter { get; }

    public Guid ClientId { get; }

    public string Mark { get; }

    /// <summary>The keys of every row, as text.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Only the client's own row: enough for people to hold roles on it.</summary>
    public static Task<Estate> EmptyAsync(TestServer server, string letter) => SeedAsync(server, letter, type => type == typeof(Client));

    public static Task<Estate> SeedAsync(TestServer server, string letter) => SeedAsync(server, letter, _ => true);

    private static async Task<Estate> SeedAsync(TestServer server, string letter, Func<Type, bool> wanted)
    {
        var estate = new Estate(letter);
        await server.ReadAsync(Caller.Program("walls"), async db =>
        {
            db.WritingUnder = Permission.ManageClients;
            foreach (var type in InOrder(db.Model).Where(e => wanted(e.ClrType)))
            {
                await estate.AddAsync(db, type, server.Clock.GetCurrentInstant());
                if (type.ClrType == typeof(Client))
                {
                    await estate.AddPersonAsync(server);
                }
            }

            return 0;
        });
        return estate;
    }

    /// <summary>The key of this client's row in a table, as an address writes it; <c>null</c>: no such table, or its rows are the provider's.</summary>
    public string? IdIn(string table) => byTable.TryGetValue(table, out var row) && IsOfClient(row.Metadata) && row.Metadata.FindProperty("Id") is { } id ? row.CurrentValues[id]?.ToString() : null;

    /// <summary>Another column of that row.</summary>
    public string? ValueIn(string table, string property) => byTable.TryGetValue(table, out var row) ? row.CurrentValues[property]?.ToString() : null;

    // Rows that name a person name this contact of the client.
    private async Task AddPersonAsync(TestServer server) =>
        person = (await server.AddUserAsync($"{Mark}person@example.org", ClientId, new Grant(Role.ClientContact, ClientId))).UserId!.Value;

    private async Task AddAsync(AppDb db, IEntityType type, Instant now)
    {
        var row = db.Entry(Activator.CreateInstance(type.ClrType, nonPublic: true)!);
        foreach (var property in type.GetProperties())
        {
            if (property.ValueGenerated is ValueGenerated.Never || property.ClrType != typeof(long))
            {
                row.Property(property.Name).CurrentValue = ValueOf(type, property, now);
            }
        }

        foreach (var key in type.GetForeignKeys())
        {
            Follow(row, key);
        }

        row.State = EntityState.Added;
        try
        {
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        catch (DbUpdateException exception)
        {
            throw new InvalidOperationException($"The walls cannot seed {type.ClrType.Name}: teach Estate.Taught a value ({exception.InnerException?.Message}).", exception);
        }

        byTable[type.GetTableName()!] = row;
        if (IsOfClient(type) && row.Metadata.FindProperty("Id") is { } id && row.CurrentValues[id] is Guid own)
        {
            Ids.Add(own.ToString());
        }
    }

    private static bool IsOfClient(IEntityType type) => type.ClrType == typeof(Client) || type.ClrType.IsAssignableTo(typeof(IClientOwned));

    private void Follow(EntityEntry row, IForeignKey key)
    {
        var principal = byTable.GetValueOrDefault(key.PrincipalEntityType.GetTableName()!);
        for (var i = 0; i < key.Properties.Count; i++)
        {
            var property = key.Properties[i];
            if (property.Name == nameof(IClientOwned.ClientId))
            {
                continue;
            }

            row.Property(property.Name).CurrentValue = key.PrincipalEntityType.ClrType == typeof(User) ? person : principal is not null && key.PrincipalEntityType != row.Metadata
                ? principal.CurrentValues[key.PrincipalKey.Properties[i]]
                : property.IsNullable ? null : row.Property(property.Name).CurrentValue;
        }
    }

    private object? ValueOf(IEntityType type, IProperty property, Instant now)
    {
        if (property.Name == nameof(IClientOwned.ClientId) || (type.ClrType == typeof(Client) && property.Name == "Id"))
        {
            return ClientId;
        }

        if (Taught.TryGetValue($"{type.ClrType.Name}.{property.Name}", out var taught) || Taught.TryGetValue(property.Name, out taught))
        {
            return taught;
        }

        var clr = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return clr switch
        {
            _ when clr == typeof(string) => Cut($"{Mark}{type.ClrType.Name}-{property.Name}", property.GetMaxLength()),
            _ when clr == typeof(Guid) => property.IsNullable ? null : Guid.CreateVersion7(),
            _ when clr == typeof(Instant) => now,
            _ when clr == typeof(Duration) => Duration.FromHours(1),
            _ when clr == typeof(LocalDate) => new LocalDate(2026, 11, 1),
            _ when clr == typeof(byte[]) => new byte[] { 1 },
            _ when clr.IsEnum => Enum.GetValues(clr).GetValue(0),
            _ when clr == typeof(int) => 1,
            _ when clr == typeof(long) => Letter == "a" ? 900_001L : 900_002L,
            _ when clr.IsValueType => Activator.CreateInstance(clr),
            _ when property.IsNullable => null,
            _ => throw new InvalidOperationException($"The walls cannot make a {clr.Name} for {type.ClrType.Name}.{property.Name}: teach Estate.Taught."),
        };
    }

    private static string Cut(string text, int? length) => length is { } most && text.Length > most ? text[..most] : text;

    // Principals before those who point at them.
    private static List<IEntityType> InOrder(IModel model)
    {
        var rest = model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IClientOwned)) && !e.IsOwned()).ToList();
        for (var i = 0; i < rest.Count; i++)
        {
            rest.AddRange(rest[i].GetForeignKeys().Select(k => k.PrincipalEntityType).Where(e => e.ClrType != typeof(User) && !rest.Contains(e)).Distinct().ToList());
        }

        var done = new List<IEntityType>();
        while (rest.Count > 0)
        {
            var next = rest.Find(e => !e.GetForeignKeys().Any(k => k.PrincipalEntityType != e && rest.Contains(k.PrincipalEntityType)))
                ?? rest.Find(e => !e.GetForeignKeys().Any(k => k.PrincipalEntityType != e && rest.Contains(k.PrincipalEntityType) && k.Properties.Any(p => !p.IsNullable && p.Name != nameof(IClientOwned.ClientId))))
                ?? throw new InvalidOperationException($"The walls cannot order {string.Join(", ", rest.Select(e => e.ClrType.Name))}.");
            rest.Remove(next);
            done.Add(next);
        }

        return done;
    }
}
