using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>What is internal stays inside: no read of the client's side, no mail, no API knows it.</summary>
public sealed class NoteWallTests
{
    private const string Secret = "mot-interne-7f3a";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_internal_note_reaches_no_contact_by_page_model_api_or_mail(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        (await desk.RunAsync(desk.Nadia, (AddNote h) => h.HandleAsync(new(id, Secret), Ct))).IsAccepted.ShouldBeTrue();
        (await desk.RunAsync(desk.Nadia, (Reply h) => h.HandleAsync(new(id, "Nous regardons."), Ct))).IsAccepted.ShouldBeTrue();
        await desk.DoneAsync((EscalateTicket h) => h.HandleAsync(new(id, null, null, Secret), Ct));
        await desk.DoneAsync((PauseTicket h) => h.HandleAsync(new(id, PauseReason.WaitingForClient, Secret, desk.Now + Duration.FromHours(1), Secret), Ct));

        using var claire = await desk.Server.ApiAsync("claire@laiterie.example");
        var number = (await desk.TicketAsync(id)).Reference;
        foreach (var path in new[] { "/api/v1/requests", $"/api/v1/requests/{number}", $"/api/v1/requests/{id}" })
        {
            var answer = await claire.GetAsync(path, Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync(Ct)).ShouldNotContain(Secret);
        }

        foreach (var path in new[] { "", $"/{id}", $"/{number}", $"/{id}/messages", $"/{id}/events", $"/{id}/coverage" })
        {
            var answer = await claire.GetAsync($"/api/v1/tickets{path}", Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadAsStringAsync(Ct)).ShouldNotContain(Secret);
        }

        desk.Told.ToClient.Select(t => t.Notice.Text ?? "").ShouldAllBe(text => !text.Contains(Secret));
        var seen = JsonSerializer.Serialize(await desk.AsClientAsync(desk.Claire, tickets => tickets.FindAsync(number, Ct)));
        seen.ShouldContain("Nous regardons.");
        seen.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_contact_of_another_client_finds_nothing()
    {
        await using var desk = await Desk.StartAsync();
        var number = (await desk.TicketAsync(await desk.OpenAsync())).Reference;
        var stranger = await desk.Server.AddUserAsync("paul@tilleuls.example", desk.OtherClient, new Grant(Role.ClientContact, desk.OtherClient));
        (await desk.AsClientAsync(stranger, tickets => tickets.FindAsync(number, Ct))).ShouldBeNull();
        (await desk.AsClientAsync(stranger, async tickets => (object?)(await tickets.ListAsync(false, 10, Ct)).Length)).ShouldBe(0);
    }

    [Fact]
    public async Task A_contact_asks_and_answers_by_the_api_and_the_answer_ends_a_wait_for_it()
    {
        await using var desk = await Desk.StartAsync();
        using var claire = await desk.Server.ApiAsync("claire@laiterie.example");
        var asked = await claire.PostAsJsonAsync("/api/v1/requests", new { subject = "Plus de courriel", nature = "incident", urgency = "high" }, Ct);
        asked.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        desk.Told.Pages.ShouldHaveSingleItem().TicketId.ShouldBe(id);
        await desk.PauseAsync(id);
        desk.Server.Clock.Advance(Duration.FromMinutes(10));
        (await claire.PostAsJsonAsync($"/api/v1/requests/{id}/messages", new { text = "D'accord pour 9 h." }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Created);

        var ticket = await desk.TicketAsync(id);
        (ticket.State, ticket.ClientWroteAt, ticket.ContactId is not null).ShouldBe((TicketState.New, desk.Now, true));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_desk_is_told_once_for_each_time_the_client_waits(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        await AnswerAsync(desk, id, "Toujours lent.");
        await AnswerAsync(desk, id, "Et l'imprimante aussi.");
        (await desk.RunAsync(desk.Nadia, (Reply h) => h.HandleAsync(new(id, "Je regarde."), Ct))).IsAccepted.ShouldBeTrue();
        await AnswerAsync(desk, id, "Merci.");

        desk.Told.ToDesk.Select(t => (t.Notice.Kind, t.Notice.Text, t.Ticket.HolderId)).ShouldBe(
            [(DeskNoticeKind.ClientWrote, "Toujours lent.", desk.Nadia.UserId), (DeskNoticeKind.ClientWrote, "Merci.", desk.Nadia.UserId)]);
    }

    private static async Task AnswerAsync(Desk desk, Guid ticket, string text) =>
        (await desk.RunAsync(desk.Claire, (AnswerTheDesk h) => h.HandleAsync(new(ticket, text), Ct))).IsAccepted.ShouldBeTrue();

    [Fact]
    public async Task A_contact_may_not_work_on_tickets()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        (await desk.RunAsync(desk.Claire, (TakeTicket h) => h.HandleAsync(new(id), Ct))).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("forbidden");
    }
}
