using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;

namespace Majordome.Domain.Tests.ServiceDesk;

public class ClockHistoryTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 6, 1, 7, 0);

    [Fact]
    public void An_event_before_the_registration_is_refused() =>
        Refused(new ClockEvent.Taken(Start - Duration.Epsilon)).ShouldBe(["events[0].at: event-before-registration"]);

    [Fact]
    public void An_event_after_now_is_refused() => Refused(new ClockEvent.Taken(Hour(11))).ShouldBe(["events[0].at: event-after-now"]);

    [Fact]
    public void An_event_out_of_order_is_refused() =>
        Refused(new ClockEvent.Taken(Hour(2)), new ClockEvent.Restored(Hour(1))).ShouldBe(["events[1].at: event-out-of-order"]);

    [Fact]
    public void Events_of_one_instant_are_taken_in_the_order_given()
    {
        Refused(Pause(1), new ClockEvent.Resumed(Hour(1))).ShouldBeEmpty();
        Refused(new ClockEvent.Resumed(Hour(1)), Pause(1)).ShouldBe(["events[0]: resume-while-not-paused"]);
    }

    [Fact]
    public void A_pause_while_paused_is_refused() => Refused(Pause(1), Pause(2)).ShouldBe(["events[1]: pause-while-paused"]);

    [Fact]
    public void A_pause_while_resolved_is_refused() =>
        Refused(new ClockEvent.Restored(Hour(1)), Pause(2)).ShouldBe(["events[1]: pause-while-resolved"]);

    [Fact]
    public void A_resume_while_not_paused_is_refused() => Refused(new ClockEvent.Resumed(Hour(1))).ShouldBe(["events[0]: resume-while-not-paused"]);

    [Fact]
    public void Resolving_ends_the_pause_so_that_nothing_is_left_to_resume() =>
        Refused(Pause(1), new ClockEvent.Restored(Hour(2)), new ClockEvent.Resumed(Hour(3))).ShouldBe(["events[2]: resume-while-not-paused"]);

    [Fact]
    public void A_ticket_resolved_twice_is_refused() =>
        Refused(new ClockEvent.Restored(Hour(1)), new ClockEvent.Restored(Hour(2))).ShouldBe(["events[1]: resolved-twice"]);

    [Fact]
    public void A_ticket_reopened_while_not_resolved_is_refused() =>
        Refused(new ClockEvent.Reopened(Hour(1))).ShouldBe(["events[0]: reopened-while-not-resolved"]);

    [Fact]
    public void A_refused_event_does_not_hide_nor_cause_another() =>
        Refused(Pause(1), Pause(2), new ClockEvent.Resumed(Hour(3)), new ClockEvent.Reopened(Hour(2)))
            .ShouldBe(["events[1]: pause-while-paused", "events[3].at: event-out-of-order", "events[3]: reopened-while-not-resolved"]);

    [Fact]
    public void Now_before_the_registration_is_refused() =>
        ClockHistory.Check(Start, [], Start - Duration.Epsilon).ShouldHaveSingleItem().Rule.ShouldBe("now-before-registration");

    [Fact]
    public void A_priority_may_change_and_a_ticket_be_taken_in_any_phase() => Refused(
        Pause(1), Priority(1), new ClockEvent.Taken(Hour(2)), new ClockEvent.Restored(Hour(3)), Priority(4), new ClockEvent.Taken(Hour(5))).ShouldBeEmpty();

    private static ClockEvent.PriorityChanged Priority(int hour) => new(Hour(hour), Domain.Contracts.Priority.P1, default);

    private static ClockEvent.Paused Pause(int hour) => new(Hour(hour), PauseReason.WaitingForClient);

    private static Instant Hour(int hour) => Start + Duration.FromHours(hour);

    private static IEnumerable<string> Refused(params ClockEvent[] events) =>
        ClockHistory.Check(Start, events, Hour(10)).Select(refusal => $"{refusal.Path}: {refusal.Rule}");
}
