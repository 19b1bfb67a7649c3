using System.Net;
using AngleSharp.Dom;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Identity;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>The desk's pages as a person uses them, without script.</summary>
public sealed class DeskPagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_day_says_its_state_first_and_groups_by_what_breaks_next()
    {
        await using var desk = await Desk.StartAsync();
        await desk.LiveAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/");
        visitor.Said.ShouldContain("Mardi 17\u00A0novembre");
        visitor.Said.ShouldContain("5 sujets en cours");
        visitor.Page.QuerySelectorAll("tr.m-group").Select(g => g.TextContent.Trim().Split(' ')[0]).ShouldBe(["Avant", "Plus", "Sans", "Service"]);
    }

    [Theory]
    [InlineData("T-1")]
    [InlineData("1")]
    [InlineData("erp")]
    public async Task A_ticket_is_found_by_its_number_or_a_word_of_its_subject(string words)
    {
        await using var desk = await Desk.StartAsync();
        await desk.OpenAsync("ERP lent", Majordome.Domain.Contracts.Impact.High, Majordome.Domain.Contracts.Urgency.Medium);
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");

        await visitor.GetAsync("/search?q=" + words);

        visitor.Page.QuerySelectorAll("main tbody th[scope=row]").Select(c => c.TextContent.Trim()).ShouldContain("ERP lent");
    }

    [Fact]
    public async Task A_ticket_is_taken_from_the_day_in_one_click()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/");
        await visitor.SubmitAsync(visitor.Page.Forms.Single(f => f.GetAttribute("action") == "/tickets/T-1/take"));
        (visitor.Answer.StatusCode, visitor.Path).ShouldBe((HttpStatusCode.OK, "/"));
        (await desk.TicketAsync(id)).AssigneeId.ShouldBe(desk.Nadia.UserId);
        visitor.Page.Forms.ShouldNotContain(f => f.GetAttribute("action") == "/tickets/T-1/take");
    }

    [Fact]
    public async Task Who_takes_second_reads_who_was_first_and_when()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/");
        await desk.TakeAsync(id, desk.Hugo);
        await visitor.SubmitAsync(visitor.Page.Forms.Single(f => f.GetAttribute("action") == "/tickets/T-1/take"));
        visitor.Said.ShouldContain("hugo a pris ce ticket à 10:42.");
    }

    [Fact]
    public async Task A_post_without_our_form_takes_nothing()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.SendAsync(HttpMethod.Post, "/tickets/T-1/take", new FormUrlEncodedContent([]));
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await desk.TicketAsync(id)).AssigneeId.ShouldBeNull();
    }

    [Fact]
    public async Task A_reply_and_a_note_are_written_from_the_ticket_and_never_look_alike()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/tickets/T-1");
        await visitor.SubmitAsync("write", ("Form.Kind", "reply"), ("Form.Text", "Nous regardons."));
        await visitor.GetAsync("/tickets/T-1");
        await visitor.SubmitAsync("write", ("Form.Kind", "note"), ("Form.Text", "Baie à remplacer."));
        await visitor.GetAsync("/tickets/T-1");
        visitor.Page.QuerySelectorAll(".m-thread .m-note").ShouldHaveSingleItem().TextContent.ShouldBe("Baie à remplacer.");
        desk.Told.ToClient.ShouldHaveSingleItem().Notice.Text.ShouldBe("Nous regardons.");
        var kinds = await desk.Server.ReadAsync(desk.Nadia, db => db.Set<Message>().Where(m => m.TicketId == id).OrderBy(m => m.Id).Select(m => m.Kind).ToListAsync(Ct));
        kinds.ShouldBe([MessageKind.Reply, MessageKind.Note]);
    }

    [Fact]
    public async Task A_refused_pause_keeps_what_was_typed_and_says_how_to_fix_it()
    {
        await using var desk = await Desk.StartAsync();
        await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/tickets/T-1?act=pause");
        await visitor.SubmitAsync("act", ("Form.Reason", "WaitingForClient"), ("Form.Proof", "Courriel de 10:40"), ("Form.RemindAt", "2026-11-17T08:00"));
        visitor.Said.ShouldContain("Choisissez une heure après maintenant.");
        visitor.Page.QuerySelector("[name='Form.Proof']")!.GetAttribute("value").ShouldBe("Courriel de 10:40");
        await visitor.SubmitAsync("act", ("Form.RemindAt", "2026-11-17T14:00"));
        visitor.Path.ShouldBe("/tickets/T-1");
        visitor.Said.ShouldContain("En pause");
    }

    [Fact]
    public async Task A_form_made_from_a_stale_page_is_refused()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/tickets/T-1?act=assign");
        await desk.TakeAsync(id, desk.Hugo);
        await visitor.SubmitAsync("act", ("Form.Assignee", desk.Nadia.UserId.ToString()!));
        visitor.Said.ShouldContain("Ce ticket a changé depuis que vous l’avez lu.");
        (await desk.TicketAsync(id)).AssigneeId.ShouldBe(desk.Hugo.UserId);
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("en")]
    public async Task Every_verb_has_its_form_in_whole_words(string language)
    {
        await using var desk = await Desk.StartAsync();
        await desk.OpenAsync();
        await desk.Server.ReadAsync(Caller.Program("test"), db => db.Users.Where(u => u.Id == desk.Nadia.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.Language, language), Ct));
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        foreach (var act in new[] { "pause", "restore", "resolve", "priority", "assign", "escalate", "coverage", "edit" })
        {
            await visitor.GetAsync($"/tickets/T-1?act={act}");
            visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK, act);
            visitor.Page.QuerySelector("#act form").ShouldNotBeNull(act);
            visitor.Said.ShouldNotContain("Act.", Case.Sensitive);
            visitor.Said.ShouldNotContain("Verb.", Case.Sensitive);
        }
    }

    [Fact]
    public async Task A_ticket_is_opened_by_hand_and_taken_at_once()
    {
        await using var desk = await Desk.StartAsync();
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync($"/tickets/new?client={desk.Client}");
        await visitor.SubmitAsync("open", ("Form.Subject", ""));
        visitor.Said.ShouldContain("Ce champ est obligatoire.");
        await visitor.SubmitAsync("open", ("Form.Subject", "ERP lent"), ("Form.AssetId", desk.Asset.ToString()), ("Form.TakeNow", "true"));
        visitor.Page.QuerySelector("h1")!.TextContent.ShouldBe("ERP lent");
        visitor.Said.ShouldContain("GTI tenue");
    }

    [Fact]
    public async Task The_export_is_exactly_what_is_filtered_and_no_cell_is_a_formula()
    {
        await using var desk = await Desk.StartAsync();
        await desk.LiveAsync();
        await desk.OpenAsync("=HYPERLINK(\"x\"), \"deux\"");
        using var visitor = await Visitor.SignedInAsync(desk.Server, "nadia@cornaline.example");
        await visitor.GetAsync("/tickets?assignee=none&state=open&sort=number");
        await visitor.GetAsync(visitor.Page.QuerySelector(".m-export")!.GetAttribute("href")!);
        var lines = (await visitor.Answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(l => l.Split(',')[0]).ShouldBe(["T-1", "T-3", "T-6", "T-7"]);
        lines[^1].ShouldContain("\"'=HYPERLINK(\"\"x\"\"), \"\"deux\"\"\"");
    }

    [Fact]
    public async Task Another_clients_ticket_does_not_exist_for_staff_of_one_client()
    {
        await using var desk = await Desk.StartAsync();
        await desk.OpenAsync();
        await desk.Server.AddUserAsync("ines@cornaline.example", null, new Grant(Role.Technician, desk.OtherClient));
        using var visitor = await Visitor.SignedInAsync(desk.Server, "ines@cornaline.example");
        await visitor.GetAsync("/tickets/T-1");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await visitor.GetAsync("/");
        visitor.Said.ShouldContain("Rien ne demande votre attention.");
    }
}
