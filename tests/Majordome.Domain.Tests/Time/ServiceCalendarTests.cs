using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Tests.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;
using static Majordome.Domain.Tests.ServiceDesk.RandomTickets;

namespace Majordome.Domain.Tests.Time;

public class ServiceCalendarTests
{
    private static readonly ServiceCalendar Office = Calendar(
        "Europe/Paris",
        FrenchHolidays.National,
        ("monday", "08:00-18:00"),
        ("tuesday", "08:00-18:00"),
        ("wednesday", "08:00-18:00"),
        ("thursday", "08:00-18:00"),
        ("friday", "08:00-18:00"));

    [Fact]
    public void Service_time_is_exact_below_the_minute()
    {
        var from = Instant.FromUtc(2026, 6, 1, 6, 0) - Duration.FromNanoseconds(7);
        Office.ServiceTime(from, from + Duration.FromNanoseconds(10)).ShouldBe(Duration.FromNanoseconds(3));
        Office.After(from, Duration.FromNanoseconds(1)).ShouldBe(from + Duration.FromNanoseconds(8));
    }

    [Fact]
    public void An_amount_that_fills_the_hours_is_reached_at_closing_time() =>
        Office.After(Instant.FromUtc(2026, 6, 1, 6, 0), Duration.FromHours(10)).ShouldBe(Instant.FromUtc(2026, 6, 1, 16, 0));

    [Fact]
    public void A_nanosecond_more_is_reached_the_next_morning() =>
        Office.After(Instant.FromUtc(2026, 6, 1, 6, 0), Duration.FromHours(10) + Duration.Epsilon).ShouldBe(Instant.FromUtc(2026, 6, 2, 6, 0) + Duration.Epsilon);

    [Fact]
    public void Nothing_to_count_is_reached_at_once_even_when_closed() =>
        Office.After(Instant.FromUtc(2026, 6, 6, 3, 0), Duration.Zero).ShouldBe(Instant.FromUtc(2026, 6, 6, 3, 0));

    [Fact]
    public void An_amount_beyond_the_end_of_calendars_is_never_reached() =>
        Office.After(Instant.FromUtc(2026, 6, 1, 6, 0), Duration.FromDays(365 * 174)).ShouldBeNull();

    [Fact]
    public void No_calendar_is_open_before_1950_nor_from_2200_on()
    {
        var always = new ServiceCalendar(DateTimeZone.Utc, ServiceWeek.Always, HolidaySet.None);
        always.ServiceTime(Instant.MinValue, Instant.MaxValue).ShouldBe(ServiceCalendar.Latest - ServiceCalendar.Earliest);
        always.IsOpen(ServiceCalendar.Earliest).ShouldBeTrue();
        always.IsOpen(ServiceCalendar.Earliest - Duration.Epsilon).ShouldBeFalse();
        always.IsOpen(ServiceCalendar.Latest).ShouldBeFalse();
        always.NextOpening(ServiceCalendar.Latest).ShouldBeNull();
    }

    [Fact]
    public void A_closing_instant_is_closed_and_an_opening_instant_open()
    {
        Office.IsOpen(Instant.FromUtc(2026, 6, 1, 6, 0)).ShouldBeTrue();
        Office.IsOpen(Instant.FromUtc(2026, 6, 1, 16, 0)).ShouldBeFalse();
        Office.NextOpening(Instant.FromUtc(2026, 6, 1, 6, 0)).ShouldBe(Instant.FromUtc(2026, 6, 1, 6, 0));
        Office.NextOpening(Instant.FromUtc(2026, 6, 5, 16, 0)).ShouldBe(Instant.FromUtc(2026, 6, 8, 6, 0));
    }

    [Fact]
    public void The_next_opening_may_be_years_away()
    {
        var closures = Enumerable.Range(0, 3650).Select(day => new LocalDate(2026, 1, 1).PlusDays(day));
        var calendar = new ServiceCalendar(DateTimeZone.Utc, Office.Week, HolidaySet.None, closures);
        calendar.NextOpening(Instant.FromUtc(2026, 1, 1, 0, 0)).ShouldBe(Instant.FromUtc(2035, 12, 31, 8, 0));
    }

    [Fact]
    public void Hours_name_why_they_are_closed() =>
        Office.Hours(Instant.FromUtc(2026, 12, 24, 16, 0), Instant.FromUtc(2026, 12, 28, 9, 0))
            .Select(hours => (hours.Kind, hours.Length.TotalHours)).ShouldBe(
            [
                (HourKind.Open, 1), (HourKind.OutsideHours, 14), (HourKind.Holiday, 10), (HourKind.OutsideHours, 62), (HourKind.Open, 2),
            ]);

    [Fact]
    public void A_closure_that_is_no_holiday_is_named_a_closure() =>
        Office.Hours(Instant.FromUtc(2026, 3, 31, 6, 0), Instant.FromUtc(2026, 3, 31, 16, 0)).ShouldHaveSingleItem().Kind.ShouldBe(HourKind.Closure);

    [Theory]
    [InlineData("Europe/Paris", "2026-03-29", "02:00-06:00", 3)]
    [InlineData("Europe/Paris", "2026-03-29", "02:30-04:00", 1)]
    [InlineData("Europe/Paris", "2026-03-29", "02:00-03:00", 0)]
    [InlineData("Europe/Paris", "2026-10-25", "02:00-06:00", 5)]
    [InlineData("Europe/Paris", "2026-10-25", "02:30-02:45", 0.5)]
    [InlineData("Europe/Paris", "2026-10-25", "00:00-00:00", 25)]
    [InlineData("America/Toronto", "2026-03-08", "00:00-00:00", 23)]
    [InlineData("America/Toronto", "2026-11-01", "01:00-09:00", 9)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:00-03:00", 2.5)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "01:00-03:00", 1.5)]
    [InlineData("America/Havana", "2024-11-03", "00:00-02:00", 3)]
    [InlineData("Pacific/Apia", "2011-12-30", "00:00-00:00", 0)]
    [InlineData("Indian/Reunion", "2026-03-29", "02:00-06:00", 4)]
    public void A_span_has_the_hours_that_really_pass(string zone, string date, string span, double hours)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;
        var calendar = Calendar(zone, HolidaySet.None, (ServiceWeek.NameOf(day.DayOfWeek), span));
        var noon = day.At(new LocalTime(12, 0)).InZoneLeniently(calendar.Zone).ToInstant();
        calendar.ServiceTime(noon - Duration.FromDays(2), noon + Duration.FromDays(2)).ShouldBe(Duration.FromHours(hours));
    }

    [Fact]
    public void The_repeated_half_hour_of_a_short_span_passes_twice()
    {
        var calendar = Calendar("Europe/Paris", HolidaySet.None, ("sunday", "02:15-02:30"));
        calendar.Hours(Instant.FromUtc(2026, 10, 25, 0, 0), Instant.FromUtc(2026, 10, 25, 2, 0)).Where(hours => hours.Kind == HourKind.Open)
            .Select(hours => hours.Start).ShouldBe([Instant.FromUtc(2026, 10, 25, 0, 15), Instant.FromUtc(2026, 10, 25, 1, 15)]);
    }

    [Fact]
    public void Always_ignores_holidays_and_closures()
    {
        var calendar = new ServiceCalendar(DateTimeZone.Utc, ServiceWeek.Always, FrenchHolidays.National, new LocalDate(2026, 1, 2));
        calendar.ServiceTime(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2026, 1, 3, 0, 0)).ShouldBe(Duration.FromHours(48));
    }

    [Theory]
    [InlineData("Europe/Pariss")]
    [InlineData("")]
    [InlineData("UTC+02")]
    public void An_unknown_zone_is_refused(string zone) => ServiceCalendar.FindZone(zone).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("zone-unknown");

    [Fact]
    public void The_order_in_which_years_are_asked_for_changes_nothing() => Prop.ForAll(
        Gen.Choose(1999, 2040).SelectMany(year => Gen.Choose(0, 527_040).Select(minute => Instant.FromUtc(year, 1, 1, 0, 0) + Duration.FromMinutes(minute)))
            .ArrayOf(6).ToArbitrary(),
        instants =>
        {
            var grown = Fresh();
            foreach (var (from, to) in instants.Zip(instants.Skip(1)))
            {
                var time = grown.ServiceTime(from, to);
                time.ShouldBe(Fresh().ServiceTime(from, to));
                time.ShouldBe(-grown.ServiceTime(to, from));
                if (time > Duration.Zero)
                {
                    grown.ServiceTime(from, grown.After(from, time)!.Value).ShouldBe(time);
                    grown.After(from, time)!.Value.ShouldBeLessThanOrEqualTo(to);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Hours_open_and_close_as_a_walk_by_minutes_does() => Prop.ForAll(Any, ticket =>
    {
        var calendar = ticket.Terms.Calendar;
        for (var at = ticket.Terms.Registered; at < ticket.Terms.Registered + Duration.FromDays(3); at += Duration.FromMinutes(5))
        {
            calendar.IsOpen(at).ShouldBe(MinuteWalk.IsOpen(calendar, at));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_threads_may_grow_one_calendar()
    {
        var shared = Fresh();
        var expected = Fresh().ServiceTime(Instant.FromUtc(1980, 1, 1, 0, 0), Instant.FromUtc(2060, 1, 1, 0, 0)) / 80;
        var counted = new Duration[80];
        Parallel.For(0, 80, i => counted[i] = shared.ServiceTime(Instant.FromUtc(1980 + i, 1, 1, 0, 0), Instant.FromUtc(1981 + i, 1, 1, 0, 0)));
        (counted.Aggregate((sum, one) => sum + one) / 80).ShouldBe(expected);
    }

    private static ServiceCalendar Fresh() => new(Office.Zone, Office.Week, Office.Holidays, Office.Closures);
}
