using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class PenaltiesTests
{
    private static readonly PenaltyTerms Rates = Terms.Penalties!;
    private static readonly YearMonth October = new(2026, 10);

    [Theory]
    [InlineData(1, 1, 219.00)]
    [InlineData(60, 1, 219.00)]
    [InlineData(61, 2, 438.00)]
    public void A_step_begun_is_a_step_owed(int minutes, long steps, decimal due)
    {
        var statement = Compute(4380m, new Overrun(Id(1), Priority.P1, Duration.FromMinutes(minutes)));

        statement.Lines.ShouldHaveSingleItem().Steps.ShouldBe(steps);
        statement.Due.ShouldBe(new(due, "EUR"));
    }

    [Fact]
    public void The_cap_holds_for_all_together()
    {
        var statement = Compute(4380m, [.. Enumerable.Range(0, 5).Select(i => new Overrun(Id(i), Priority.P1, Duration.FromHours(1)))]);

        statement.Sum.ShouldBe(1095m);
        statement.Due.ShouldBe(new(876m, "EUR"));
        statement.IsCapped.ShouldBeTrue();
    }

    [Fact]
    public void Rounding_is_half_up_once_at_the_end()
    {
        // 1 % of 0.50 is half a cent; twice that is a cent, not two.
        Compute(0.50m, new Overrun(Id(1), Priority.P3, Duration.FromMinutes(1))).Due.Amount.ShouldBe(0.01m);
        Compute(0.50m, new(Id(1), Priority.P3, Duration.FromMinutes(1)), new(Id(2), Priority.P3, Duration.FromMinutes(1))).Due.Amount.ShouldBe(0.01m);
    }

    [Fact]
    public void A_currency_without_cents_is_rounded_to_its_unit() =>
        Penalties.Compute(Rates, new(50m, "XPF"), October, [new(Id(1), Priority.P3, Duration.FromMinutes(1))]).Due.ShouldBe(new(1m, "XPF"));

    [Fact]
    public void What_is_not_late_is_not_in_the_statement() =>
        Compute(4380m, new Overrun(Id(1), Priority.P1, Duration.Zero), new Overrun(Id(2), Priority.P1, -Duration.FromHours(1))).Lines.ShouldBeEmpty();

    [Fact]
    public void A_penalty_never_exceeds_the_cap_and_never_falls_when_an_overrun_is_added()
    {
        var overruns = Gen.Zip(Gen.Choose(1, 4), Gen.Choose(0, 100_000)).ListOf().Two().ToArbitrary();
        Prop.ForAll(overruns, both =>
        {
            var (some, more) = both;
            var before = Compute(4380m, [.. some.Select(Overrun)]);
            var after = Compute(4380m, [.. some.Concat(more).Select(Overrun)]);
            return before.Due.Amount <= after.Due.Amount && after.Due.Amount <= 876m && after.Sum >= before.Sum;
        }).QuickCheckThrowOnFailure();
    }

    private static Overrun Overrun((int Priority, int Seconds) o) => new(Id(1), (Priority)o.Priority, Duration.FromSeconds(o.Seconds));

    private static PenaltyStatement Compute(decimal fee, params Overrun[] overruns) => Penalties.Compute(Rates, new(fee, "EUR"), October, overruns);
}
