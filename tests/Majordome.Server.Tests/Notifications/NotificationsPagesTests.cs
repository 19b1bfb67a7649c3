using System.Net;
using AngleSharp.Html.Dom;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Notifications;

/// <summary>The room's pages, used as a person without script does.</summary>
public sealed class NotificationsPagesTests
{
    [Fact]
    public async Task What_waits_is_shown_with_the_reason_and_what_was_given_up_can_be_sent_again()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await MailChannelTests.DispatchAsync(ticket.Server);
        using var chloe = await Visitor.SignedInAsync(ticket.Server, "chloe@msp.example");
        await chloe.GetAsync("/notifications");
        chloe.Said.ShouldContain("En attente : 1. Rien n’est abandonné.".Replace(" :", "\u00A0:"));
        chloe.Said.ShouldContain("Appel P1");
        chloe.Said.ShouldContain("Le courrier n’est pas configuré.");

        await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().ExecuteUpdateAsync(s => s.SetProperty(m => m.State, OutboxState.Dead)));
        await chloe.GetAsync("/notifications?state=dead");
        var retry = chloe.Page.Forms.Single(f => f.QuerySelector("input[name=_handler]")?.GetAttribute("value")?.StartsWith("retry-", StringComparison.Ordinal) is true);
        await chloe.SubmitAsync(retry);

        chloe.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().Select(m => m.State).SingleAsync())).ShouldBe(OutboxState.Pending);
    }

    [Fact]
    public async Task Mail_settings_that_are_refused_keep_what_was_typed()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        using var chloe = await Visitor.SignedInAsync(ticket.Server, "chloe@msp.example");
        await chloe.GetAsync("/settings/channels");
        await chloe.SubmitAsync("mail", ("Mail.Host", "mail.msp.example"), ("Mail.FromAddress", "nobody"), ("Mail.Password", "s3cret"), ("Mail.UserName", "desk"));
        chloe.Said.ShouldContain("il manque le signe @");
        Value(chloe, "Mail.Host").ShouldBe("mail.msp.example");

        await chloe.SubmitAsync("mail", ("Mail.FromAddress", "desk@msp.example"), ("Mail.Password", "s3cret"));
        chloe.Path.ShouldBe("/settings/channels?done=MailSaved");
        Value(chloe, "Mail.FromAddress").ShouldBe("desk@msp.example");
        chloe.Page.DocumentElement.OuterHtml.ShouldNotContain("s3cret");

        await chloe.SubmitAsync("test-mail", ("Test.To", "chloe@msp.example"));
        (await ticket.PostedAsync()).ShouldHaveSingleItem().ShouldStartWith("0 chloe Message");
    }

    [Fact]
    public async Task The_key_of_a_new_webhook_is_shown_once()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        using var chloe = await Visitor.SignedInAsync(ticket.Server, "chloe@msp.example");
        await chloe.GetAsync("/settings/channels");
        await chloe.SubmitAsync("webhook", ("Hook.Name", "Astreinte"), ("Hook.Url", "http://127.0.0.1:9/"));
        chloe.Said.ShouldContain("whsec_");
        await chloe.GetAsync("/settings/channels");
        chloe.Said.ShouldContain("Astreinte");
        chloe.Said.ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task Opening_the_link_of_a_page_acknowledges_nothing_and_its_button_does()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        var path = $"/tickets/{ticket.TicketId}/acknowledge";
        using var hugo = await Visitor.SignedInAsync(ticket.Server, "hugo@msp.example");
        await hugo.GetAsync(path);
        hugo.Said.ShouldContain("Laiterie du Vercors");
        (await CallAsync(ticket)).AcknowledgedAt.ShouldBeNull();

        await hugo.SubmitAsync("acknowledge");
        (await CallAsync(ticket)).AcknowledgedBy.ShouldBe(ticket.People["hugo"].UserId);
        hugo.Said.ShouldContain("Acquitté par");
    }

    [Fact]
    public async Task The_call_of_another_clients_ticket_is_not_found()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await ticket.Server.AddUserAsync("paul@msp.example", null, new Grant(Role.OnCall, null));
        await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<UserGrant>().Where(g => g.UserId == ticket.People["ines"].UserId).ExecuteDeleteAsync());
        using var paul = await Visitor.SignedInAsync(ticket.Server, "paul@msp.example");
        await paul.GetAsync($"/tickets/{Guid.CreateVersion7()}/acknowledge");
        paul.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var ines = await Visitor.SignedInAsync(ticket.Server, "ines@msp.example");
        await ines.GetAsync($"/tickets/{ticket.TicketId}/acknowledge");
        ines.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string? Value(Visitor visitor, string name) => ((IHtmlInputElement)visitor.Page.QuerySelector($"input[name='{name}']")!).Value;

    private static Task<PageCall> CallAsync(PagedTicket ticket) => ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<PageCall>().AsNoTracking().SingleAsync());
}
