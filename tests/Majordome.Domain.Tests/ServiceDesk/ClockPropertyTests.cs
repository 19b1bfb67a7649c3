using System.Collections.Concurrent;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.ServiceDesk;

public class ClockPropertyTests
{
    private static readonly ConcurrentDictionary<ServiceCalendar, ServiceCalendar> SplitCalendars = new();

    [Fact]
    public void The_generated_histories_can_be() =>
        Holds(ticket => ClockHistory.Check(ticket.Terms.Registered, ticket.Events, ticket.Now).ShouldBeEmpty());

    [Fact]
    public void The_clocks_agree_with_a_walk_by_minutes() => Holds(ticket =>
    {
        // After a restoration the walk knows no 'had it gone on' under changing priorities: read it before the change.
        if (ChangesPriorityWhileRestored(ticket))
        {
            return;
        }

        Scenarios.Describe(ticket.Clocks).ShouldBe(Scenarios.Describe(MinuteWalk.Read(ticket.Terms, ticket.Events, ticket.Now)));
    });

    [Fact]
    public void Elapsed_time_never_goes_back() => Holds(ticket =>
    {
        var later = TicketClocks.At(ticket.Terms, ticket.Events, ticket.Now + Duration.FromMinutes(77));
        later.Response.Elapsed.ShouldBeGreaterThanOrEqualTo(ticket.Clocks.Response.Elapsed);
        later.Restoration.Elapsed.ShouldBeGreaterThanOrEqualTo(ticket.Clocks.Restoration.Elapsed);
        later.Paused.ShouldBeGreaterThanOrEqualTo(ticket.Clocks.Paused);
    });

    [Fact]
    public void Splitting_every_span_changes_nothing() => Holds(ticket =>
    {
        var terms = ticket.Terms with { Calendar = Split(ticket.Terms.Calendar) };
        ClockEvent[] events = [.. ticket.Events.Select(step =>
            step is ClockEvent.PriorityChanged { Calendar: { } calendar } change ? change with { Calendar = Split(calendar) } : step)];
        TicketClocks.At(terms, events, ticket.Now).ShouldBe(ticket.Clocks);
    });

    [Fact]
    public void A_pause_and_resume_at_one_instant_change_nothing() => Holds(ticket =>
    {
        for (var i = 0; i <= ticket.Events.Length; i++)
        {
            var phase = ticket.Events.Take(i).LastOrDefault(step => step is not (ClockEvent.Taken or ClockEvent.PriorityChanged));
            if (phase is ClockEvent.Paused or ClockEvent.Restored)
            {
                continue;
            }

            var at = i < ticket.Events.Length ? ticket.Events[i].At : ticket.Now;
            ClockEvent[] events =
            [
                .. ticket.Events.Take(i), new ClockEvent.Paused(at, PauseReason.WaitingForAccess), new ClockEvent.Resumed(at), .. ticket.Events.Skip(i),
            ];
            TicketClocks.At(ticket.Terms, events, ticket.Now).ShouldBe(ticket.Clocks);
        }
    });

    [Fact]
    public void A_deadline_recomputed_at_any_later_instant_before_it_is_the_same() => Holds(ticket =>
    {
        foreach (var read in new Func<TicketClocks, ClockReading>[] { clocks => clocks.Response, clocks => clocks.Restoration })
        {
            var first = read(ticket.Clocks);
            if (first.State != ClockState.Running)
            {
                continue;
            }

            for (var share = 0.1; share <= 1; share += 0.3)
            {
                var later = ticket.Now + (first.Deadline!.Value - ticket.Now) * share;
                var then = read(TicketClocks.At(ticket.Terms, ticket.Events, later));
                (then.Deadline, then.Attention, then.State).ShouldBe((first.Deadline, first.Attention, ClockState.Running));
            }
        }
    });

    [Fact]
    public void A_band_has_no_gap_and_adds_up_to_its_clock() => Holds(ticket =>
    {
        var clocks = ticket.Clocks;
        var band = ClockBand.Of(ticket.Terms, ticket.Events, ticket.Now);
        AddsUp([.. band.Response], clocks.Response, ticket, Duration.Zero);
        AddsUp([.. band.Restoration], clocks.Restoration, ticket, clocks.Paused);
    });

    [Fact]
    public void Attention_comes_before_the_deadline_and_at_its_share_of_the_target() => Holds(ticket =>
    {
        foreach (var clock in new[] { ticket.Clocks.Response, ticket.Clocks.Restoration })
        {
            if (clock.Deadline is { } due)
            {
                clock.Attention!.Value.ShouldBeLessThanOrEqualTo(due);
            }

            if (clock is { State: ClockState.Running, Target: { } target } && clock.Elapsed < target * 3 / 4)
            {
                clock.Attention!.Value.ShouldBeGreaterThan(ticket.Now);
            }
        }
    });

    [Fact]
    public void A_ticket_of_thirty_years_costs_what_a_ticket_of_a_day_costs()
    {
        var calendar = RandomTickets.Calendar("Europe/Paris", FrenchHolidays.National, ("monday", "08:00-12:00"), ("tuesday", "08:00-18:00"));
        var now = Instant.FromUtc(2026, 6, 2, 9, 0);
        var targets = new ServiceTargets(Duration.FromHours(1), Duration.FromHours(8));
        var young = new ClockTerms(now - Duration.FromDays(1), calendar, targets);
        var old = new ClockTerms(now - Duration.FromDays(365 * 30), calendar, targets);
        TimeOf(old, now);
        TimeOf(young, now);
        var (oldTime, youngTime) = (TimeOf(old, now), TimeOf(young, now));

        // A walk by days would be ten thousand times slower; a few times is the noise of a busy machine.
        oldTime.ShouldBeLessThan(youngTime * 20);
    }

    private static TimeSpan TimeOf(ClockTerms terms, Instant now) => Enumerable.Range(0, 5).Min(_ =>
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++)
        {
            TicketClocks.At(terms, [], now + Duration.FromNanoseconds(i));
        }

        return watch.Elapsed;
    });

    private static void Holds(Action<RandomTicket> property) => Prop.ForAll(RandomTickets.Any, ticket => property(ticket)).QuickCheckThrowOnFailure();

    private static void AddsUp(BandSegment[] band, ClockReading clock, RandomTicket ticket, Duration paused)
    {
        var end = Instant.Max(ticket.Now, clock.Deadline ?? ticket.Now);
        var at = ticket.Terms.Registered;
        foreach (var segment in band)
        {
            segment.Start.ShouldBe(at);
            segment.Length.ShouldBeGreaterThan(Duration.Zero);
            at = segment.End;
        }

        at.ShouldBe(end);
        (Sum(band, BandKind.Counted) + Sum(band, BandKind.Overrun)).ShouldBe(clock.Elapsed);
        Sum(band, BandKind.Overrun).ShouldBe(clock.Overrun);
        Sum(band, BandKind.Paused).ShouldBe(paused);
        Sum(band, BandKind.Remaining).ShouldBe(clock.State is ClockState.Running ? clock.Remaining!.Value : Duration.Zero);
    }

    private static Duration Sum(BandSegment[] band, BandKind kind) =>
        band.Where(segment => segment.Kind == kind).Aggregate(Duration.Zero, (sum, segment) => sum + segment.Length);

    private static bool ChangesPriorityWhileRestored(RandomTicket ticket)
    {
        var phase = ticket.Events.LastOrDefault(step => step is ClockEvent.Restored or ClockEvent.Reopened);
        return phase is ClockEvent.Restored && ticket.Events.SkipWhile(step => step != phase).Any(step => step is ClockEvent.PriorityChanged);
    }

    private static ServiceCalendar Split(ServiceCalendar calendar) => SplitCalendars.GetOrAdd(calendar, whole => whole.Week.IsAlways ? whole : new ServiceCalendar(
        whole.Zone, ServiceWeek.Of(whole.Week.Spans.SelectMany(Halves)).Value, whole.Holidays, whole.Closures));

    private static IEnumerable<WeeklySpan> Halves(WeeklySpan span)
    {
        // Not across midnight: the second half would belong to another day, which another holiday may close.
        var middle = span.Start.PlusMinutes(1 + (span.Start.Minute + span.End.Minute) % 10);
        return middle > span.Start && (span.RunsPastMidnight || middle < span.End)
            ? [span with { End = middle }, span with { Start = middle }]
            : [span];
    }
}
