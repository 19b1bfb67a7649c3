using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Clients;

/// <summary>Two clients, their sites, contacts and assets, and people who see one or both.</summary>
internal sealed class TwoClients : IAsyncDisposable
{
    public const string Admin = "nadia@example.org", Technician = "ines@example.org", OfAubry = "hugo@example.org", Contact = "claire@example.org";

    private static readonly Caller Program = Caller.Program("test");

    private TwoClients(TestServer server) => Server = server;

    public TestServer Server { get; }

    public Guid Laiterie { get; private set; }

    public Guid Aubry { get; private set; }

    public Guid Valence { get; private set; }

    public Guid Claire { get; private set; }

    public Guid Erp { get; private set; }

    public Guid Files { get; private set; }

    public static async Task<TwoClients> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var estate = new TwoClients(await TestServer.StartAsync(kind));
        var server = estate.Server;
        await estate.ReadAsync(async db =>
        {
            db.Add(new Provider { Name = "Cornaline", Language = "fr", Zone = "Europe/Paris" });
            return await db.SaveChangesAsync();
        });
        estate.Laiterie = await server.CreatedAsync("Laiterie du Vercors", "LV");
        estate.Aubry = await server.CreatedAsync("Cabinet Aubry", "AUB");
        estate.Valence = (await server.RunAsync(Program, (AddSite c) => c.HandleAsync(estate.Laiterie, new SiteForm("Siège, Valence", "Europe/Paris", "FR", "local fermé, badge 4"), default))).Value;
        estate.Claire = (await server.RunAsync(Program, (AddContact c) =>
            c.HandleAsync(estate.Laiterie, new ContactForm("Claire Jourdan", "DAF", "claire@example.org", "04 75 00 00 00", IsTold: true), default))).Value;
        estate.Erp = await estate.AssetAsync(estate.Laiterie, "SRV-ERP01", ItemClass.Server, Impact.High, estate.Valence);
        await estate.AssetAsync(estate.Laiterie, "COMMUT-01", ItemClass.Network, Impact.Medium, estate.Valence);
        estate.Files = await estate.AssetAsync(estate.Aubry, "SRV-FIC01", ItemClass.Server, Impact.Medium);
        await server.AddUserAsync(Admin, null, new Grant(Role.Administrator, null));
        await server.AddUserAsync(Technician, null, new Grant(Role.Technician, null));
        await server.AddUserAsync(OfAubry, null, new Grant(Role.DeliveryManager, estate.Aubry));
        await server.AddUserAsync(Contact, estate.Laiterie, new Grant(Role.ClientContact, estate.Laiterie));
        return estate;
    }

    public Task<Visitor> AsAsync(string email) => Visitor.SignedInAsync(Server, email);

    public async Task<Guid> AssetAsync(Guid client, string name, ItemClass itemClass, Impact weight, Guid? site = null) => (await Server.RunAsync(
        Program, (RegisterAsset c) => c.HandleAsync(client, new AssetForm(name, itemClass, weight, site, name.ToLowerInvariant() + ".example.org", null), default))).Value;

    public Task<T> ReadAsync<T>(Func<AppDb, Task<T>> read) => Server.ReadAsync(Program, read);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

internal static class TwoClientsServer
{
    /// <summary>What the page says, its no-break spaces as spaces.</summary>
    public static string Plain(this Visitor visitor) => visitor.Said.Replace('\u00A0', ' ').Replace('\u202F', ' ');

    public static async Task<Guid> CreatedAsync(this TestServer server, string name, string code) =>
        (await server.RunAsync(Caller.Program("test"), (CreateClient c) => c.HandleAsync(new ClientForm(name, code, "fr", "Europe/Paris"), default))).Value;
}
