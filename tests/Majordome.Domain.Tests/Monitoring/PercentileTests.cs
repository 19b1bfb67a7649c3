using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class PercentileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 1.75)]
    [InlineData(50, 2.5)]
    [InlineData(95, 3.85)]
    [InlineData(100, 4)]
    public void Between_two_values_it_stands_in_proportion(double percent, double expected) =>
        Percentile.Of([4, double.NaN, 2, 1, 3], percent)!.Value.ShouldBe(expected, 1e-12);

    [Fact]
    public void Of_nothing_there_is_none() => Percentile.Of([double.NaN], 50).ShouldBeNull();

    [Theory]
    [InlineData(40, double.NegativeInfinity)]
    [InlineData(60, double.PositiveInfinity)]
    public void Between_infinities_the_nearer_is_taken(double percent, double expected) =>
        Percentile.Of([double.PositiveInfinity, double.NegativeInfinity], percent).ShouldBe(expected);

    [Fact]
    public void The_widest_two_doubles_have_a_middle() => Percentile.Of([double.MaxValue, double.MinValue], 50).ShouldBe(0);

    /// <summary>As the definition is written: x(⌊h⌋) + (h − ⌊h⌋)(x(⌊h⌋+1) − x(⌊h⌋)), h = (n − 1)p, and never outside its values.</summary>
    [Fact]
    public void It_is_what_the_definition_says() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<short>>(),
        ArbMap.Default.ArbFor<ushort>(),
        (given, share) =>
        {
            var percent = share / (double)ushort.MaxValue * 100;
            var sorted = given.Get.Order().Select(v => (double)v).ToArray();
            var h = (sorted.Length - 1) * percent / 100;
            var next = sorted[Math.Min((int)h + 1, sorted.Length - 1)];
            var expected = sorted[(int)h] + ((h - (int)h) * (next - sorted[(int)h]));
            var found = Percentile.Of(given.Get.Select(v => (double)v).ToArray(), percent)!.Value;
            return Math.Abs(found - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected)) && found >= sorted[0] && found <= sorted[^1];
        }).QuickCheckThrowOnFailure();
}
