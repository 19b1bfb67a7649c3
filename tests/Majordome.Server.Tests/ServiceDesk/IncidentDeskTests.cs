using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>What monitoring tells the desk.</summary>
public sealed class IncidentDeskTests
{
    private static readonly Guid Check = Guid.CreateVersion7();

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_critical_problem_opens_a_covered_and_clocked_incident_and_pages(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.ProblemAsync(Check);

        var ticket = await desk.TicketAsync(id!.Value);
        ticket.Subject.ShouldBe("SRV-ERP01, HTTP : 502 Bad Gateway");
        (ticket.Reference, ticket.Source, ticket.Nature, ticket.Priority).ShouldBe(("T-1", TicketSource.Monitoring, Nature.Incident, Priority.P1));
        ticket.Verdict.ShouldBe(CoverageVerdict.Included);
        ticket.RespondBy.ShouldBe(desk.Now + Duration.FromMinutes(30));
        ticket.RestoreBy.ShouldBe(desk.Now + Duration.FromHours(4));
        ticket.SortAt.ShouldBe(desk.Now + Duration.FromMinutes(30));
        desk.Told.Pages.ShouldHaveSingleItem().RestoreBy.ShouldBe(ticket.RestoreBy);
    }

    [Fact]
    public async Task A_second_problem_of_the_item_joins_its_incident()
    {
        await using var desk = await Desk.StartAsync();
        var first = await desk.ProblemAsync(Check);
        var second = await desk.ProblemAsync(Guid.CreateVersion7());
        second.ShouldBe(first);
        desk.Told.Pages.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_critical_that_joins_what_a_person_opened_and_nobody_was_paged_for_pages_once_and_raises_its_priority(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync("Un jour, changer le disque", Impact.Low, Urgency.Low);
        await desk.TakeAsync(id);
        desk.Server.Clock.Advance(Duration.FromDays(21));
        (await desk.ProblemAsync(Check)).ShouldBe(id);
        (await desk.ProblemAsync(Guid.CreateVersion7())).ShouldBe(id);

        var ticket = await desk.TicketAsync(id);
        (ticket.Priority, ticket.Impact, ticket.Urgency).ShouldBe((Priority.P1, Impact.High, Urgency.High));
        ticket.RestoreBy.ShouldNotBeNull();
        var events = await desk.EventsAsync(id);
        events.Select(e => e.Kind).ShouldBe(
            [TicketEventKind.Registered, TicketEventKind.Taken, TicketEventKind.ProblemJoined, TicketEventKind.PriorityChanged, TicketEventKind.ProblemJoined]);
        (await desk.Server.ReadAsync(desk.Nadia, db => db.Set<CoverageFact>().Where(c => c.TicketId == id).OrderBy(c => c.EventSequence).Select(c => c.Priority).ToListAsync(Ct)))
            .ShouldBe([Priority.P4, Priority.P1]);
        desk.Told.Pages.ShouldHaveSingleItem().Priority.ShouldBe("P1");
    }

    [Fact]
    public async Task A_problem_that_opens_nothing_joins_without_a_page_and_leaves_the_priority()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync("Un jour, changer le disque", Impact.Low, Urgency.Low);
        (await desk.ProblemAsync(Check, severity: CheckStatus.Warning, opens: false)).ShouldBe(id);
        (await desk.TicketAsync(id)).Priority.ShouldBe(Priority.P4);
        desk.Told.Pages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_told_warning_that_becomes_critical_pages_for_the_ticket_it_joined_and_raises_its_priority()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync("Un jour, changer le disque", Impact.Low, Urgency.Low);
        await desk.ProblemAsync(Check, severity: CheckStatus.Warning, opens: false, urgency: Urgency.Low);
        (await desk.ProblemAsync(Check)).ShouldBe(id);
        (await desk.TicketAsync(id)).Priority.ShouldBe(Priority.P1);
        desk.Told.Pages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_problem_that_swings_does_not_page_again_nor_weigh_anew_while_its_ticket_is_in_hand()
    {
        await using var desk = await Desk.StartAsync();
        var id = (await desk.ProblemAsync(Check))!.Value;
        await desk.TakeAsync(id);
        await desk.DoneAsync((ChangePriority h) => h.HandleAsync(new(id, Impact.Low, Urgency.Low, "Serveur de secours"), Ct));
        for (var i = 0; i < 3; i++)
        {
            desk.Server.Clock.Advance(Duration.FromHours(1));
            (await desk.ProblemAsync(Check)).ShouldBe(id);
        }

        (await desk.TicketAsync(id)).Priority.ShouldBe(Priority.P4);
        desk.Told.Pages.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_problem_told_again_after_its_ticket_was_restored_by_hand_reopens_it_and_pages_again(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = (await desk.ProblemAsync(Check))!.Value;
        await RestoreByHandAsync(desk, id);
        desk.Server.Clock.Advance(Duration.FromMinutes(20));
        (await desk.ProblemAsync(Check)).ShouldBe(id);

        var ticket = await desk.TicketAsync(id);
        (ticket.State, ticket.RestoredAt, ticket.ResolvedAt).ShouldBe((TicketState.InProgress, null, null));
        desk.Told.Pages.Count.ShouldBe(2);
        await desk.RecoveryAsync(Check);
        (await desk.TicketAsync(id)).State.ShouldBe(TicketState.Restored);
        desk.Told.Ends.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_problem_told_again_long_after_its_ticket_was_restored_by_hand_opens_another_and_goes_with_it(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var first = (await desk.ProblemAsync(Check))!.Value;
        await RestoreByHandAsync(desk, first);
        desk.Server.Clock.Advance(Duration.FromDays(7));
        var second = (await desk.ProblemAsync(Check))!.Value;

        second.ShouldNotBe(first);
        (await desk.TicketAsync(second)).StartedAt.ShouldBe(desk.Now - Duration.FromMinutes(3));
        desk.Told.Pages.Select(p => p.TicketId).ShouldBe([first, second]);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(Check);
        (await desk.TicketAsync(second)).State.ShouldBe(TicketState.Restored);
        (await desk.TicketAsync(first)).State.ShouldBe(TicketState.Resolved);
    }

    [Fact]
    public async Task A_problem_told_again_after_its_ticket_was_closed_opens_another()
    {
        await using var desk = await Desk.StartAsync();
        var id = (await desk.ProblemAsync(Check))!.Value;
        await RestoreByHandAsync(desk, id);
        await desk.DoneAsync((CloseTicket h) => h.HandleAsync(new(id), Ct));
        (await desk.ProblemAsync(Check)).ShouldNotBe(id);
        desk.Told.Pages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_problem_that_began_before_another_checks_incident_was_restored_and_was_found_weeks_later_leaves_it_restored()
    {
        await using var desk = await Desk.StartAsync();
        var began = desk.Now;
        desk.Server.Clock.Advance(Duration.FromDays(4));
        var http = (await desk.ProblemAsync(Check))!.Value;
        await RestoreByHandAsync(desk, http);
        desk.Server.Clock.Advance(Duration.FromDays(21));
        (await desk.ProblemAsync(Guid.CreateVersion7(), since: began)).ShouldNotBe(http);
        (await desk.TicketAsync(http)).State.ShouldBe(TicketState.Resolved);
    }

    [Fact]
    public async Task A_warning_alone_opens_nothing()
    {
        await using var desk = await Desk.StartAsync();
        (await desk.ProblemAsync(Check, severity: CheckStatus.Warning, opens: false)).ShouldBeNull();
    }

    [Fact]
    public async Task Telling_a_problem_twice_changes_nothing()
    {
        await using var desk = await Desk.StartAsync();
        var first = await desk.ProblemAsync(Check);
        (await desk.ProblemAsync(Check)).ShouldBe(first);
        (await desk.EventsAsync(first!.Value)).Count(e => e.Kind is TicketEventKind.ProblemJoined).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Problems_of_one_item_told_at_the_same_time_are_one_incident(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var tickets = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => desk.ProblemAsync(Guid.CreateVersion7()), Ct)));
        tickets.Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Service_that_comes_back_before_anybody_took_the_ticket_ends_both_clocks_and_is_told_apart(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = (await desk.ProblemAsync(Check))!.Value;
        desk.Server.Clock.Advance(Duration.FromMinutes(12));
        await desk.RecoveryAsync(Check, at: desk.Now - Duration.FromMinutes(1));

        var ticket = await desk.TicketAsync(id);
        ticket.State.ShouldBe(TicketState.Restored);
        var clocks = TicketClock.Read(ticket.ClockFacts).At(desk.Now);
        clocks.ResponseEnd.ShouldBe(ResponseEnd.RestoredBeforeTaken);
        clocks.Restoration.Elapsed.ShouldBe(Duration.FromMinutes(11));
        desk.Told.Ends.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Service_is_back_only_when_the_last_problem_is_over()
    {
        await using var desk = await Desk.StartAsync();
        var other = Guid.CreateVersion7();
        var id = (await desk.ProblemAsync(Check))!.Value;
        await desk.ProblemAsync(other);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(Check);
        (await desk.TicketAsync(id)).State.ShouldBe(TicketState.New);
        await desk.RecoveryAsync(other);
        (await desk.TicketAsync(id)).State.ShouldBe(TicketState.Restored);
    }

    [Fact]
    public async Task A_problem_within_half_an_hour_of_the_restoration_goes_on_with_the_same_ticket()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.ProblemAsync(Check);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(Check);
        desk.Server.Clock.Advance(Duration.FromMinutes(20));
        (await desk.ProblemAsync(Check, number: 2)).ShouldBe(id);
        var ticket = await desk.TicketAsync(id!.Value);
        ticket.State.ShouldBe(TicketState.New);
        TicketClock.Read(ticket.ClockFacts).At(desk.Now).Restoration.Elapsed.ShouldBe(Duration.FromMinutes(5));
        desk.Told.Pages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_problem_after_that_time_opens_another()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.ProblemAsync(Check);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(Check);
        desk.Server.Clock.Advance(Duration.FromMinutes(40));
        (await desk.ProblemAsync(Check, number: 2)).ShouldNotBe(id);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_problem_watched_no_more_restores_nothing_is_told_and_does_not_hold_up_the_recovery_of_another(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var (http, tls) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var id = (await desk.ProblemAsync(http))!.Value;
        await desk.ProblemAsync(tls);
        await desk.WithdrawAsync(http);
        await desk.WithdrawAsync(http);

        (await desk.TicketAsync(id)).RestoredAt.ShouldBeNull();
        var (_, notice) = desk.Told.ToDesk.ShouldHaveSingleItem();
        (notice.Kind, notice.By).ShouldBe((DeskNoticeKind.CheckWithdrawn, "HTTP"));
        (await desk.EventsAsync(id)).Count(e => e.Kind is TicketEventKind.ProblemWithdrawn).ShouldBe(1);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(tls);
        (await desk.TicketAsync(id)).RestoredAt.ShouldBe(desk.Now);
    }

    [Fact]
    public async Task A_recovery_does_not_restore_what_a_person_opened()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        (await desk.ProblemAsync(Check)).ShouldBe(id);
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        await desk.RecoveryAsync(Check);
        (await desk.TicketAsync(id)).State.ShouldBe(TicketState.New);
        (await desk.EventsAsync(id))[^1].Kind.ShouldBe(TicketEventKind.ProblemEnded);
    }

    [Fact]
    public async Task A_recovery_seen_before_a_step_that_a_person_recorded_follows_that_step()
    {
        await using var desk = await Desk.StartAsync();
        var id = (await desk.ProblemAsync(Check))!.Value;
        desk.Server.Clock.Advance(Duration.FromMinutes(10));
        await desk.TakeAsync(id);
        await desk.RecoveryAsync(Check, at: desk.Now - Duration.FromMinutes(2));
        (await desk.TicketAsync(id)).RestoredAt.ShouldBe(desk.Now);
    }

    private static async Task RestoreByHandAsync(Desk desk, Guid ticket)
    {
        await desk.TakeAsync(ticket);
        await desk.DoneAsync((RestoreTicket h) => h.HandleAsync(new(ticket, RestorationMeans.Repair, "Place faite"), Ct));
        await desk.DoneAsync((ResolveTicket h) => h.HandleAsync(new(ticket, "Place faite"), Ct));
    }
}
