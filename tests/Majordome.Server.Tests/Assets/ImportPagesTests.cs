using System.Net;
using System.Text;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Import;
using Majordome.Server.Tests.Clients;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Assets;

public sealed class ImportPagesTests
{
    [Fact]
    public async Task A_file_is_shown_line_by_line_and_imported_only_when_confirmed()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await UploadAsync(visitor, "/assets/import", "client;nom;classe;poids\r\nLV;SRV-ERP01;server;low\r\nAUB;ONDULEUR-1;ups;\r\n");
        visitor.Plain().ShouldContain("À créer : 1. À modifier : 1. Inchangés : 0.");
        (await CountAsync(estate)).ShouldBe(3);
        visitor.Plain().ShouldContain("Importer 2 lignes");
        await visitor.SubmitAsync("import");

        visitor.Path.ShouldBe("/assets");
        (await CountAsync(estate)).ShouldBe(4);
    }

    [Fact]
    public async Task One_refused_line_is_told_with_its_reason_and_nothing_can_be_confirmed()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await UploadAsync(visitor, "/assets/import", "client,name,class\nLV,A,server\nNOBODY,B,server\nLV,C,toaster\n");

        visitor.Plain().ShouldContain("2 lignes sont refusées : rien ne sera importé.");
        visitor.Plain().ShouldContain("client : Aucun client n’a le code « NOBODY ».");
        visitor.Plain().ShouldContain("« toaster » n’est pas une classe");
        visitor.Page.QuerySelectorAll("form button.m-primary").ShouldBeEmpty();
        visitor.Page.QuerySelectorAll("tbody tr").Select(r => r.QuerySelector("td")!.TextContent).ShouldBe(["3", "4", "2"]);
    }

    [Fact]
    public async Task Clients_are_imported_the_same_way()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await UploadAsync(visitor, "/clients/import", "code,nom\nLV,Laiterie du Vercors\nFM,Fonderies Marchand\n");
        visitor.Plain().ShouldContain("À créer : 1. À modifier : 0. Inchangés : 1.");
        await visitor.SubmitAsync("import");

        visitor.Path.ShouldBe("/clients");
        (await estate.ReadAsync(db => db.Set<Client>().AnyAsync(c => c.Code == "FM"))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_too_large_for_a_page_is_refused_with_a_sentence()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await UploadAsync(visitor, "/assets/import", "client,name,class\n" + new string('x', ImportPanel.MostBytes));

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        visitor.Plain().ShouldContain("plus que les 1 Mo qu’une page accepte");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_and_no_file_at_all_are_told()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await UploadAsync(visitor, "/clients/import", "code,surname\nA,B\n");
        visitor.Plain().ShouldContain("Colonne inconnue : « surname »");
        await visitor.GetAsync("/clients/import");
        await visitor.SubmitAsync("check");
        visitor.Plain().ShouldContain("Choisissez un fichier.");
    }

    [Fact]
    public async Task Lines_of_another_client_are_refused_as_unknown()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.OfAubry);

        await UploadAsync(visitor, "/assets/import", "client,name,class\nLV,A,server\n");

        visitor.Plain().ShouldContain("Aucun client n’a le code « LV ».");
        visitor.Plain().ShouldNotContain("Vercors");
    }

    private static async Task UploadAsync(Visitor visitor, string path, string file)
    {
        await visitor.GetAsync(path);
        var form = visitor.Page.Forms.Single(f => f.QuerySelector("input[type=file]") is not null);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "File", "list.csv" } };
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]"))
        {
            content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        }

        await visitor.SendAsync(HttpMethod.Post, path, content);
    }

    private static Task<int> CountAsync(TwoClients estate) => estate.ReadAsync(db => db.Set<Asset>().CountAsync());
}
