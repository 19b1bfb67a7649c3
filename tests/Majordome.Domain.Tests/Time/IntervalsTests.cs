using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Time;
using NodaTime;
using Interval = NodaTime.Interval;

namespace Majordome.Domain.Tests.Time;

public sealed class IntervalsTests
{
    [Fact]
    public void Intervals_that_overlap_or_touch_become_one_and_empty_ones_vanish() =>
        Intervals.Union([Of(5, 7), Of(1, 3), Of(3, 4), Of(6, 9), Of(20, 20)]).ShouldBe([Of(1, 4), Of(5, 9)]);

    [Fact]
    public void Subtracting_leaves_the_end_of_what_was_removed() =>
        Intervals.Subtract([Of(0, 10)], [Of(2, 3), Of(8, 12)]).ShouldBe([Of(0, 2), Of(3, 8)]);

    [Fact]
    public void Intervals_without_bounds_are_understood()
    {
        var (until5, from3) = (new Interval(null, Second(5)), new Interval(Second(3), null));
        Intervals.Intersect([until5], [from3]).ShouldBe([Of(3, 5)]);
        Intervals.Union([until5, from3]).ShouldBe([new Interval(null, null)]);
        Intervals.Complement([until5]).ShouldBe([new Interval(Second(5), null)]);
        Intervals.Complement([]).ShouldBe([new Interval(null, null)]);
    }

    [Fact]
    public void Every_instant_is_in_the_results_it_belongs_to() => Prop.ForAll<byte[], byte[]>((one, other) =>
    {
        var (a, b) = (Some(one), Some(other));
        var (union, both, less) = (Intervals.Union([.. a, .. b]), Intervals.Intersect(a, b), Intervals.Subtract(a, b));
        return Enumerable.Range(-1, 300).All(second =>
        {
            var (inA, inB) = (Has(a, second), Has(b, second));
            return Has(union, second) == (inA || inB) && Has(both, second) == (inA && inB) && Has(less, second) == (inA && !inB);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Results_are_in_order_apart_and_never_empty() => Prop.ForAll<byte[], byte[]>((one, other) =>
    {
        var (a, b) = (Some(one), Some(other));
        return new[] { Intervals.Union(a), Intervals.Intersect(a, b), Intervals.Subtract(a, b) }.All(result =>
            result.All(interval => interval.Start < interval.End)
            && result.Zip(result.Skip(1)).All(pair => pair.First.End < pair.Second.Start));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lengths_add_up() => Prop.ForAll<byte[], byte[]>((one, other) =>
    {
        var (a, b) = (Some(one), Some(other));
        return Intervals.Length(Intervals.Intersect(a, b)) + Intervals.Length(Intervals.Subtract(a, b)) == Intervals.Length(a);
    }).QuickCheckThrowOnFailure();

    private static List<Interval> Some(byte[] codes) => [.. codes.Select(code => Of(code, code + (code % 11)))];

    private static bool Has(IEnumerable<Interval> intervals, int second) => intervals.Any(interval => interval.Contains(Second(second)));

    private static Instant Second(int second) => Instant.FromUnixTimeSeconds(second);

    private static Interval Of(int from, int to) => new(Second(from), Second(to));
}
