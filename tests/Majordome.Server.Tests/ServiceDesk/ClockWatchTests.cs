using Majordome.Domain.Contracts;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>What people are told of clocks: a P2 of 10:42 in Paris has its GTI at 11:42 and its GTR at 18:42.</summary>
public sealed class ClockWatchTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Each_threshold_and_each_breach_is_told_once(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var id = await desk.OpenAsync();
        var told = new List<string>();
        for (var minute = 0; minute <= 9 * 60; minute += 5)
        {
            await WatchAsync(desk);
            await WatchAsync(desk);
            desk.Server.Clock.Advance(Duration.FromMinutes(5));
        }

        told.AddRange(desk.Told.Warnings.Select(w => $"{w.Clock.Clock} {(w.Clock.IsBreach ? "breach" : "attention")}"));
        told.ShouldBe(["gti attention", "gti breach", "gtr attention", "gtr breach"]);
        (await desk.EventsAsync(id)).Where(e => e.Kind is TicketEventKind.AttentionTold or TicketEventKind.BreachTold)
            .Select(e => e.OccurredAt - TestClock.DefaultStart).ShouldBe([Duration.FromMinutes(45), Duration.FromMinutes(60), Duration.FromHours(6), Duration.FromHours(8)]);
    }

    [Fact]
    public async Task Two_servers_that_watch_at_the_same_time_tell_once()
    {
        await using var desk = await Desk.StartAsync(DatabaseKind.Postgres);
        await desk.OpenAsync();
        desk.Server.Clock.Advance(Duration.FromMinutes(50));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => WatchAsync(desk), Ct)));
        desk.Told.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_told_of_a_clock_that_ended()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id);
        desk.Server.Clock.Advance(Duration.FromHours(2));
        await WatchAsync(desk);
        desk.Told.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_target_is_told_anew_and_a_breach_that_was_told_stays_a_fact()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync(impact: Impact.High, urgency: Urgency.High);
        desk.Server.Clock.Advance(Duration.FromMinutes(31));
        await WatchAsync(desk);
        await desk.DoneAsync((ChangePriority h) => h.HandleAsync(new(id, Impact.Medium, Urgency.Medium, "Un seul poste"), Ct));
        (await desk.TicketAsync(id)).RespondBy.ShouldBe(desk.Now + Duration.FromMinutes(4 * 60 - 31));
        desk.Server.Clock.Advance(Duration.FromMinutes(3 * 60));
        await WatchAsync(desk);

        desk.Told.Warnings.Select(w => w.Clock.IsBreach).ShouldBe([true, false]);
        desk.Told.Warnings.Select(w => w.Clock.Epoch).Distinct().Count().ShouldBe(2);
        (await desk.EventsAsync(id)).ShouldContain(e => e.Kind == TicketEventKind.BreachTold);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_pause_reminds_once_when_the_date_asked_for_comes_and_not_after_it_ended(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var (waiting, resumed) = (await desk.OpenAsync(), await desk.OpenAsync());
        foreach (var id in new[] { waiting, resumed })
        {
            await desk.TakeAsync(id);
            await desk.PauseAsync(id);
        }

        await desk.DoneAsync((ResumeTicket h) => h.HandleAsync(new(resumed), Ct));
        desk.Server.Clock.Advance(Duration.FromMinutes(59));
        await WatchAsync(desk);
        desk.Told.ToDesk.ShouldBeEmpty();
        desk.Server.Clock.Advance(Duration.FromMinutes(1));
        await WatchAsync(desk);
        await WatchAsync(desk);

        var (ticket, notice) = desk.Told.ToDesk.ShouldHaveSingleItem();
        (ticket.TicketId, ticket.HolderId, notice.Kind, notice.At).ShouldBe((waiting, desk.Nadia.UserId, DeskNoticeKind.Reminder, desk.Now));
        (await desk.EventsAsync(waiting)).Count(e => e.Kind is TicketEventKind.ReminderTold).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_told_while_nothing_is_promised()
    {
        await using var desk = await Desk.StartAsync();
        desk.Terms.Verdict = CoverageVerdict.OutOfScope;
        var id = await desk.OpenAsync();
        (await desk.TicketAsync(id)).TellAt.ShouldBeNull();
        desk.Server.Clock.Advance(Duration.FromDays(3));
        await WatchAsync(desk);
        desk.Told.Warnings.ShouldBeEmpty();
    }

    private static Task<int> WatchAsync(Desk desk) => desk.Server.Services.GetRequiredService<ClockWatch>().WatchDueAsync(Ct);
}
