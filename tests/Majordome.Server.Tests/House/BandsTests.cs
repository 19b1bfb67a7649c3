using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;
using static Majordome.Server.Tests.House.HouseRenderer;
using static Majordome.Server.Tests.House.Samples.SampleData;

namespace Majordome.Server.Tests.House;

/// <summary>From the domain's explanation to the band of the sample ticket.</summary>
public class BandsTests
{
    private static readonly ServiceCalendar Office = new(
        Paris,
        ServiceWeek.Of(Enumerable.Range(1, 5).Select(day => new WeeklySpan((IsoDayOfWeek)day, new LocalTime(8, 0), new LocalTime(19, 0)))).Value,
        FrenchHolidays.National);

    [Fact]
    public void The_sample_ticket_is_drawn_as_in_the_guide()
    {
        var band = Draw(
            At(16, 16, 52), Now,
            new ClockEvent.Taken(At(16, 17, 14)), new ClockEvent.Paused(At(16, 18, 30), PauseReason.WaitingForClient), new ClockEvent.Resumed(At(17, 8, 40)));
        band.Main.Segments.ShouldBe(TicketBand.Main.Segments);
        band.Main.Deadline.ShouldBe(At(17, 15, 2));
        band.Lanes[0].Segments.ShouldBe(TicketBand.Lanes[0].Segments);
        band.Lanes[0].Kept.ShouldBe(true);
    }

    [Fact]
    public void A_holiday_between_two_nights_is_one_closed_stretch_with_its_date()
    {
        var closed = Draw(At(10, 17, 0), At(12, 9, 0)).Main.Segments.Single(stretch => stretch.Kind == BandStretchKind.OffHours && stretch.End <= At(12, 9, 0));
        (closed.Start, closed.End).ShouldBe((At(10, 19, 0), At(12, 8, 0)));
        closed.Label!.Replace('\u00A0', ' ').ShouldContain("11");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(16)]
    public void A_ticket_whose_service_is_back_is_drawn_up_to_then(int day)
    {
        var band = Draw(At(16, 9, 0), At(day, 11, 0), new ClockEvent.Taken(At(16, 9, 10)), new ClockEvent.Restored(At(16, 11, 0)));
        band.Now.ShouldBe(At(16, 11, 0));
        band.Main.Segments.Select(stretch => stretch.Kind).ShouldBe([BandStretchKind.Counted]);
        band.Main.Kept.ShouldBe(true);
    }

    [Fact]
    public void The_time_between_restoration_and_reopening_does_not_count()
    {
        var band = Draw(At(16, 9, 0), At(16, 12, 0), new ClockEvent.Restored(At(16, 10, 0)), new ClockEvent.Reopened(At(16, 11, 0)));
        band.Main.Segments.Select(stretch => stretch.Kind)
            .ShouldBe([BandStretchKind.Counted, BandStretchKind.Restored, BandStretchKind.Counted, BandStretchKind.Remaining]);
        band.Total(BandStretchKind.Counted).ShouldBe(Duration.FromHours(2));
    }

    [Fact]
    public void Best_effort_is_counted_without_deadline()
    {
        var band = Draw(new ServiceTargets(null, null), At(16, 9, 0), At(16, 12, 0));
        band.Lanes.ShouldHaveSingleItem().Deadline.ShouldBeNull();
    }

    private static Band Draw(Instant registered, Instant now, params ClockEvent[] events) =>
        Draw(new ServiceTargets(Duration.FromHours(1), Duration.FromHours(8)), registered, now, events);

    private static Band Draw(ServiceTargets targets, Instant registered, Instant now, params ClockEvent[] events)
    {
        var terms = new ClockTerms(registered, Office, targets);
        using var provider = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        return Bands.Of(ClockBand.Of(terms, events, now), TicketClocks.At(terms, events, now), now, [], French, provider.GetRequiredService<IStringLocalizer<HouseTexts>>());
    }
}
