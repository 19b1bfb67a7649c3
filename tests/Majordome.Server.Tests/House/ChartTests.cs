using System.Text.Json;
using Majordome.Domain.Monitoring;
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
    [InlineData(new[] { 73.097167, 73.097458 }, 0, 100)]
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

    [Fact]
    public async Task What_was_read_last_a_while_ago_is_not_said_to_be_of_now() =>
        Said((await ChartAsync([new(At(17, 9, 40), 8)])).QuerySelector("figcaption")!).ShouldBe("Latence ms, 8\u00A0ms (09:40)");

    [Fact]
    public async Task Both_thresholds_are_dashed_and_a_small_reading_is_not_written_as_nothing()
    {
        var page = await PageAsync<LineChart>(
            ("Title", "Débit"), ("Unit", "Mo/s"), ("Points", new ChartPoint[] { new(At(17, 10, 2), 0.00123) }), ("Start", At(17, 10, 0)), ("End", At(17, 10, 10)),
            ("Limits", new ChartLimit[] { new(0.002, false), new(0.003, true) }));

        page.QuerySelectorAll(".m-chart-threshold").Select(line => line.ClassName!.Trim()).ShouldBe(["m-chart-threshold", "m-chart-threshold is-critical"]);
        Said(page.QuerySelector("figcaption")!).ShouldEndWith("0,00123\u00A0Mo/s");
        page.QuerySelector("figure")!.HasAttribute("data-chart").ShouldBeFalse("the page does not load the module");
    }

    [Fact]
    public async Task A_live_chart_carries_its_readings_and_says_them_in_words()
    {
        var page = await PageAsync<LineChart>(
            ("Title", "Latence"), ("Unit", "ms"), ("Points", new ChartPoint[] { new(At(17, 10, 0), 1), new(At(17, 10, 1), null), new(At(17, 10, 9), 3.14159265) }),
            ("Start", At(17, 10, 0)), ("End", At(17, 10, 10)), ("IsLive", true), ("Summary", (LineSummary?)new LineSummary(9, 3, 0.5, 7, 2.25)));

        var data = JsonDocument.Parse(page.QuerySelector("figure")!.GetAttribute("data-chart")!).RootElement;
        data.GetProperty("x").ToString().ShouldBe("[0,60,540]");
        data.GetProperty("y").ToString().ShouldBe("[1,null,3.14159]");
        data.GetProperty("zone").GetString().ShouldBe("Europe/Paris");
        Said(page.QuerySelector(".m-chart-sum")!).ShouldBe("min. 0,5\u00A0ms, moyenne 2,25\u00A0ms, max. 7\u00A0ms");
    }

    private static Task<AngleSharp.Html.Dom.IHtmlDocument> ChartAsync(ChartPoint[] points) =>
        PageAsync<LineChart>(("Title", "Latence"), ("Unit", "ms"), ("Points", points), ("Start", At(17, 10, 0)), ("End", At(17, 10, 10)));
}
