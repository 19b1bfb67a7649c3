using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

/// <summary>A dairy with two sites, another client beside it, and people of the provider.</summary>
internal sealed class ContractWorld : IAsyncDisposable
{
    public const string ManagerEmail = "manager@provider.example";

    private ContractWorld(TestServer server) => Server = server;

    public TestServer Server { get; }

    public Guid Dairy { get; } = Guid.CreateVersion7();

    public Guid Bakery { get; } = Guid.CreateVersion7();

    public Guid Valence { get; } = Guid.CreateVersion7();

    public Guid SaintDenis { get; } = Guid.CreateVersion7();

    public Guid BakerySite { get; } = Guid.CreateVersion7();

    public Guid Erp { get; } = Guid.CreateVersion7();

    public Guid San { get; } = Guid.CreateVersion7();

    public Guid Overseas { get; } = Guid.CreateVersion7();

    public Guid BakeryServer { get; } = Guid.CreateVersion7();

    public Caller Manager { get; private set; } = Caller.Nobody;

    public Caller Technician { get; private set; } = Caller.Nobody;

    public LocalDate Today => Server.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Europe/Paris"]).Date;

    /// <summary>The model contract with the dairy, for its ERP server and the storage at Valence.</summary>
    public ContractTerms Terms => ModelContract.Terms("LV-2026-01", "Europe/Paris", Today) with
    {
        Scope =
        [
            new("L1", new ScopeTarget.OneItem(Erp), new(Today), "ERP"),
            new("L2", new ScopeTarget.ClassOfItems(ItemClass.Storage, Valence), new(Today)),
        ],
        Recipients = [new(Manager.UserId!.Value, Duration.FromMinutes(10)), new(Technician.UserId!.Value, Duration.FromMinutes(20))],
    };

    public static async Task<ContractWorld> StartAsync(DatabaseKind kind)
    {
        var world = new ContractWorld(await TestServer.StartAsync(kind));
        world.Manager = await world.Server.AddUserAsync(ManagerEmail, null, new Grant(Role.DeliveryManager, null));
        world.Technician = await world.Server.AddUserAsync("technician@provider.example", null, new Grant(Role.Technician, null));
        await world.Server.ReadAsync(Caller.Program("test"), world.FillAsync);
        return world;
    }

    public Task<Result<SignedVersion>> SignAsync(ContractTerms terms, Guid? client = null, Caller? by = null) =>
        Server.RunAsync(by ?? Manager, (SignContract c) => c.HandleAsync(new(client ?? Dairy, terms), TestContext.Current.CancellationToken));

    public Task<Result<SignedVersion>> AmendAsync(Guid contract, int basedOn, LocalDate from, ContractTerms terms, Caller? by = null) =>
        Server.RunAsync(by ?? Manager, (AmendContract c) => c.HandleAsync(new(contract, basedOn, from, terms), TestContext.Current.CancellationToken));

    public Task<CoverageAnswer> DecideAsync(Guid? asset, Priority priority = Priority.P2, Nature nature = Nature.Incident, Instant? at = null) =>
        AskAsync<IContractTerms, CoverageAnswer>(terms =>
            terms.DecideAsync(Dairy, asset, nature, priority, at ?? Server.Clock.GetCurrentInstant(), TestContext.Current.CancellationToken));

    /// <summary>Asks a service as the manager, or as somebody else.</summary>
    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> ask, Caller? caller = null)
        where TService : notnull
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = caller ?? Manager;
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task<int> FillAsync(AppDb db)
    {
        db.WritingUnder = Permission.ManageClients;
        var now = Server.Clock.GetCurrentInstant();
        db.Add(new Client { Id = Dairy, Name = "Laiterie du Vercors", Code = "LV", Language = "fr", Zone = "Europe/Paris", CreatedAt = now });
        db.Add(new Client { Id = Bakery, Name = "Boulangerie Roux", Code = "BR", Language = "fr", Zone = "Europe/Paris", CreatedAt = now });
        db.Add(new Site { Id = Valence, ClientId = Dairy, Name = "Siège, Valence", Zone = "Europe/Paris", Holidays = "FR" });
        db.Add(new Site { Id = SaintDenis, ClientId = Dairy, Name = "Saint-Denis", Zone = "Indian/Reunion", Holidays = "FR-reunion" });
        db.Add(new Site { Id = BakerySite, ClientId = Bakery, Name = "Fournil", Zone = "Europe/Paris", Holidays = "FR" });
        db.Add(Asset(Erp, Dairy, Valence, "SRV-ERP01", ItemClass.Server, now));
        db.Add(Asset(San, Dairy, Valence, "BAIE-SAN01", ItemClass.Storage, now));
        db.Add(Asset(Overseas, Dairy, SaintDenis, "SRV-RUN01", ItemClass.Server, now));
        db.Add(Asset(BakeryServer, Bakery, BakerySite, "SRV-FOUR", ItemClass.Server, now));
        return await db.SaveChangesAsync();
    }

    private static Asset Asset(Guid id, Guid client, Guid site, string name, ItemClass itemClass, Instant now) =>
        new() { Id = id, ClientId = client, SiteId = site, Name = name, Class = itemClass, Weight = Impact.Medium, CreatedAt = now };
}
