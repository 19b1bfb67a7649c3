using System.Net;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.Tests.Reviews;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Portal;

public sealed class PortalPagesTests
{
    private const string Claire = "claire@laiterie.example", Secret = "mot-interne-7f3a";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_contact_asks_reads_and_answers(DatabaseKind kind)
    {
        await using var world = await StartAsync(kind);
        using var claire = await Visitor.SignedInAsync(world.Server, Claire);

        await claire.GetAsync("/portal/tickets/new");
        await claire.SubmitAsync("ask", ("Ask.Subject", "Le scanner refuse le mot de passe"), ("Ask.Description", "Depuis ce matin."), ("Ask.Nature", "Request"));
        claire.Said.ShouldContain("Le scanner refuse le mot de passe");
        claire.Said.ShouldContain("Nous l’avons reçue");
        await claire.SubmitAsync("answer", ("Answer.Text", "Le poste de l’accueil."));
        claire.Said.ShouldContain("Le poste de l’accueil.");
        await claire.GetAsync("/portal/tickets");
        claire.Said.ShouldContain("Le scanner refuse le mot de passe");
    }

    [Fact]
    public async Task A_contact_reads_where_and_when_to_call_the_desk_once_the_provider_says_so()
    {
        await using var world = await StartAsync(DatabaseKind.Sqlite);
        using var claire = await Visitor.SignedInAsync(world.Server, Claire);
        await claire.GetAsync("/portal");
        claire.Said.ShouldNotContain("Le guichet");
        await world.Server.ReadAsync(Caller.Program("test"), async db =>
        {
            var provider = await db.Set<Provider>().SingleOrDefaultAsync(Ct) ?? db.Add(new Provider { Name = "Cornaline", Language = "fr", Zone = "Europe/Paris" }).Entity;
            (provider.Phone, provider.DeskHours) = ("01 23 45 67 89", "de 8 h à 19 h");
            return await db.SaveChangesAsync(Ct);
        });

        await claire.GetAsync("/portal");
        claire.Page.QuerySelectorAll(".m-portal-three > div").Select(d => d.TextContent).ShouldContain("Le guichet01 23 45 67 89de 8 h à 19 h");
    }

    [Fact]
    public async Task A_refused_request_keeps_what_was_typed()
    {
        await using var world = await StartAsync(DatabaseKind.Sqlite);
        using var claire = await Visitor.SignedInAsync(world.Server, Claire);

        await claire.GetAsync("/portal/tickets/new");
        await claire.SubmitAsync("ask", ("Ask.Subject", " "), ("Ask.Description", "Depuis ce matin."));
        claire.Page.QuerySelector("textarea")!.TextContent.ShouldBe("Depuis ce matin.");
        claire.Page.QuerySelector("#errors").ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_contact_never_sees_an_internal_note_nor_another_client_s_ticket(DatabaseKind kind)
    {
        await using var world = await StartAsync(kind);
        (await world.Server.RunAsync(world.Contracts.Technician, (AddNote h) => h.HandleAsync(new(world.Kept, Secret), Ct))).IsAccepted.ShouldBeTrue();
        (await world.Server.RunAsync(world.Contracts.Technician, (Reply h) => h.HandleAsync(new(world.Kept, "Nous regardons."), Ct))).IsAccepted.ShouldBeTrue();
        var number = await world.Server.ReadAsync(world.Contracts.Manager, async db => (await db.Set<Ticket>().SingleAsync(t => t.Id == world.Kept, Ct)).Reference);

        using var claire = await Visitor.SignedInAsync(world.Server, Claire);
        foreach (var path in new[] { "/portal", "/portal/tickets?all=true", $"/portal/tickets/{number}" })
        {
            await claire.GetAsync(path);
            claire.Answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            claire.Said.ShouldNotContain(Secret);
            claire.Said.ShouldNotContain("P2");
        }

        claire.Said.ShouldContain("Nous regardons.");
        using var roux = await Visitor.SignedInAsync(world.Server, "roux@boulangerie.example");
        await roux.GetAsync($"/portal/tickets/{number}");
        roux.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await roux.GetAsync("/portal");
        roux.Said.ShouldNotContain("SRV-ERP01");
    }

    [Fact]
    public async Task The_first_page_says_what_is_open_and_what_was_kept()
    {
        await using var world = await StartAsync(DatabaseKind.Sqlite);
        using var claire = await Visitor.SignedInAsync(world.Server, Claire);
        await claire.GetAsync("/portal");
        claire.Said.ShouldContain("Nous vérifions.");
        claire.Said.ShouldContain("2 rétablissements tenus sur 2");

        await world.FailAsync(world.Contracts.San, 9);
        await claire.GetAsync("/portal");
        claire.Page.QuerySelector("h1")!.TextContent.ShouldBe("Nous nous en occupons.");
        claire.Page.QuerySelectorAll(".m-steps li").Length.ShouldBe(2);
    }

    private static async Task<ReviewWorld> StartAsync(DatabaseKind kind)
    {
        var world = await ReviewWorld.StartAsync(kind);
        await world.Server.AddUserAsync(Claire, world.Contracts.Dairy, new Grant(Role.ClientContact, world.Contracts.Dairy));
        await world.Server.AddUserAsync("roux@boulangerie.example", world.Contracts.Bakery, new Grant(Role.ClientContact, world.Contracts.Bakery));
        return world;
    }
}
