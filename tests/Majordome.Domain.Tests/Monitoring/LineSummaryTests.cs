using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class LineSummaryTests
{
    [Fact]
    public void A_line_is_summed_up_by_its_numbers_alone()
    {
        LineSummary.Of([3, double.NaN, 1, 8]).ShouldBe(new LineSummary(3, 8, 1, 8, 4));
        LineSummary.Of([1, double.NaN]).ShouldBe(new LineSummary(1, 1, 1, 1, 1));
        LineSummary.Of([double.NaN, double.PositiveInfinity]).ShouldBeNull();
        LineSummary.Of((ReadOnlySpan<double>)[]).ShouldBeNull();
    }

    [Fact]
    public void Hours_say_what_their_samples_said()
    {
        double[] values = [4, 6, 1, 1, 8];
        long[] instants = [0, 1, HourFigures.Hour, HourFigures.Hour + 1, HourFigures.Hour + 2];

        LineSummary.Of(HourFigures.Of(instants, values)).ShouldBe(LineSummary.Of(values));
        LineSummary.Of((IReadOnlyList<HourFigures>)[]).ShouldBeNull();
    }
}
