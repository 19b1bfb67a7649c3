using System.Net;
using System.Text;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Clients;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Assets;

public sealed class AssetPagesTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_list_is_filtered_and_sorted_by_its_address(DatabaseKind kind)
    {
        await using var estate = await TwoClients.StartAsync(kind);
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync("/assets?sort=client");
        visitor.Plain().ShouldContain("3 équipements en service chez 2 clients.");
        Rows(visitor).ShouldBe(["SRV-FIC01", "COMMUT-01", "SRV-ERP01"]);

        await visitor.GetAsync($"/assets?client={estate.Laiterie}&class=server");
        Rows(visitor).ShouldBe(["SRV-ERP01"]);
        visitor.Plain().ShouldContain("Client : Laiterie du Vercors");
        visitor.Plain().ShouldContain("Classe : Serveur");

        await visitor.GetAsync("/assets?class=ups");
        visitor.Plain().ShouldContain("Aucun équipement ne correspond.");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_export_holds_exactly_what_is_filtered_and_is_read_back_unchanged(DatabaseKind kind)
    {
        await using var estate = await TwoClients.StartAsync(kind);
        await estate.AssetAsync(estate.Laiterie, "Baie; \"A\"", ItemClass.Server, Impact.Low);
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync($"/assets?class=server&client={estate.Laiterie}&sort=-name");
        var shown = Rows(visitor);
        await visitor.GetAsync(visitor.Page.QuerySelector("a.m-export")!.GetAttribute("href")!);
        var file = await visitor.Answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        visitor.Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        CsvTable.Read(file, ImportAssets.Columns).Value.Select(r => r["name"]).ShouldBe(shown);
        shown.ShouldBe(["SRV-ERP01", "Baie; \"A\""]);
        var report = await estate.Server.RunAsync(Caller.Program("test"), (ImportAssets c) => c.HandleAsync(file, dryRun: true, default));
        report.Value.Lines.Select(l => l.Action).ShouldAllBe(a => a == ImportAction.Keep);
    }

    [Fact]
    public async Task The_export_of_a_client_tab_is_of_that_client()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync($"/clients/{estate.Aubry}/assets");
        Rows(visitor).ShouldBe(["SRV-FIC01"]);
        await visitor.GetAsync(visitor.Page.QuerySelector("a.m-export")!.GetAttribute("href")!);

        var text = await visitor.Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("AUB;;SRV-FIC01;server;medium");
        text.ShouldNotContain("SRV-ERP01");
    }

    [Fact]
    public async Task The_export_stops_at_the_readers_clients()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.OfAubry);

        await visitor.GetAsync("/assets/export.csv");
        (await visitor.Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("SRV-ERP01");
        await visitor.GetAsync($"/assets/export.csv?client={estate.Laiterie}");
        (await visitor.Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n").Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_asset_is_registered_for_a_client_with_one_of_its_sites()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync("/assets/new");
        visitor.Page.QuerySelectorAll("select[name=client] option[value^='0']").Length.ShouldBe(2);
        await visitor.GetAsync($"/assets/new?client={estate.Laiterie}");
        await visitor.SubmitAsync("asset", ("Form.Name", "SRV-ERP01"), ("Form.Description", "ERP de secours"), ("Form.SiteId", estate.Valence.ToString()));
        visitor.Plain().ShouldContain("Ce client a déjà un équipement « SRV-ERP01 ».");
        visitor.Page.QuerySelector("#f-form-description")!.TextContent.ShouldBe("ERP de secours");
        visitor.Page.QuerySelector($"option[value='{estate.Valence}']")!.HasAttribute("selected").ShouldBeTrue();
        await visitor.SubmitAsync("asset", ("Form.Name", "SRV-ERP02"));

        visitor.Path.ShouldStartWith("/assets/");
        visitor.Plain().ShouldContain("Serveur, Laiterie du Vercors, Siège, Valence. ERP de secours.");
    }

    [Fact]
    public async Task An_asset_is_changed_then_retired()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync($"/assets/{estate.Erp}/edit");
        await visitor.SubmitAsync("asset", ("Form.Class", "database"));
        visitor.Plain().ShouldContain("Base de données, Laiterie du Vercors");
        await visitor.GetAsync($"/assets/{estate.Erp}/edit");
        await visitor.SubmitAsync("retire");
        visitor.Plain().ShouldContain("Retiré le");

        await visitor.GetAsync("/assets");
        Rows(visitor).ShouldBe(["COMMUT-01", "SRV-FIC01"]);
        await visitor.GetAsync("/assets?state=retired");
        Rows(visitor).ShouldBe(["SRV-ERP01"]);
    }

    [Fact]
    public async Task Another_clients_asset_does_not_exist()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.OfAubry);

        foreach (var path in new[] { $"/assets/{estate.Erp}", $"/assets/{estate.Erp}/edit", $"/assets/new?client={estate.Laiterie}" })
        {
            await visitor.GetAsync(path);
            visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            visitor.Plain().ShouldNotContain("SRV-ERP01", Case.Insensitive, path);
        }

        await visitor.GetAsync($"/assets/{estate.Files}");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_technician_reads_assets_and_changes_none()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync($"/assets/{estate.Erp}");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        visitor.Page.QuerySelector("a[href$='/edit']").ShouldBeNull();
        await visitor.GetAsync($"/assets/{estate.Erp}/edit");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_a_probe_found_is_shown()
    {
        await using var estate = await TwoClients.StartAsync();
        var inventory = """
            {"hostName":"srv-erp01","system":{"name":"Debian GNU/Linux 12 (bookworm)","kernel":"6.1.0"},"processors":{"count":4,"model":"EPYC"},"memory":12000000000,
             "disks":[{"mountPoint":"/srv","device":"/dev/sda1","kind":"ext4","total":2000000000000}],
             "interfaces":[{"name":"eth0","addresses":["192.0.2.7/24"]}],
             "services":[{"address":"192.0.2.7","isPublic":true,"port":5432,"process":"postgres","identity":{"protocol":"postgre-sql"}}]}
            """;
        await estate.ReadAsync(db => db.Set<Asset>().Where(a => a.Id == estate.Erp).ExecuteUpdateAsync(a => a.SetProperty(x => x.Inventory, inventory)));
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync($"/assets/{estate.Erp}/inventory");

        foreach (var text in new[] { "Debian GNU/Linux 12 (bookworm)", "4, EPYC", "/srv", "192.0.2.7/24", "PostgreSQL", "5432" })
        {
            visitor.Plain().ShouldContain(text);
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"system":"Debian","disks":{"a":1},"services":[1,{"port":"x","identity":7}],"memory":-4,"processors":[]}""")]
    public void An_inventory_of_another_shape_reads_as_not_told(string json) =>
        Should.NotThrow(() => Inventory.Read(json)).ShouldSatisfyAllConditions(
            i => (i?.System).ShouldBeNull(), i => (i?.Memory ?? 0).ShouldBe(0), i => (i?.Disks.Count ?? 0).ShouldBe(0));

    private static List<string> Rows(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("main tbody th[scope=row]").Select(c => c.TextContent.Trim())];
}
