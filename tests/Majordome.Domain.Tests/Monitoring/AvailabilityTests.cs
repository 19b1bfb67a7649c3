using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Time;
using NodaTime;
using Interval = NodaTime.Interval;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Domain.Tests.Monitoring;

public sealed class AvailabilityTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 0, 0);
    private static readonly Interval Day = Between(0, 86_400);

    [Fact]
    public void A_day_with_an_hour_down_and_an_hour_planned_follows_the_formula()
    {
        var measured = Measure([(0, Ok), (7_200, Critical), (10_800, Ok)], [Between(36_000, 39_600)]);
        measured.ShouldBe(new Availability(Hours(24), Hours(1), Hours(22), Hours(1), Duration.Zero));
        measured.Ratio.ShouldBe(22m / 23m);
    }

    [Fact]
    public void Downtime_inside_planned_maintenance_is_not_counted()
    {
        var measured = Measure([(0, Ok), (7_200, Critical), (10_800, Ok)], [Between(7_000, 9_000)]);
        measured.Down.ShouldBe(Duration.FromSeconds(1_800));
        measured.Planned.ShouldBe(Duration.FromSeconds(2_000));
    }

    [Fact]
    public void A_warning_is_up() => Measure([(0, Warning)]).Ratio.ShouldBe(1m);

    [Fact]
    public void Unknown_time_is_neither_up_nor_down_and_leaves_the_ratio()
    {
        var measured = Measure([(0, Ok), (21_600, Unknown), (43_200, NoData), (64_800, Critical)]);
        measured.Unknown.ShouldBe(Hours(12));
        measured.Ratio.ShouldBe(0.5m);
    }

    [Fact]
    public void Time_before_the_first_fact_is_unknown() => Measure([(3_600, Ok)]).Unknown.ShouldBe(Hours(1));

    [Fact]
    public void Nothing_known_has_no_ratio() => Measure([]).Ratio.ShouldBeNull();

    [Theory]
    [InlineData(13, false)]
    [InlineData(12, false)]
    [InlineData(11, true)]
    public void It_is_mostly_known_when_more_is_known_than_not(int unknownHours, bool mostly) =>
        Measure([(unknownHours * 3_600, Ok), (23 * 3_600, Critical)]).IsMostlyKnown.ShouldBe(mostly);

    [Fact]
    public void A_state_from_before_the_window_holds_into_it() => Measure([(-500, Critical), (3_600, Ok)]).Down.ShouldBe(Hours(1));

    [Fact]
    public void A_fact_recorded_later_replaces_what_was_said_of_its_time()
    {
        var measured = Measure([(0, Ok), (600, NoData), (590, Ok), (4_190, Critical), (7_790, Ok)]);
        measured.Unknown.ShouldBe(Duration.Zero);
        measured.Down.ShouldBe(Hours(1));
    }

    [Fact]
    public void What_lies_after_now_is_not_counted()
    {
        var measured = Availability.Of(Day, Facts([(0, Ok)]), [], Availability.RoundTheClock, Start + Hours(6));
        measured.Service.ShouldBe(Hours(6));
        Availability.Of(Day, [], [], Availability.RoundTheClock, Start - Hours(6)).Service.ShouldBe(Duration.Zero);
    }

    [Fact]
    public void Only_service_hours_count()
    {
        Interval[] open = [Between(28_800, 43_200), Between(50_400, 64_800)];
        Duration ServiceTime(Instant from, Instant to) => Intervals.Length(Intervals.Intersect(open, [new Interval(from, to)]));
        var measured = Availability.Of(Day, Facts([(0, Ok), (39_600, Critical), (54_000, Ok)]), [Between(0, 30_000)], ServiceTime, Day.End);
        measured.ShouldBe(new Availability(Hours(8), Duration.FromSeconds(1_200), Hours(8) - Duration.FromSeconds(1_200) - Hours(2), Hours(2), Duration.Zero));
    }

    [Fact]
    public void The_hours_of_a_service_calendar_count_on_the_day_the_clocks_change()
    {
        // 29 March 2026 has 23 hours in Paris, which begin at 23:00 UTC the day before.
        var calendar = new ServiceCalendar(DateTimeZoneProviders.Tzdb["Europe/Paris"], ServiceWeek.Of([new(IsoDayOfWeek.Sunday, new(0, 0), new(0, 0))]).Value, HolidaySet.None);
        var sunday = new Interval(Instant.FromUtc(2026, 3, 28, 12, 0), Instant.FromUtc(2026, 3, 30, 12, 0));
        StateFact[] facts = [new(sunday.Start, Ok), new(Instant.FromUtc(2026, 3, 29, 0, 30), Critical), new(Instant.FromUtc(2026, 3, 29, 1, 30), Ok)];
        var measured = Availability.Of(sunday, facts, [], calendar.ServiceTime, sunday.End);
        measured.ShouldBe(new Availability(Hours(23), Duration.Zero, Hours(22), Hours(1), Duration.Zero));
    }

    [Fact]
    public void A_confirmed_failure_counts_from_its_first_failing_result_to_the_second()
    {
        var check = new WatchedCheck().Gives(Ok, Ok);
        var failed = check.Now;
        check.Gives(Critical, Critical, Critical, Critical);
        var back = check.Now;
        check.Gives(Ok);
        var measured = Availability.Of(
            new Interval(WatchedCheck.Start, WatchedCheck.Start + Hours(1)), check.Facts, [], Availability.RoundTheClock, WatchedCheck.Start + Hours(1));
        measured.Down.ShouldBe(back - failed);
        measured.Unknown.ShouldBe(Duration.Zero);
    }

    [Fact]
    public void Late_results_fill_what_silence_had_left_unknown()
    {
        var check = new WatchedCheck().Gives(Ok);
        var resumed = check.Now;
        check.IsSilentFor(Hours(1));
        check.Now = resumed;
        check.GivesLate(Hours(1), [.. Enumerable.Repeat(Ok, 60)]);
        var end = resumed + Hours(1);
        Availability.Of(new Interval(WatchedCheck.Start, end), check.Facts, [], Availability.RoundTheClock, end).Unknown.ShouldBe(Duration.Zero);
    }

    [Fact]
    public void Parts_add_up_exactly_and_cutting_a_window_in_two_changes_nothing() =>
        Prop.ForAll<short[], short[], ushort>((changes, works, cut) =>
        {
            var facts = changes.Select((at, i) => new StateFact(At(at), (CheckStatus)((at & 7) % 5))).ToList();
            var maintenance = works.Select(at => new Interval(At(at), At(at + 700))).ToList();
            Interval whole = new(At(-30_000), At(30_000)), left = new(whole.Start, At(cut % 30_000)), right = new(left.End, whole.End);
            Availability Over(Interval window) => Availability.Of(window, facts, maintenance, HalfTime, whole.End);
            var (a, b, sum) = (Over(left), Over(right), Over(whole));
            return sum.Planned + sum.Up + sum.Down + sum.Unknown == sum.Service
                && sum.Service == HalfTime(whole.Start, whole.End)
                && sum == new Availability(a.Service + b.Service, a.Planned + b.Planned, a.Up + b.Up, a.Down + b.Down, a.Unknown + b.Unknown);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60));

    // Open the first half of each hour: additive, in closed form.
    private static Duration HalfTime(Instant from, Instant to)
    {
        static long Mark(long seconds) => (Math.DivRem(seconds, 3_600, out var rest) * 1_800) + Math.Min(rest, 1_800);
        return Duration.FromSeconds(Mark(to.ToUnixTimeSeconds()) - Mark(from.ToUnixTimeSeconds()));
    }

    private static Availability Measure((int Second, CheckStatus Status)[] facts, params Interval[] maintenance) =>
        Availability.Of(Day, Facts(facts), maintenance, Availability.RoundTheClock, Day.End);

    private static IEnumerable<StateFact> Facts((int Second, CheckStatus Status)[] facts) =>
        facts.Select(fact => new StateFact(At(fact.Second), fact.Status));

    private static Instant At(int second) => Start + Duration.FromSeconds(second);

    private static Interval Between(int from, int to) => new(At(from), At(to));

    private static Duration Hours(int hours) => Duration.FromHours(hours);
}
