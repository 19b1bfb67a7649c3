using Majordome.Server.Platform.House;
using NodaTime;
using static Majordome.Server.Tests.House.HouseRenderer;
using static Majordome.Server.Tests.House.Samples.SampleData;

namespace Majordome.Server.Tests.House;

public class ChartTests
{
    [Theory]
    [InlineData(new[] { 3.0, 18 }, 0, 20)]
    [InlineData(new[] { 3.0, 18, 25 }, 0, 40)]
    [InlineData(new[] { 0.0, 100 }, 0, 100)]
    [InlineData(new[] { 0.02, 0.9 }, 0, 1)]
    [InlineData(new[] { -4.0, 3 }, -5, 5)]
    [InlineData(new double[0], 0, 2)]
    [InlineData(new[] { 0.0 }, 0, 2)]
    [InlineData(new[] { double.NaN, 5.0 }, 0, 5)]
    public void The_scale_has_round_bounds_around_the_readings(double[] values, double least, double most)
    {
        var scale = ChartScale.For(values);
        scale.Least.ShouldBe(least, 1e-9);
        scale.Most.ShouldBe(most, 1e-9);
    }

    [Fact]
    public void Readings_far_from_zero_use_the_height()
    {
        var scale = ChartScale.For([1.56e12, 1.87e12]);
        scale.Least.ShouldBeInRange(1e12, 1.56e12);
        scale.Most.ShouldBeGreaterThanOrEqualTo(1.87e12);
    }

    [Fact]
    public async Task A_silence_is_a_gap_in_the_line()
    {
        var page = await ChartAsync([.. Enumerable.Range(0, 10).Where(n => n is < 4 or > 7).Select(n => new ChartPoint(At(17, 10, n), n))], gap: Duration.FromMinutes(2));
        page.QuerySelectorAll(".m-chart-line").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_reading_is_a_gap_in_the_line()
    {
        var page = await ChartAsync([new(At(17, 10, 0), 1), new(At(17, 10, 1), null), new(At(17, 10, 2), 3)]);
        page.QuerySelectorAll(".m-chart-line").Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_title_carries_the_current_value_or_says_there_is_none()
    {
        Said((await ChartAsync([new(At(17, 10, 2), 8.25)])).QuerySelector("figcaption")!).ShouldBe("Latence ms, maintenant 8,25\u00A0ms");
        Said((await ChartAsync([])).QuerySelector("figcaption")!).ShouldBe("Latence ms, aucun relevé");
        Said((await ChartAsync([new(At(17, 10, 2), 8), new(At(17, 10, 3), null)])).QuerySelector("figcaption")!).ShouldBe("Latence ms, aucun relevé");
    }

    private static Task<AngleSharp.Html.Dom.IHtmlDocument> ChartAsync(ChartPoint[] points, Duration? gap = null) =>
        PageAsync<LineChart>(("Title", "Latence"), ("Unit", "ms"), ("Points", points), ("Start", At(17, 10, 0)), ("End", At(17, 10, 10)), ("GapAfter", gap));
}
