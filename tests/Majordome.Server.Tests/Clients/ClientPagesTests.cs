using System.Net;
using AngleSharp.Dom;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Clients;

public sealed class ClientPagesTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_list_says_how_many_and_names_each_client_with_its_counts(DatabaseKind kind)
    {
        await using var estate = await TwoClients.StartAsync(kind);
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync("/clients");

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        visitor.Plain().ShouldContain("2 clients, 3 équipements en service.");
        Rows(visitor).ShouldBe(["Cabinet Aubry", "Laiterie du Vercors"]);
        visitor.Page.QuerySelectorAll("tbody tr")[1].QuerySelectorAll("td.m-n").Select(c => c.TextContent.Trim().Split(' ')[0]).ShouldBe(["1", "1", "2"]);
        visitor.Page.QuerySelector("a[href='/clients/new']").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_long_list_is_read_page_by_page_forwards_and_back(DatabaseKind kind)
    {
        await using var estate = await TwoClients.StartAsync(kind);
        for (var i = 0; i < 60; i++)
        {
            await estate.Server.CreatedAsync($"Client {i / 2:00}", $"C{i:00}");
        }

        using var visitor = await estate.AsAsync(TwoClients.Admin);
        await visitor.GetAsync("/clients");
        var first = Rows(visitor);
        visitor.Plain().ShouldContain("1 – 50 sur 62");

        await visitor.GetAsync(visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        visitor.Plain().ShouldContain("51 – 62 sur 62");
        visitor.Page.QuerySelector("a[rel=next]").ShouldBeNull();
        first.Concat(Rows(visitor)).ShouldBe(first.Concat(Rows(visitor)).Order(StringComparer.Ordinal));

        await visitor.GetAsync(visitor.Page.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
        Rows(visitor).ShouldBe(first);
        visitor.Plain().ShouldContain("1 – 50 sur 62");
    }

    [Fact]
    public async Task A_client_is_created_from_its_form_and_shown()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync("/clients/new");
        await visitor.SubmitAsync("client", ("Form.Name", "Fonderies Marchand"), ("Form.Code", "lv"));
        visitor.Plain().ShouldContain("Le code LV désigne déjà un client.");
        visitor.Page.QuerySelector("#f-form-name")!.GetAttribute("value").ShouldBe("Fonderies Marchand");
        visitor.Page.QuerySelector("#f-form-code")!.GetAttribute("aria-invalid").ShouldBe("true");
        await visitor.SubmitAsync("client", ("Form.Code", "fm"));

        visitor.Path.ShouldStartWith("/clients/");
        visitor.Page.QuerySelector("h1")!.TextContent.ShouldBe("Fonderies Marchand");
        visitor.Plain().ShouldContain("0 équipement en service, 0 site, 0 contact.");
    }

    [Fact]
    public async Task The_overview_tells_the_estate_and_whom_to_call()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        await visitor.GetAsync($"/clients/{estate.Laiterie}");

        visitor.Plain().ShouldContain("2 équipements en service, 1 site, 1 contact.");
        visitor.Plain().ShouldContain("2 équipements, local fermé, badge 4");
        visitor.Plain().ShouldContain("Claire Jourdan, 04 75 00 00 00");
        visitor.Page.QuerySelector($"a[href='/clients/{estate.Laiterie}/edit']").ShouldBeNull();
        await visitor.GetAsync(visitor.Page.QuerySelectorAll("a").Single(a => a.TextContent == "Serveur").GetAttribute("href")!);
        visitor.Page.QuerySelectorAll("tbody th[scope=row]").Select(c => c.TextContent).ShouldBe(["SRV-ERP01"]);
    }

    [Fact]
    public async Task A_change_from_a_stale_form_is_refused_and_keeps_what_was_typed()
    {
        await using var estate = await TwoClients.StartAsync();
        using var slow = await estate.AsAsync(TwoClients.Admin);
        await slow.GetAsync($"/clients/{estate.Laiterie}/edit");
        using var quick = await estate.AsAsync(TwoClients.Admin);
        await quick.GetAsync($"/clients/{estate.Laiterie}/edit");
        await quick.SubmitAsync("client", ("Form.Name", "Laiterie"));
        quick.Page.QuerySelector("h1")!.TextContent.ShouldBe("Laiterie");

        await slow.SubmitAsync("client", ("Form.Name", "Vercors"));

        slow.Plain().ShouldContain("changé ceci entre-temps");
        slow.Page.QuerySelector("#f-form-name")!.GetAttribute("value").ShouldBe("Vercors");
    }

    [Fact]
    public async Task Sites_and_contacts_are_added_and_changed_by_forms()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync($"/clients/{estate.Laiterie}/sites/new");
        await visitor.SubmitAsync("site", ("Form.Name", "Die"), ("Form.Holidays", "FR-reunion"));
        visitor.Path.ShouldBe($"/clients/{estate.Laiterie}/contacts");
        visitor.Plain().ShouldContain("La Réunion");

        await visitor.GetAsync($"/clients/{estate.Laiterie}/contacts/{estate.Claire}");
        visitor.Page.QuerySelector("#f-form-istold")!.HasAttribute("checked").ShouldBeTrue();
        await visitor.SubmitAsync("contact", ("Form.Name", "Claire Jourdan-Roy"), ("Form.Email", ""));
        visitor.Plain().ShouldContain("Pour être prévenu, un contact a besoin d’une adresse de courriel.");
        visitor.Page.QuerySelector("#f-form-name")!.GetAttribute("value").ShouldBe("Claire Jourdan-Roy");
        await visitor.SubmitAsync("contact", ("Form.Email", "claire@example.org"));
        visitor.Plain().ShouldContain("Claire Jourdan-Roy");
    }

    [Fact]
    public async Task An_archived_client_leaves_the_list_and_comes_back()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync($"/clients/{estate.Laiterie}/edit");
        visitor.Plain().ShouldContain("Archiver Laiterie du Vercors");
        await visitor.SubmitAsync("archive");
        visitor.Plain().ShouldContain("Rien n’a été supprimé.");
        await visitor.GetAsync("/clients");
        Rows(visitor).ShouldBe(["Cabinet Aubry"]);
        await visitor.GetAsync("/clients?state=archived");
        Rows(visitor).ShouldBe(["Laiterie du Vercors"]);

        await visitor.GetAsync($"/clients/{estate.Laiterie}/edit");
        await visitor.SubmitAsync("archive");
        (await estate.ReadAsync(db => db.Set<Client>().SingleAsync(c => c.Id == estate.Laiterie))).ArchivedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Another_clients_pages_do_not_exist()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.OfAubry);
        await visitor.GetAsync("/clients");
        Rows(visitor).ShouldBe(["Cabinet Aubry"]);

        foreach (var page in new[] { "", "/assets", "/contacts", "/edit", "/sites/new", $"/sites/{estate.Valence}", $"/contacts/{estate.Claire}" })
        {
            await visitor.GetAsync($"/clients/{estate.Laiterie}{page}");
            visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, page);
            visitor.Plain().ShouldNotContain("Vercors", Case.Insensitive, page);
        }
    }

    [Fact]
    public async Task A_site_is_found_only_under_its_own_client()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.Admin);

        await visitor.GetAsync($"/clients/{estate.Aubry}/sites/{estate.Valence}");

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_not_change_clients_is_refused_the_forms()
    {
        await using var estate = await TwoClients.StartAsync();
        using var technician = await estate.AsAsync(TwoClients.Technician);
        using var manager = await estate.AsAsync(TwoClients.OfAubry);
        using var contact = await estate.AsAsync(TwoClients.Contact);

        (await StatusAsync(technician, $"/clients/{estate.Laiterie}/edit")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(manager, "/clients/new")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(manager, $"/clients/{estate.Aubry}/edit")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(contact, "/clients")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string path)
    {
        await visitor.GetAsync(path);
        return visitor.Answer.StatusCode;
    }

    private static List<string> Rows(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("main tbody th[scope=row]").Select(c => c.Text().Trim())];
}
