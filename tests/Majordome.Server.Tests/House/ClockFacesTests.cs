using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using Majordome.Server.Platform.House;
using NodaTime;
using static Majordome.Server.Tests.House.HouseRenderer;
using static Majordome.Server.Tests.House.Samples.SampleData;

namespace Majordome.Server.Tests.House;

/// <summary>From the domain's reading to what is shown, on the sample ticket: P2, 8 h – 19 h on working days, GTI 1 h, GTR 8 h.</summary>
public class ClockFacesTests
{
    private static readonly ServiceCalendar Office = new(Paris, Week(), HolidaySet.None);

    private static readonly ClockTerms Terms = new(At(16, 16, 52), Office, new ServiceTargets(Duration.FromHours(1), Duration.FromHours(8)));

    private static readonly ClockEvent[] Story =
        [new ClockEvent.Taken(At(16, 17, 14)), new ClockEvent.Paused(At(16, 18, 30), PauseReason.WaitingForClient), new ClockEvent.Resumed(At(17, 8, 40))];

    private static ClockFace Restoration(Instant now, Instant? pausedSince = null, bool undecided = false, params ClockEvent[] more) =>
        ClockFaces.Of(ClockFaceKind.Restoration, TicketClocks.At(Terms, [.. Story, .. more], now).Restoration, Office, now, pausedSince, undecided)!;

    [Fact]
    public void The_sample_ticket_has_4_h_20_left_before_15_02()
    {
        var face = Restoration(Now);
        face.State.ShouldBe(ClockFaceState.Running);
        French.Duration(face.Value).ShouldBe("4\u00A0h\u00A020");
        face.At.ShouldBe(At(17, 15, 2));
        face.Ratio.ShouldBe(220.0 / 480, 1e-9);
        face.CountsUntil.ShouldBe(At(17, 19, 0));
        face.AttentionAt.ShouldBe(Duration.FromHours(2));
    }

    [Fact]
    public void It_asks_for_attention_in_the_last_quarter() =>
        Restoration(At(17, 13, 2)).State.ShouldBe(ClockFaceState.Attention);

    [Fact]
    public void It_is_late_after_its_deadline_by_what_was_counted_since()
    {
        var face = Restoration(At(17, 15, 20));
        face.State.ShouldBe(ClockFaceState.Late);
        face.Value.ShouldBe(Duration.FromMinutes(18));
        face.At.ShouldBe(At(17, 15, 2));
    }

    [Fact]
    public void A_pause_shows_since_when_and_does_not_move()
    {
        var face = Restoration(At(17, 7, 0), pausedSince: At(16, 18, 30));
        face.State.ShouldBe(ClockFaceState.Paused);
        face.At.ShouldBe(At(16, 18, 30));
        face.CountsUntil.ShouldBeNull();
    }

    [Fact]
    public void At_night_it_waits_for_the_opening()
    {
        var now = At(16, 21, 0);
        var face = ClockFaces.Of(ClockFaceKind.Restoration, TicketClocks.At(Terms, [], now).Restoration, Office, now)!;
        face.State.ShouldBe(ClockFaceState.OffHours);
        face.At.ShouldBe(At(17, 8, 0));
        face.CountsUntil.ShouldBeNull();
    }

    [Fact]
    public void The_response_was_kept_in_22_minutes()
    {
        var face = ClockFaces.Of(ClockFaceKind.Response, TicketClocks.At(Terms, Story, Now).Response, Office, Now)!;
        face.State.ShouldBe(ClockFaceState.Met);
        face.Value.ShouldBe(Duration.FromMinutes(22));
    }

    [Fact]
    public void A_service_back_too_late_was_missed() =>
        Restoration(At(17, 17, 0), more: new ClockEvent.Restored(At(17, 15, 24))).ShouldSatisfyAllConditions(
            face => face.State.ShouldBe(ClockFaceState.Missed),
            face => face.Value.ShouldBe(Duration.FromMinutes(22)));

    [Fact]
    public void Undecided_coverage_counts_and_is_shown_as_unknown() =>
        Restoration(Now, undecided: true).State.ShouldBe(ClockFaceState.Undecided);

    [Fact]
    public void Best_effort_has_no_face()
    {
        var terms = Terms with { Targets = new ServiceTargets(Duration.FromHours(8), null) };
        ClockFaces.Of(ClockFaceKind.Restoration, TicketClocks.At(terms, [], Now).Restoration, Office, Now).ShouldBeNull();
    }

    [Fact]
    public void A_long_promise_is_read_in_days_of_the_calendar()
    {
        var terms = Terms with { Targets = new ServiceTargets(Duration.FromHours(8), Duration.FromHours(40)) };
        ClockFaces.Of(ClockFaceKind.Restoration, TicketClocks.At(terms, [], Now).Restoration, Office, Now)!.ServiceDay.ShouldBe(Duration.FromHours(11));
    }

    private static ServiceWeek Week() => ServiceWeek.Of(
        Enumerable.Range(1, 5).Select(day => new WeeklySpan((IsoDayOfWeek)day, new LocalTime(8, 0), new LocalTime(19, 0)))).Value;
}
