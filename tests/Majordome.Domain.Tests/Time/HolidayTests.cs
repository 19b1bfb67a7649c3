using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.Time;

public class HolidayTests
{
    [Theory]
    [InlineData(1961, 4, 2)]
    [InlineData(1981, 4, 19)]
    [InlineData(2000, 4, 23)]
    [InlineData(2008, 3, 23)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2038, 4, 25)]
    [InlineData(2285, 3, 22)]
    public void Easter_falls_on_its_known_date(int year, int month, int day) => Easter.SundayOf(year).ShouldBe(new LocalDate(year, month, day));

    [Fact]
    public void France_has_eleven_days() => FrenchHolidays.National.In(2026).ShouldBe(
    [
        new(2026, 1, 1), new(2026, 4, 6), new(2026, 5, 1), new(2026, 5, 8), new(2026, 5, 14), new(2026, 5, 25),
        new(2026, 7, 14), new(2026, 8, 15), new(2026, 11, 1), new(2026, 11, 11), new(2026, 12, 25),
    ]);

    [Fact]
    public void Alsace_Moselle_adds_Good_Friday_and_26_December() =>
        FrenchHolidays.AlsaceMoselle.In(2026).Except(FrenchHolidays.National.In(2026)).ShouldBe([new(2026, 4, 3), new(2026, 12, 26)]);

    [Theory]
    [InlineData("FR-mayotte", 4, 27)]
    [InlineData("FR-martinique", 5, 22)]
    [InlineData("FR-guadeloupe", 5, 27)]
    [InlineData("FR-guyane", 6, 10)]
    [InlineData("FR-saint-barthelemy", 10, 9)]
    [InlineData("FR-reunion", 12, 20)]
    public void An_overseas_territory_adds_its_day_of_abolition(string code, int month, int day) =>
        FrenchHolidays.Find(code).Value.In(2027).Except(FrenchHolidays.National.In(2027)).ShouldBe([new LocalDate(2027, month, day)]);

    [Fact]
    public void An_unknown_set_is_refused() => FrenchHolidays.Find("FR-corse").Refusals.ShouldHaveSingleItem().Rule.ShouldBe("holidays-unknown");

    [Fact]
    public void A_provider_can_add_a_single_date_and_take_a_rule_away()
    {
        var edited = FrenchHolidays.National.With("ours", new LocalDate(2026, 5, 15)).Without("ours", "whit-monday");
        edited.Contains(new LocalDate(2026, 5, 15)).ShouldBeTrue();
        edited.Contains(new LocalDate(2027, 5, 15)).ShouldBeFalse();
        edited.Contains(new LocalDate(2026, 5, 25)).ShouldBeFalse();
        edited.Code.ShouldBe("ours");
    }

    [Fact]
    public void The_29th_of_February_is_a_holiday_in_leap_years_only()
    {
        var set = HolidaySet.None.With("leap", new HolidayRule.EveryYear("leap-day", 2, 29));
        set.In(2028).ShouldBe([new LocalDate(2028, 2, 29)]);
        set.In(2027).ShouldBeEmpty();
        set.Contains(new LocalDate(2027, 2, 28)).ShouldBeFalse();
    }
}
