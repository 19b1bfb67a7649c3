using Majordome.Server.Notifications.Paging;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>Who is told of a ticket, in which order and when; that everybody told is told the end, once.</summary>
public sealed class EscalationTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_list_is_gone_through_twice_and_the_administrators_are_told_after_each_round(DatabaseKind kind)
    {
        await using var ticket = await PagedTicket.StartAsync(kind);
        await ticket.PageAsync();

        (await ticket.PassAsync(100)).ShouldBe(
        [
            "0 nadia Appel", "10 hugo Appel", "25 ines Appel",
            "45 chloe Appel", "45 nadia Appel", "55 hugo Appel", "70 ines Appel",
            "90 chloe Toujours",
        ]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Acknowledging_stops_the_escalation(DatabaseKind kind)
    {
        await using var ticket = await PagedTicket.StartAsync(kind);
        await ticket.PageAsync();
        await ticket.PassAsync(12);

        await ticket.AtDeskAsync(n => n.AcknowledgeAsync(ticket.ClientId, ticket.TicketId, ticket.People["hugo"].UserId!.Value, ticket.Server.Clock.GetCurrentInstant(), default), "hugo");

        (await ticket.PassAsync(120)).ShouldBe(["0 nadia Appel", "10 hugo Appel"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Everybody_told_is_told_the_end_exactly_once(DatabaseKind kind)
    {
        await using var ticket = await PagedTicket.StartAsync(kind);
        await ticket.PageAsync();
        await ticket.PassAsync(47);

        await ticket.EndAsync();
        await ticket.EndAsync();

        (await ticket.PassAsync(120)).Skip(5).Order().ShouldBe(["47 chloe Terminé", "47 hugo Terminé", "47 ines Terminé", "47 nadia Terminé"]);
    }

    [Fact]
    public async Task Paging_a_ticket_twice_pages_once()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await ticket.PageAsync();

        (await ticket.PostedAsync()).ShouldBe(["0 nadia Appel"]);
    }

    [Fact]
    public async Task A_problem_that_comes_back_after_its_end_pages_again()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await ticket.EndAsync();
        ticket.Server.Clock.Advance(Duration.FromMinutes(3));
        await ticket.PageAsync();
        await ticket.EndAsync();

        (await ticket.PostedAsync()).ShouldBe(["0 nadia Appel", "0 nadia Terminé", "3 nadia Appel", "3 nadia Terminé"]);
    }

    [Fact]
    public async Task What_begins_and_ends_within_one_command_is_told_both()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.AtDeskAsync(async n =>
        {
            await n.PageAsync(ticket.Notice, default);
            await n.AcknowledgeAsync(ticket.ClientId, ticket.TicketId, ticket.People["ines"].UserId!.Value, TestClock.DefaultStart, default);
            await n.PageEndedAsync(ticket.Notice, default);
        });

        (await ticket.PassAsync(60)).ShouldBe(["0 nadia Appel", "0 nadia Terminé"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task With_nobody_on_the_list_the_administrators_are_told(DatabaseKind kind)
    {
        await using var ticket = await PagedTicket.StartAsync(kind, emptyList: true);
        await ticket.PageAsync();
        await ticket.EndAsync();

        (await ticket.PassAsync(60)).ShouldBe(["0 chloe Personne", "0 chloe Terminé"]);
    }

    [Fact]
    public async Task Who_may_no_longer_see_the_client_is_passed_over()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.Server.ReadAsync(Caller.Program("test"), db =>
            db.Set<UserGrant>().Where(g => g.UserId == ticket.People["nadia"].UserId).ExecuteDeleteAsync());

        await ticket.PageAsync();

        (await ticket.PassAsync(15)).ShouldBe(["0 hugo Appel", "15 ines Appel"]);
    }

    [Fact]
    public async Task A_server_that_was_down_takes_one_step_not_all_it_missed()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        ticket.Server.Clock.Advance(Duration.FromHours(2));
        await ticket.EscalateAsync();
        await ticket.EscalateAsync();

        (await ticket.PostedAsync()).ShouldBe(["0 nadia Appel", "120 hugo Appel"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_servers_take_each_step_once(DatabaseKind kind)
    {
        await using var ticket = await PagedTicket.StartAsync(kind);
        await ticket.PageAsync();
        ticket.Server.Clock.Advance(Duration.FromMinutes(10));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ticket.EscalateAsync()));

        (await ticket.PostedAsync()).ShouldBe(["0 nadia Appel", "10 hugo Appel"]);
    }

    [Fact]
    public async Task Attention_tells_who_is_paged_and_a_breach_also_who_answers_for_the_client()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.Server.AddUserAsync("eve@msp.example", null, new Grant(Role.DeliveryManager, ticket.ClientId));
        await ticket.PageAsync();
        await ticket.AtDeskAsync(n => n.WarnOfClockAsync(ticket.Notice, new ClockNotice("gti", false, ticket.Notice.RespondBy!.Value, "1"), default));
        await ticket.AtDeskAsync(n => n.WarnOfClockAsync(ticket.Notice, new ClockNotice("gti", true, ticket.Notice.RespondBy!.Value, "1"), default));
        await ticket.AtDeskAsync(n => n.WarnOfClockAsync(ticket.Notice, new ClockNotice("gti", true, ticket.Notice.RespondBy!.Value, "1"), default));
        await ticket.EndAsync();

        (await ticket.PostedAsync()).Order().ShouldBe(["0 eve GTI", "0 eve Terminé", "0 nadia Appel", "0 nadia GTI", "0 nadia GTI", "0 nadia Terminé"]);
    }

    [Fact]
    public async Task A_client_reads_plain_words_and_only_who_is_told_gets_them()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        foreach (var kind in Enum.GetValues<ClientNoticeKind>())
        {
            var notice = new ClientNotice(kind, "1", TestClock.DefaultStart, "Nadia Benali", kind is ClientNoticeKind.Reply ? "C'est corrigé." : null);
            await ticket.AtDeskAsync(n => n.TellClientAsync(ticket.Notice, notice, default));
            await ticket.AtDeskAsync(n => n.TellClientAsync(ticket.Notice, notice, default));
            ticket.Server.Clock.Advance(Duration.FromMinutes(1));
        }

        var letters = (await ticket.LettersAsync()).Select(l => l.Letter).ToList();
        letters.Select(l => l.Address).ShouldBe(["claire@lv.example", "claire@lv.example", "claire@lv.example"]);
        letters[0].Text.ShouldContain("Nadia Benali s’occupe de votre demande depuis 10\u00A0h\u00A042.");
        letters[1].Text.ShouldContain("Le service est rétabli depuis 10\u00A0h\u00A042.");
        letters[2].Text.ShouldContain("C'est corrigé.");
        letters.ShouldAllBe(l => !l.Text.Contains("P1") && !l.Text.Contains("GTI") && !l.Text.Contains("GTR") && !l.Text.Contains("http"));
    }

    [Fact]
    public async Task A_page_says_what_until_when_and_where()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();

        var letter = (await ticket.LettersAsync()).Single().Letter;
        letter.Subject.ShouldBe("Appel P1\u00A0: Laiterie du Vercors, HTTP: 502 Bad Gateway (T-2641)");
        letter.Text.ShouldContain("SRV-ERP01");
        letter.Text.ShouldContain("P1, GTI avant 11:12, GTR avant 14:42");
        letter.Text.ShouldContain($"/tickets/{ticket.TicketId}/acknowledge");
        letter.Text.ShouldContain("Sans acquittement avant 10:52");
    }

    [Theory]
    [InlineData(0, 3, false, 0)]
    [InlineData(2, 3, false, 2)]
    [InlineData(3, 3, true, 0)]
    [InlineData(5, 3, false, 2)]
    [InlineData(6, 3, true, null)]
    [InlineData(0, 1, false, 0)]
    [InlineData(1, 1, true, 0)]
    [InlineData(2, 1, true, null)]
    public void After_each_round_the_administrators_are_told_and_after_two_nobody_further_is(int steps, int count, bool tell, int? position) =>
        Escalation.After(steps, count).ShouldBe((tell, position));
}
