using Majordome.Protocols.Plugins;

namespace Majordome.Protocols.Tests.Plugins;

public sealed class PluginRangeTests
{
    [Theory]
    [InlineData("10", new[] { 0.0, 5, 10 }, new[] { -0.1, 10.1 })]
    [InlineData("10:", new[] { 10.0, 1e9 }, new[] { 9.9, -5 })]
    [InlineData("~:10", new[] { -1e9, 10 }, new[] { 10.01 })]
    [InlineData("10:20", new[] { 10.0, 15, 20 }, new[] { 9.9, 20.1 })]
    [InlineData("@10:20", new[] { 9.9, 20.1 }, new[] { 10.0, 15, 20 })]
    [InlineData(":10", new[] { 0.0, 10 }, new[] { -1.0, 11 })]
    [InlineData("~:", new[] { -1e300, 0, 1e300 }, new double[0])]
    [InlineData("@0", new[] { 0.1, -0.1 }, new[] { 0.0 })]
    [InlineData("-20:-10", new[] { -20.0, -10 }, new[] { -9.0, -21 })]
    [InlineData("1,5:2,5", new[] { 1.5, 2.5 }, new[] { 1.4, 2.6 })]
    [InlineData("1e3:2e3", new[] { 1500.0 }, new[] { 999.0, 2001 })]
    public void A_range_alerts_as_the_guidelines_say(string text, double[] quiet, double[] alerting)
    {
        PluginRange.TryRead(text, out var range, out _).ShouldBeTrue();

        quiet.ShouldAllBe(value => !range.AlertsOn(value));
        alerting.ShouldAllBe(value => range.AlertsOn(value));
        range.AlertsOn(double.NaN).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "range-empty")]
    [InlineData("@", "range-empty")]
    [InlineData("~", "range-number")]
    [InlineData("ten", "range-number")]
    [InlineData("10%", "range-number")]
    [InlineData("1:2:3", "range-number")]
    [InlineData("10:~", "range-number")]
    [InlineData("@@1", "range-number")]
    [InlineData("1 : 2", "range-number")]
    [InlineData("20:10", "range-reversed")]
    [InlineData("-1", "range-reversed")]
    [InlineData("1e999", "range-number")]
    public void What_is_no_range_is_refused_with_its_rule(string text, string expected)
    {
        PluginRange.TryRead(text, out _, out var rule).ShouldBeFalse();

        rule.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0:10", "10")]
    [InlineData("~:10", "~:10")]
    [InlineData("10:", "10:")]
    [InlineData("0:", "0:")]
    [InlineData("@1,5:2", "@1.5:2")]
    [InlineData("~:", "~:")]
    public void A_range_writes_itself_in_its_shortest_form(string text, string expected)
    {
        PluginRange.TryRead(text, out var range, out _).ShouldBeTrue();

        range.ToString().ShouldBe(expected);
        PluginRange.TryRead(expected, out var again, out _).ShouldBeTrue();
        again.ShouldBe(range);
    }
}
