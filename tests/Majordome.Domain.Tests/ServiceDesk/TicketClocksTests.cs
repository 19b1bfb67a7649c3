using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.ServiceDesk;

public class TicketClocksTests
{
    private static readonly ServiceCalendar Always = new(DateTimeZone.Utc, ServiceWeek.Always, HolidaySet.None);
    private static readonly ServiceCalendar Mornings = RandomTickets.Calendar(
        "UTC", HolidaySet.None, ("monday", "08:00-12:00"), ("tuesday", "08:00-12:00"), ("wednesday", "08:00-12:00"));

    /// <summary>A Monday, 08:00.</summary>
    private static readonly Instant Start = Instant.FromUtc(2026, 6, 1, 8, 0);

    [Fact]
    public void Nothing_has_passed_at_the_registration()
    {
        var clocks = Read(Targets(1, 4), 0);
        Scenarios.Describe(clocks).ShouldBe("GTI PT0S, 2026-06-01T09:00:00Z, running · GTR PT0S, 2026-06-01T12:00:00Z, running, paused PT0S");
    }

    [Fact]
    public void A_clock_is_not_late_at_its_deadline_but_right_after_it()
    {
        TicketClocks.At(Terms(Targets(1, 4)), [], Hour(4)).Restoration.State.ShouldBe(ClockState.Running);
        var late = TicketClocks.At(Terms(Targets(1, 4)), [], Hour(4) + Duration.Epsilon).Restoration;
        (late.State, late.Deadline, late.Overrun).ShouldBe((ClockState.Breached, Hour(4), Duration.Epsilon));
    }

    [Fact]
    public void A_target_of_zero_is_due_at_the_registration()
    {
        Read(Targets(0, 0), 0).Response.State.ShouldBe(ClockState.Running);
        Read(Targets(0, 0), 1, new ClockEvent.Taken(Start)).Response.State.ShouldBe(ClockState.Met);
        var late = Read(Targets(0, 0), 1).Restoration;
        (late.State, late.Deadline, late.Overrun).ShouldBe((ClockState.Breached, Start, Duration.FromHours(1)));
    }

    [Fact]
    public void A_pause_stops_only_the_gtr()
    {
        var clocks = Read(Targets(8, 8), 5, Pause(1), new ClockEvent.Resumed(Hour(3)));
        (clocks.Response.Elapsed, clocks.Restoration.Elapsed, clocks.Paused).ShouldBe((Duration.FromHours(5), Duration.FromHours(3), Duration.FromHours(2)));
        clocks.Restoration.Deadline.ShouldBe(Hour(10));
    }

    [Fact]
    public void A_paused_clock_that_used_up_its_target_at_the_pause_is_late()
    {
        var clock = Read(Targets(1, 4), 5, Pause(4)).Restoration;
        (clock.State, clock.Deadline, clock.Overrun).ShouldBe((ClockState.Breached, Hour(4), Duration.Zero));
        Read(Targets(1, 4), 4, Pause(4)).Restoration.State.ShouldBe(ClockState.Paused);
    }

    [Fact]
    public void A_target_filled_at_closing_time_is_late_overnight_though_nothing_more_was_counted()
    {
        var clock = Read(Targets(1, 4), 5, Mornings).Restoration;
        (clock.State, clock.Elapsed, clock.Deadline).ShouldBe((ClockState.Breached, Duration.FromHours(4), Hour(4)));
    }

    [Fact]
    public void A_breach_before_the_restoration_stays_when_reopened()
    {
        var clock = Read(Targets(1, 2), 8, new ClockEvent.Restored(Hour(3)), new ClockEvent.Reopened(Hour(6))).Restoration;
        (clock.State, clock.Deadline, clock.Elapsed, clock.Overrun).ShouldBe((ClockState.Breached, Hour(2), Duration.FromHours(5), Duration.FromHours(3)));
    }

    [Fact]
    public void A_reopened_clock_has_the_time_left_from_its_reopening()
    {
        var clock = Read(Targets(1, 4), 6, new ClockEvent.Restored(Hour(3)), new ClockEvent.Reopened(Hour(6))).Restoration;
        (clock.State, clock.Deadline, clock.Elapsed, clock.EndedAt).ShouldBe((ClockState.Running, Hour(7), Duration.FromHours(3), null));
    }

    [Fact]
    public void The_deadline_of_a_restored_clock_is_where_it_would_have_fallen()
    {
        var clock = Read(Targets(1, 4), 9, Pause(1), new ClockEvent.Restored(Hour(3))).Restoration;
        (clock.State, clock.Deadline, clock.EndedAt).ShouldBe((ClockState.Met, Hour(6), Hour(3)));
    }

    [Fact]
    public void A_priority_changed_after_the_restoration_never_puts_the_deadline_before_itself()
    {
        var clock = Read(Targets(1, 8), 9, new ClockEvent.Restored(Hour(3)), Priority(6, Targets(1, 4))).Restoration;
        (clock.State, clock.Deadline, clock.Elapsed).ShouldBe((ClockState.Met, Hour(6), Duration.FromHours(3)));
    }

    [Fact]
    public void A_priority_changed_while_restored_leaves_the_time_left_for_a_reopening()
    {
        var clock = Read(Targets(1, 8), 9, new ClockEvent.Restored(Hour(3)), Priority(6, Targets(1, 4)), new ClockEvent.Reopened(Hour(8))).Restoration;
        (clock.State, clock.Deadline, clock.Elapsed).ShouldBe((ClockState.Running, Hour(9), Duration.FromHours(4)));
    }

    [Fact]
    public void No_later_event_touches_an_ended_gti()
    {
        var clock = Read(Targets(2, 8), 9, new ClockEvent.Taken(Hour(1)), Priority(2, Targets(0, 1)), new ClockEvent.Taken(Hour(7))).Response;
        (clock.State, clock.Deadline, clock.Elapsed, clock.EndedAt).ShouldBe((ClockState.Met, Hour(2), Duration.FromHours(1), Hour(1)));
    }

    [Fact]
    public void Of_two_events_of_one_instant_the_first_given_acts_first()
    {
        Read(Targets(2, 8), 9, new ClockEvent.Taken(Hour(1)), Priority(1, Targets(0, 8))).Response.Deadline.ShouldBe(Hour(2));
        Read(Targets(2, 8), 9, Priority(1, Targets(0, 8)), new ClockEvent.Taken(Hour(1))).Response.Deadline.ShouldBe(Hour(1));
    }

    [Fact]
    public void A_service_that_came_back_by_itself_ends_the_gti_and_is_told_apart()
    {
        var clocks = Read(Targets(2, 8), 9, new ClockEvent.Restored(Hour(1)), new ClockEvent.Reopened(Hour(2)), new ClockEvent.Taken(Hour(3)));
        (clocks.ResponseEnd, clocks.Response.EndedAt, clocks.Response.State).ShouldBe((ResponseEnd.RestoredBeforeTaken, Hour(1), ClockState.Met));
        Read(Targets(2, 8), 9, new ClockEvent.Taken(Hour(1))).ResponseEnd.ShouldBe(ResponseEnd.Taken);
        Read(Targets(2, 8), 9).ResponseEnd.ShouldBe(ResponseEnd.None);
    }

    [Fact]
    public void Another_calendar_counts_from_the_change_of_priority_on()
    {
        var clock = Read(Targets(1, 6), 30, new ClockEvent.PriorityChanged(Hour(2), Domain.Contracts.Priority.P4, Targets(1, 7), Mornings)).Restoration;
        (clock.Elapsed, clock.Deadline).ShouldBe((Duration.FromHours(8), Hour(27)));
    }

    [Fact]
    public void A_pause_under_two_calendars_counts_each_in_its_time() =>
        Read(Targets(1, 6), 24, Pause(2), new ClockEvent.PriorityChanged(Hour(3), Domain.Contracts.Priority.P4, Targets(1, 7), Mornings)).Paused.ShouldBe(Duration.FromHours(2));

    [Fact]
    public void Attention_is_asked_for_at_75_percent_unless_the_contract_says_otherwise()
    {
        Read(Targets(1, 4), 0).Restoration.Attention.ShouldBe(Hour(3));
        TicketClocks.At(Terms(Targets(1, 4)) with { AttentionPercent = 50 }, [], Start).Restoration.Attention.ShouldBe(Hour(2));
        Read(Targets(9, 4), 2).Restoration.NeedsAttention(Hour(2)).ShouldBeFalse();
        Read(Targets(9, 4), 3).Restoration.NeedsAttention(Hour(3)).ShouldBeTrue();
        Read(Targets(9, 4), 5).Restoration.NeedsAttention(Hour(5)).ShouldBeFalse();
    }

    [Fact]
    public void A_pause_before_the_share_asks_for_no_attention_and_one_after_it_does()
    {
        Read(Targets(9, 4), 8, Pause(2)).Restoration.Attention.ShouldBeNull();
        Read(Targets(9, 4), 8, new ClockEvent.Paused(Hour(3) + Duration.FromMinutes(1), PauseReason.WaitingForAccess)).Restoration.NeedsAttention(Hour(8)).ShouldBeTrue();
    }

    [Fact]
    public void Events_after_the_instant_of_the_reading_do_not_count_yet() =>
        Read(Targets(1, 4), 2, Pause(1), new ClockEvent.Resumed(Hour(5))).ShouldBe(Read(Targets(1, 4), 2, Pause(1)));

    [Fact]
    public void Reading_a_ticket_allocates_nothing()
    {
        var (terms, now) = (Terms(Targets(1, 40), Mornings), Hour(50));
        ClockEvent[] events = [new ClockEvent.Taken(Hour(1)), Pause(2), new ClockEvent.Resumed(Hour(24)), Priority(26, Targets(1, 20))];
        TicketClocks.At(terms, events, now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        TicketClocks.At(terms, events, now);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_band_shows_lunch_pause_and_overrun_in_their_order()
    {
        ClockEvent[] events = [new ClockEvent.Taken(Hour(1)), Pause(2), new ClockEvent.Resumed(Hour(24))];
        var band = ClockBand.Of(Terms(Targets(2, 3), Mornings), events, Hour(26));
        band.Restoration.Select(segment => (segment.Kind, segment.Length.TotalHours)).ShouldBe(
        [
            (BandKind.Counted, 2), (BandKind.Paused, 2), (BandKind.OutsideHours, 20), (BandKind.Counted, 1), (BandKind.Overrun, 1),
        ]);
        band.Response.Select(segment => (segment.Kind, segment.Length.TotalHours)).ShouldBe([(BandKind.Counted, 1), (BandKind.Taken, 25)]);
    }

    private static TicketClocks Read(ServiceTargets targets, int hours, params ClockEvent[] events) => TicketClocks.At(Terms(targets), events, Hour(hours));

    private static TicketClocks Read(ServiceTargets targets, int hours, ServiceCalendar calendar) => TicketClocks.At(Terms(targets, calendar), [], Hour(hours));

    private static ClockTerms Terms(ServiceTargets targets, ServiceCalendar? calendar = null) => new(Start, calendar ?? Always, targets);

    private static ServiceTargets Targets(int gti, int gtr) => new(Duration.FromHours(gti), Duration.FromHours(gtr));

    private static ClockEvent.PriorityChanged Priority(int hour, ServiceTargets targets) => new(Hour(hour), Domain.Contracts.Priority.P1, targets);

    private static ClockEvent.Paused Pause(int hour) => new(Hour(hour), PauseReason.WaitingForClient);

    private static Instant Hour(int hour) => Start + Duration.FromHours(hour);
}
