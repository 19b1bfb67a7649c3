using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class CounterRatesTests
{
    private const long Minute = 60_000_000;

    [Fact]
    public void A_counter_is_shown_by_how_fast_it_grows_and_a_reset_is_no_fall()
    {
        var (instants, rates) = CounterRates.Of([0, Minute, 2 * Minute, 3 * Minute], [100, 160, 30, double.NaN]);

        instants.ShouldBe([Minute, 2 * Minute, 3 * Minute]);
        rates[..2].ShouldBe([1, 0.5]);
        rates[2].ShouldBe(double.NaN);
        CounterRates.Of([], []).Rates.ShouldBeEmpty();
        CounterRates.Of([0], [1]).Rates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2 * HourFigures.Hour, 2)]
    [InlineData((2 * HourFigures.Hour) - 1, 1)]
    public void Hours_that_are_over_give_the_rate_that_their_samples_gave(long until, int told)
    {
        long[] instants = [.. Enumerable.Range(0, 120).Select(n => n * Minute)];

        var (at, rates) = CounterRates.Of(HourFigures.Of(instants, [.. instants.Select(instant => instant / 1e6 * 3)]), until);

        at.ShouldBe(new[] { HourFigures.Hour / 2, HourFigures.Hour * 3 / 2 }[..told]);
        rates.ShouldAllBe(rate => Math.Abs(rate - 3) < 1e-9);
    }
}
