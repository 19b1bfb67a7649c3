using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>What people do to a ticket, and what its clocks make of it.</summary>
public sealed class TicketVerbTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Of_two_people_who_take_at_once_one_wins_and_the_other_hears_who(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync();
        var results = await Task.WhenAll(
            Task.Run(() => desk.RunAsync(desk.Nadia, (TakeTicket h) => h.HandleAsync(new(id), Ct)), Ct),
            Task.Run(() => desk.RunAsync(desk.Hugo, (TakeTicket h) => h.HandleAsync(new(id), Ct)), Ct));

        results.Count(r => r.IsAccepted).ShouldBe(1);
        var winner = results[0].IsAccepted ? "nadia" : "hugo";
        var conflict = results.Single(r => !r.IsAccepted).Refusals.ShouldHaveSingleItem();
        (conflict.Rule, conflict.Values[0], conflict.Values[1]).ShouldBe(("conflict-taken", winner, (object)desk.Now));
        (await desk.EventsAsync(id)).Count(e => e.Kind is TicketEventKind.Taken).ShouldBe(1);
    }

    [Fact]
    public async Task Taking_ends_the_gti_and_tells_the_client()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        desk.Server.Clock.Advance(Duration.FromMinutes(22));
        await desk.TakeAsync(id);

        var ticket = await desk.TicketAsync(id);
        (ticket.State, ticket.AssigneeId, ticket.RespondBy, ticket.SortAt).ShouldBe((TicketState.InProgress, desk.Nadia.UserId, null, ticket.RestoreBy!.Value));
        TicketClock.Read(ticket.ClockFacts).At(desk.Now).Response.Elapsed.ShouldBe(Duration.FromMinutes(22));
        desk.Told.ToClient.ShouldHaveSingleItem().Notice.Kind.ShouldBe(ClientNoticeKind.Taken);
        desk.Told.Acknowledged.ShouldBe([id]);
    }

    [Fact]
    public async Task Assigning_does_not_end_the_gti()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.DoneAsync((AssignTicket h) => h.HandleAsync(new(id, desk.Hugo.UserId), Ct));
        var ticket = await desk.TicketAsync(id);
        (ticket.AssigneeId, ticket.State).ShouldBe((desk.Hugo.UserId, TicketState.New));
        ticket.RespondBy.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_ticket_is_not_given_to_a_contact_of_a_client()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        (await desk.RefusedAsync((AssignTicket h) => h.HandleAsync(new(id, desk.Claire.UserId), Ct))).ShouldBe(("assignee", "not-found"));
    }

    [Fact]
    public async Task A_pause_stops_only_the_gtr()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        desk.Server.Clock.Advance(Duration.FromMinutes(10));
        await desk.PauseAsync(id);
        desk.Server.Clock.Advance(Duration.FromMinutes(30));

        var ticket = await desk.TicketAsync(id);
        var clocks = TicketClock.Read(ticket.ClockFacts).At(desk.Now);
        (clocks.Response.Elapsed, clocks.Restoration.Elapsed, clocks.Paused).ShouldBe((Duration.FromMinutes(40), Duration.FromMinutes(10), Duration.FromMinutes(30)));
        (ticket.State, ticket.RestoreBy, ticket.SortAt).ShouldBe((TicketState.Paused, null, ticket.RespondBy!.Value));
    }

    [Fact]
    public async Task A_pause_needs_a_reason_of_the_contract_a_proof_and_a_reminder_to_come()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        var refused = await desk.RunAsync(desk.Nadia, (PauseTicket h) => h.HandleAsync(new(id, PauseReason.AgreedMaintenance, "", desk.Now), Ct));
        refused.Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("reason", "pause-not-in-contract"), ("proof", "required"), ("remindAt", "reminder-not-after-now")]);
    }

    [Fact]
    public async Task Resuming_what_is_not_paused_is_refused_as_the_domain_names_it()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        (await desk.RefusedAsync((ResumeTicket h) => h.HandleAsync(new(id), Ct))).Rule.ShouldBe("resume-while-not-paused");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Another_priority_is_another_promise_from_now_on_and_the_first_stays_a_fact(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync(impact: Impact.Medium, urgency: Urgency.Medium);
        desk.Server.Clock.Advance(Duration.FromMinutes(10));
        await desk.DoneAsync((ChangePriority h) => h.HandleAsync(new(id, Impact.High, Urgency.High, "Tout le site"), Ct));

        var ticket = await desk.TicketAsync(id);
        (ticket.Priority, ticket.RestoreBy).ShouldBe((Priority.P1, desk.Now - Duration.FromMinutes(10) + Duration.FromHours(4)));
        var decisions = await desk.Server.ReadAsync(desk.Nadia, db => db.Set<CoverageFact>().Where(c => c.TicketId == id).OrderBy(c => c.EventSequence).ToListAsync(Ct));
        decisions.Select(d => d.Priority).ShouldBe([Priority.P3, Priority.P1]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Once_service_is_back_another_priority_does_not_judge_the_promise_again(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync(impact: Impact.High, urgency: Urgency.High);
        await desk.TakeAsync(id);
        desk.Server.Clock.Advance(Duration.FromHours(5));
        await desk.DoneAsync((RestoreTicket h) => h.HandleAsync(new(id, RestorationMeans.Repair, "Disque changé"), Ct));
        desk.Server.Clock.Advance(Duration.FromMinutes(5));

        (await desk.RefusedAsync((ChangePriority h) => h.HandleAsync(new(id, Impact.Low, Urgency.Low, "Finalement rien"), Ct))).ShouldBe(("", "conflict-restored"));
        TicketClock.Read((await desk.TicketAsync(id)).ClockFacts).At(desk.Now).Restoration.State.ShouldBe(ClockState.Breached);
        await desk.DoneAsync((ReopenTicket h) => h.HandleAsync(new(id, "Retombé"), Ct));
        await desk.DoneAsync((ChangePriority h) => h.HandleAsync(new(id, Impact.Medium, Urgency.High, "Un seul service"), Ct));
    }

    [Fact]
    public async Task A_ticket_taken_as_it_is_opened_tells_the_client_like_any_other()
    {
        await using var desk = await Desk.StartAsync();
        var form = new NewTicket { ClientId = desk.Client, Subject = "Appel de Claire", AssetId = desk.Asset, TakeNow = true };
        (await desk.RunAsync(desk.Nadia, (OpenTicket h) => h.HandleAsync(form, Ct))).IsAccepted.ShouldBeTrue();

        var (_, notice) = desk.Told.ToClient.ShouldHaveSingleItem();
        (notice.Kind, notice.By).ShouldBe((ClientNoticeKind.Taken, "nadia"));
    }

    [Fact]
    public async Task Coverage_decided_again_takes_the_promise_away_from_then_on()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        desk.Terms.Verdict = CoverageVerdict.OutOfScope;
        await desk.DoneAsync((DecideCoverageAgain h) => h.HandleAsync(new(id, "Le poste n'est pas au contrat"), Ct));
        var ticket = await desk.TicketAsync(id);
        (ticket.Verdict, ticket.RespondBy, ticket.RestoreBy, ticket.SortAt).ShouldBe((CoverageVerdict.OutOfScope, null, null, TicketCache.WithoutDeadline));
    }

    [Fact]
    public async Task Nobody_restores_what_nobody_took_but_service_may_come_back_by_itself()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        (await desk.RefusedAsync((RestoreTicket h) => h.HandleAsync(new(id, RestorationMeans.Repair, "Service relancé"), Ct))).Rule.ShouldBe("take-first");
        await desk.DoneAsync((RestoreTicket h) => h.HandleAsync(new(id, RestorationMeans.ByItself, "Revenu seul"), Ct));
        TicketClock.Read((await desk.TicketAsync(id)).ClockFacts).At(desk.Now).ResponseEnd.ShouldBe(ResponseEnd.RestoredBeforeTaken);
    }

    [Fact]
    public async Task A_workaround_ends_the_gtr_and_tells_the_client_and_those_who_were_paged()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        desk.Server.Clock.Advance(Duration.FromHours(1));
        await desk.DoneAsync((RestoreTicket h) => h.HandleAsync(new(id, RestorationMeans.Workaround, "Bascule sur l'autre nœud"), Ct));
        desk.Server.Clock.Advance(Duration.FromHours(5));
        TicketClock.Read((await desk.TicketAsync(id)).ClockFacts).At(desk.Now).Restoration.Elapsed.ShouldBe(Duration.FromHours(1));
        desk.Told.ToClient.Select(t => t.Notice.Kind).ShouldBe([ClientNoticeKind.Taken, ClientNoticeKind.Restored]);
        desk.Told.Ends.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Resolving_writes_the_solution_and_restores_what_was_not()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        await desk.DoneAsync((ResolveTicket h) => h.HandleAsync(new(id, "Index reconstruit", "Disque plein", SupportTier.N2, FirstContact: true), Ct));
        var ticket = await desk.TicketAsync(id);
        (ticket.State, ticket.IsActive, ticket.RestoredAt).ShouldBe((TicketState.Resolved, false, desk.Now));
        var resolved = (await desk.EventsAsync(id))[^1].Read();
        (resolved.Solution, resolved.Cause, resolved.Tier, resolved.FirstContact).ShouldBe(("Index reconstruit", "Disque plein", SupportTier.N2, true));
    }

    [Fact]
    public async Task A_reopened_ticket_goes_on_with_what_it_had_counted_and_a_closed_one_takes_nothing()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        desk.Server.Clock.Advance(Duration.FromHours(1));
        await desk.DoneAsync((ResolveTicket h) => h.HandleAsync(new(id, "Fait"), Ct));
        desk.Server.Clock.Advance(Duration.FromHours(1));
        await desk.DoneAsync((ReopenTicket h) => h.HandleAsync(new(id, "Revient"), Ct));
        var ticket = await desk.TicketAsync(id);
        (ticket.State, ticket.RestoreBy).ShouldBe((TicketState.InProgress, desk.Now + Duration.FromHours(7 + 13)));

        await desk.DoneAsync((ResolveTicket h) => h.HandleAsync(new(id, "Fait"), Ct));
        await desk.DoneAsync((CloseTicket h) => h.HandleAsync(new(id), Ct));
        (await desk.RefusedAsync((ReopenTicket h) => h.HandleAsync(new(id, "Encore"), Ct))).Rule.ShouldBe("conflict-ended");
    }

    [Fact]
    public async Task A_stale_copy_changes_nothing()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        (await desk.RefusedAsync((EditTicket h) => h.HandleAsync(new(id, "Autre", "", null, Version: 1), Ct))).Rule.ShouldBe("stale");
    }

    [Fact]
    public async Task Escalating_goes_up_only()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        await desk.DoneAsync((EscalateTicket h) => h.HandleAsync(new(id, null, null, "Geste réservé au N2"), Ct));
        var ticket = await desk.TicketAsync(id);
        (ticket.Tier, ticket.AssigneeId).ShouldBe((SupportTier.N2, null));
        (await desk.RefusedAsync((EscalateTicket h) => h.HandleAsync(new(id, SupportTier.N1, null, "non"), Ct))).Rule.ShouldBe("tier-not-higher");
        await desk.TakeAsync(id, desk.Hugo);
        (await desk.TicketAsync(id)).AssigneeId.ShouldBe(desk.Hugo.UserId);
    }

    [Fact]
    public async Task A_technician_of_one_client_neither_sees_nor_works_on_the_tickets_of_another()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        var other = await desk.Server.AddUserAsync("ines@cornaline.example", null, new Grant(Role.Technician, desk.OtherClient));
        (await desk.RunAsync(other, (TakeTicket h) => h.HandleAsync(new(id), Ct))).Refusals.ShouldHaveSingleItem().Rule.ShouldBe(Refusals.NotFoundRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_cached_can_be_computed_again_from_the_facts_at_any_later_instant(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        await desk.LiveAsync();
        desk.Server.Clock.Advance(Duration.FromMinutes(1));
        var tickets = await desk.Server.ReadAsync(desk.Nadia, db => db.Set<Ticket>().AsNoTracking().ToListAsync(Ct));
        tickets.Count.ShouldBe(6);
        foreach (var cached in tickets)
        {
            var (events, coverage) = await desk.Server.ReadAsync(desk.Nadia, async db => (
                await db.Set<TicketEvent>().Where(e => e.TicketId == cached.Id).ToListAsync(Ct), await db.Set<CoverageFact>().Where(c => c.TicketId == cached.Id).ToListAsync(Ct)));
            var again = await desk.TicketAsync(cached.Id);
            (again.SortAt, again.TellAt, again.State, again.ClockFacts, again.AssigneeId, again.Tier) = (default, null, TicketState.New, "", null, SupportTier.N1);
            TicketCache.Refresh(again, events, coverage, desk.Now);
            System.Text.Json.JsonSerializer.Serialize(again, Json.Options).ShouldBe(System.Text.Json.JsonSerializer.Serialize(cached, Json.Options));
        }
    }
}
