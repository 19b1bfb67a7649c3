using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.Time;

public class ServiceWeekTests
{
    [Theory]
    [InlineData("8:00-12:00")]
    [InlineData("08:00-24:00")]
    [InlineData("08:00-12:60")]
    [InlineData("08:00 12:00")]
    [InlineData("08.00-12.00")]
    [InlineData("08:00-12:00 ")]
    [InlineData("+8:00-12:00")]
    [InlineData("")]
    [InlineData("always")]
    public void A_malformed_span_is_refused(string span) => Refused(("monday", span)).ShouldBe(["monday[0]: span-malformed"]);

    [Fact]
    public void Spans_that_touch_are_no_overlap() =>
        Refused(("sunday", "22:00-06:00"), ("monday", "06:00-12:00"), ("monday", "12:00-18:00"), ("tuesday", "00:00-00:00"), ("wednesday", "00:00-08:00")).ShouldBeEmpty();

    [Fact]
    public void Spans_of_one_day_that_overlap_are_refused() =>
        Refused(("monday", "08:00-12:00"), ("monday", "11:59-14:00")).ShouldBe(["monday[1]: span-overlaps"]);

    [Fact]
    public void A_span_twice_overlaps_itself() =>
        Refused(("monday", "08:00-12:00"), ("monday", "08:00-12:00")).ShouldBe(["monday[1]: span-overlaps"]);

    [Fact]
    public void Each_span_inside_a_longer_one_is_refused() =>
        Refused(("monday", "00:00-00:00"), ("monday", "08:00-09:00"), ("monday", "10:00-11:00")).ShouldBe(["monday[1]: span-overlaps", "monday[2]: span-overlaps"]);

    [Fact]
    public void An_overlap_across_midnight_is_refused() =>
        Refused(("monday", "22:00-06:00"), ("tuesday", "05:59-12:00")).ShouldBe(["tuesday[0]: span-overlaps"]);

    [Fact]
    public void An_overlap_from_Sunday_into_Monday_is_refused() =>
        Refused(("monday", "00:00-08:00"), ("sunday", "22:00-00:01")).ShouldBe(["monday[0]: span-overlaps"]);

    [Fact]
    public void A_whole_Sunday_does_not_reach_Monday() => Refused(("monday", "00:00-00:00"), ("sunday", "00:00-00:00")).ShouldBeEmpty();

    [Fact]
    public void A_day_and_night_span_from_one_day_to_the_next_is_24_hours_long() =>
        Refused(("sunday", "08:00-08:00"), ("monday", "07:59-12:00")).ShouldBe(["monday[0]: span-overlaps"]);

    [Fact]
    public void An_empty_week_is_refused() => ServiceWeek.Of([]).Refusals.ShouldHaveSingleItem().ToString().ShouldStartWith(": week-empty");

    [Fact]
    public void A_week_of_days_without_spans_is_empty() =>
        ServiceWeek.Read([KeyValuePair.Create<string, IReadOnlyList<string>>("monday", [])]).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("week-empty");

    [Fact]
    public void Every_fault_of_a_week_is_told_at_once() =>
        Refused(("lundi", "08:00-12:00"), ("monday", "08:00"), ("friday", "08:00-12:00"), ("friday", "09:00-10:00"))
            .ShouldBe(["lundi: day-unknown", "monday[0]: span-malformed", "friday[1]: span-overlaps"]);

    [Fact]
    public void A_span_with_seconds_is_refused() =>
        ServiceWeek.Of([new WeeklySpan(IsoDayOfWeek.Monday, new LocalTime(8, 0, 30), new LocalTime(12, 0))]).Refusals.ShouldHaveSingleItem().Path.ShouldBe("[0]");

    [Fact]
    public void A_day_has_a_bounded_number_of_spans() =>
        ServiceWeek.Of(Enumerable.Range(0, 49).Select(i => new WeeklySpan(IsoDayOfWeek.Monday, new LocalTime(i / 4, i % 4 * 10), new LocalTime(i / 4, i % 4 * 10 + 5))))
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe("too-many-spans");

    private static IEnumerable<string> Refused(params (string Day, string Span)[] spans) =>
        ServiceWeek.Read(spans.GroupBy(item => item.Day, item => item.Span)
            .Select(day => KeyValuePair.Create<string, IReadOnlyList<string>>(day.Key, [.. day]))).Refusals.Select(refusal => $"{refusal.Path}: {refusal.Rule}");
}
