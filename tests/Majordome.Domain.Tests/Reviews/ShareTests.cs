using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Reviews;

namespace Majordome.Domain.Tests.Reviews;

public class ShareTests
{
    private static readonly Arbitrary<(int Numerator, int Denominator, decimal Target)> Cases =
        (from denominator in Gen.Choose(1, 20_000)
         from missing in Gen.Frequency((3, Gen.Choose(0, 20)), (1, Gen.Choose(0, 20_000)))
         from tenThousandths in Gen.Frequency((3, Gen.Choose(9_400, 10_000)), (1, Gen.Choose(0, 10_000)))
         select (Math.Max(0, denominator - missing), denominator, tenThousandths / 100m)).ToArbitrary();

    [Theory]
    [InlineData(44, 46, 95.0, 95.7)]
    [InlineData(10, 11, 95.0, 90.9)]
    [InlineData(1, 16, 0.0, 6.3)]
    [InlineData(1, 32, 0.0, 3.1)]
    [InlineData(5, 5, 100.0, 100.0)]
    [InlineData(0, 5, 95.0, 0.0)]
    public void A_percentage_has_one_decimal_rounded_half_up(int numerator, int denominator, decimal target, decimal shown) =>
        new Share(numerator, denominator).ToPercent(target).ShouldBe(shown);

    [Theory]
    [InlineData(1899, 1999, 95.0, 94.9)]
    [InlineData(9999, 10000, 100.0, 99.9)]
    [InlineData(9994, 10000, 99.95, 99.94)]
    public void What_misses_the_target_is_not_rounded_up_to_it(int numerator, int denominator, decimal target, decimal shown)
    {
        var share = new Share(numerator, denominator);
        share.Meets(target).ShouldBe(false);
        share.ToPercent(target).ShouldBe(shown);
    }

    [Fact]
    public void All_but_one_is_never_shown_as_all() => new Share(9999, 10000).ToPercent(95).ShouldBe(99.9m);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    public void Under_five_cases_there_is_no_percentage(int numerator, int denominator) =>
        new Share(numerator, denominator).ToPercent(95).ShouldBeNull();

    [Fact]
    public void Of_no_case_nobody_says_whether_it_meets_a_target() => new Share(0, 0).Meets(95).ShouldBeNull();

    [Fact]
    public void What_is_shown_meets_the_target_exactly_when_the_share_does() =>
        Check((share, target) => share.ToPercent(target) is not { } shown || shown >= target == share.Meets(target));

    [Fact]
    public void What_is_shown_is_less_than_one_last_decimal_away_from_the_truth_and_half_of_it_when_rounded_up() =>
        Check((share, target) => share.ToPercent(target) is not { } shown
            || (shown * share.Denominator - share.Numerator * 100m is var error
                && error <= 0.05m * share.Denominator && error > -0.1m * share.Denominator));

    [Fact]
    public void A_hundred_is_shown_of_all_alone() =>
        Check((share, target) => share.ToPercent(target) is not { } shown || shown == 100 == (share.Numerator == share.Denominator));

    private static void Check(Func<Share, decimal, bool> holds) =>
        Prop.ForAll(Cases, c => holds(new(c.Numerator, c.Denominator), c.Target)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
