using System.Net;
using System.Net.Http.Json;
using System.Text;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Clients;

public sealed class ClientsTests
{
    private static readonly ClientForm Laiterie = new("Laiterie du Vercors", "lv", "fr", "Europe/Paris");

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_client_is_created_read_and_changed_by_the_api(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await server.AddUserAsync("admin@example.org", null, new Grant(Role.Administrator, null));
        using var api = await server.ApiAsync("admin@example.org");

        var created = await api.PostAsJsonAsync("/api/v1/clients", Laiterie);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var read = await api.GetAsync(created.Headers.Location);
        (await read.Content.ReadFromJsonAsync<ClientView>(Json.Options))!.Code.ShouldBe("LV");
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");

        (await PutAsync(api, created.Headers.Location!, Laiterie with { Name = "Laiterie" }, null)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await PutAsync(api, created.Headers.Location!, Laiterie with { Name = "Laiterie" }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PutAsync(api, created.Headers.Location!, Laiterie with { Name = "Vercors" }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.GetFromJsonAsync<ClientView>(created.Headers.Location, Json.Options))!.Name.ShouldBe("Laiterie");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_refused_client_names_each_field(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await server.AddUserAsync("admin@example.org", null, new Grant(Role.Administrator, null));
        using var api = await server.ApiAsync("admin@example.org");
        await api.PostAsJsonAsync("/api/v1/clients", Laiterie);

        var refused = await api.PostAsJsonAsync("/api/v1/clients", new ClientForm(" ", "LV", "de", "Mars/Olympus"));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await refused.Content.ReadAsStringAsync();
        foreach (var rule in new[] { "required", "code-taken", "language-unknown", "zone-unknown" })
        {
            text.ShouldContain($"\"{rule}\"");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_wall_hides_another_client_and_refuses_writing_to_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (mine, other) = (await AddAsync(server, "AA"), await AddAsync(server, "BB"));
        var manager = await server.AddUserAsync("sdm@example.org", null, new Grant(Role.DeliveryManager, mine));

        (await server.ReadAsync(manager, db => db.Set<Client>().Select(c => c.Id).ToListAsync())).ShouldBe([mine]);
        var site = new SiteForm("Siège", "Europe/Paris", "FR", null);
        (await server.RunAsync(manager, (AddSite c) => c.HandleAsync(other, site, default))).Refusals.Single().Rule.ShouldBe(Refusals.NotFoundRule);
        (await server.RunAsync(manager, (AddSite c) => c.HandleAsync(mine, site, default))).IsAccepted.ShouldBeTrue();
        (await server.RunAsync(manager, (CreateClient c) => c.HandleAsync(Laiterie, default))).Refusals.Single().Rule.ShouldBe(Refusals.ForbiddenRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_role_on_one_client_does_not_write_on_another_that_is_visible(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (managed, seen) = (await AddAsync(server, "AA"), await AddAsync(server, "BB"));
        var person = await server.AddUserAsync("p@example.org", null, new Grant(Role.Engineer, managed), new Grant(Role.Technician, seen));
        var form = new AssetForm("SRV-1", Domain.Contracts.ItemClass.Server, Domain.Contracts.Impact.High, null, null, null);

        (await server.RunAsync(person, (RegisterAsset c) => c.HandleAsync(managed, form, default))).IsAccepted.ShouldBeTrue();
        (await server.RunAsync(person, (RegisterAsset c) => c.HandleAsync(seen, form, default))).Refusals.Single().Rule.ShouldBe(Refusals.ForbiddenRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_asset_cannot_stand_on_another_clients_site_even_by_sql(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (a, b) = (await AddAsync(server, "AA"), await AddAsync(server, "BB"));
        var site = await server.RunAsync(Caller.Program("test"), (AddSite c) => c.HandleAsync(b, new SiteForm("Siège", "Europe/Paris", "FR", null), default));
        var form = new AssetForm("SRV-1", Domain.Contracts.ItemClass.Server, Domain.Contracts.Impact.High, site.Value, null, null);

        (await server.RunAsync(Caller.Program("test"), (RegisterAsset c) => c.HandleAsync(a, form, default))).Refusals.Single().Rule.ShouldBe("site-not-of-client");
        var asset = await server.RunAsync(Caller.Program("test"), (RegisterAsset c) => c.HandleAsync(a, form with { SiteId = null }, default));
        await Should.ThrowAsync<System.Data.Common.DbException>(() => server.ReadAsync(
            Caller.Program("test"), db => db.Database.ExecuteSqlAsync($"UPDATE assets SET site_id = {site.Value} WHERE id = {asset.Value}")));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Imports_say_first_what_they_would_do_and_change_nothing_the_second_time(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await server.RunAsync(Caller.Program("test"), (ProviderOfTests c) => c.HandleAsync());
        var clients = Encoding.UTF8.GetBytes("code;nom\nLV;Laiterie du Vercors\nHO;Hélios Optique\n");
        var assets = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes("client,nom,classe,poids,description\r\nLV,SRV-ERP01,server,high,\"ERP, base\"\r\nHO,RDS-02,server,,Bureau à distance\r\n");

        (await ImportAsync(server, clients, dryRun: true)).ShouldSatisfyAllConditions(r => r.IsDone.ShouldBeFalse(), r => r.Count(ImportAction.Create).ShouldBe(2));
        (await server.ReadAsync(Caller.Program("test"), db => db.Set<Client>().CountAsync())).ShouldBe(0);
        (await ImportAsync(server, clients, dryRun: false)).IsDone.ShouldBeTrue();
        (await ImportAsync(server, clients, dryRun: false)).Count(ImportAction.Keep).ShouldBe(2);

        (await ImportAssetsAsync(server, assets, dryRun: false)).Count(ImportAction.Create).ShouldBe(2);
        (await ImportAssetsAsync(server, assets, dryRun: false)).Count(ImportAction.Keep).ShouldBe(2);
        (await server.ReadAsync(Caller.Program("test"), db => db.Set<Asset>().SingleAsync(a => a.Name == "RDS-02"))).Description.ShouldBe("Bureau à distance");
    }

    [Fact]
    public async Task One_refused_line_and_nothing_is_imported()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await AddAsync(server, "LV");
        var report = await ImportAssetsAsync(server, "client,name,class\nLV,SRV-1,server\nLV,SRV-2,toaster\nXX,SRV-3,server\nLV,SRV-1,server\n"u8.ToArray(), dryRun: false);

        report.IsDone.ShouldBeFalse();
        report.Lines.SelectMany(l => l.Refusals).Select(r => $"{r.Path}: {r.Rule}").ShouldBe(["[3].class: class-unknown", "[4].client: client-code-unknown", "[5].name: csv-line-twice"]);
        (await server.ReadAsync(Caller.Program("test"), db => db.Set<Asset>().CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData("", "csv-empty")]
    [InlineData("code,nom,couleur\nLV,x,bleu\n", "csv-column-unknown")]
    [InlineData("nom\nx\n", "csv-column-missing")]
    [InlineData("code,nom\nLV,\"never closed\n", "csv-unreadable")]
    public void A_file_that_cannot_be_read_says_why(string file, string rule) =>
        CsvTable.Read(Encoding.UTF8.GetBytes(file), ImportClients.Columns, "code", "name").Refusals[0].Rule.ShouldBe(rule);

    private static async Task<Guid> AddAsync(TestServer server, string code) =>
        (await server.RunAsync(Caller.Program("test"), (CreateClient c) => c.HandleAsync(Laiterie with { Code = code, Name = code }, default))).Value;

    private static async Task<ImportReport> ImportAsync(TestServer server, byte[] file, bool dryRun) =>
        (await server.RunAsync(Caller.Program("test"), (ImportClients c) => c.HandleAsync(file, dryRun, default))).Value;

    private static async Task<ImportReport> ImportAssetsAsync(TestServer server, byte[] file, bool dryRun) =>
        (await server.RunAsync(Caller.Program("test"), (ImportAssets c) => c.HandleAsync(file, dryRun, default))).Value;

    private static Task<HttpResponseMessage> PutAsync(HttpClient api, Uri where, ClientForm form, string? ifMatch)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, where) { Content = JsonContent.Create(form) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return api.SendAsync(request);
    }

    [Requires(Permission.ManageChannels)]
    private sealed class ProviderOfTests(AppDb db, Majordome.Server.Platform.Trace.EventLog log)
    {
        public Task<Domain.Result<Domain.Done>> HandleAsync()
        {
            db.Add(new Provider { Name = "Cornaline", Language = "fr", Zone = "Europe/Paris" });
            log.Record(null, "test", "provider", 1);
            return Task.FromResult<Domain.Result<Domain.Done>>(Domain.Done.Value);
        }
    }
}
