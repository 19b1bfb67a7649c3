using System.Text;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snmp;

namespace Majordome.Protocols.Tests.Prometheus;

public sealed class SeriesSelectorTests
{
    private const string Sample = "fs_bytes{mount=\"/srv\",type=\"ext4\",note=\"a \\\"b\\\"\\n\"} 5\n";

    [Theory]
    [InlineData("fs_bytes", true)]
    [InlineData("fs_bytes{}", true)]
    [InlineData("fs_byte", false)]
    [InlineData("fs_bytes{mount=\"/srv\"}", true)]
    [InlineData("fs_bytes{mount='/srv', type!=\"tmpfs\"}", true)]
    [InlineData("fs_bytes{mount!=\"/srv\"}", false)]
    [InlineData("fs_bytes { mount =~ \"/|/srv\" , }", true)]
    [InlineData("fs_bytes{mount=~\"/\"}", false)]
    [InlineData("fs_bytes{mount!~\"/.*\"}", false)]
    [InlineData("{type=\"ext4\"}", true)]
    [InlineData("{__name__=~\"fs_.*\"}", true)]
    [InlineData("fs_bytes{gone=\"\"}", true)]
    [InlineData("fs_bytes{gone!=\"\"}", false)]
    [InlineData("fs_bytes{note=\"a \\\"b\\\"\\n\"}", true)]
    [InlineData("fs_bytes{note=~\"a.*\"}", true)]
    public void A_series_is_met_as_PromQL_meets_it(string text, bool met)
    {
        SeriesSelector.TryRead(text, out var selector, out var length, out var rule).ShouldBeTrue(rule);
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes(Sample), ExpositionFormat.Text);
        reader.MoveNext().ShouldBeTrue();
        selector!.Takes(reader.Current).ShouldBe(met);
        length.ShouldBe(text.Length);
    }

    [Theory]
    [InlineData("", "selector-name")]
    [InlineData("{}", "selector-name")]
    [InlineData("1up", "selector-name")]
    [InlineData("up{", "selector-open")]
    [InlineData("up{a=\"b\"", "selector-open")]
    [InlineData("up{a b=\"c\"}", "selector-label")]
    [InlineData("up{a}", "selector-label")]
    [InlineData("up{a!\"b\"}", "selector-operator")]
    [InlineData("up{a=b}", "selector-value")]
    [InlineData("up{a=\"b}", "selector-value")]
    [InlineData("up{a=~\"(\"}", "selector-pattern")]
    [InlineData("up{a=~\"(?=b)\"}", "selector-pattern")]
    [InlineData("up{a='1',a='1',a='1',a='1',a='1',a='1',a='1',a='1',a='1',a='1',a='1'}", "selector-too-many")]
    public void What_is_no_selector_is_refused_by_rule(string text, string rule)
    {
        SeriesSelector.TryRead(text, out _, out _, out var broken).ShouldBeFalse();
        broken.ShouldBe(rule);
    }

    [Theory]
    [InlineData("up", 1, "")]
    [InlineData(" a{b=\"c,d\"} , e ;\n f ", 3, "")]
    [InlineData("", 0, "")]
    [InlineData("a b", 0, "a b")]
    [InlineData("a, -", 0, "-")]
    public void Lists_are_read_whole_or_not_at_all(string text, int count, string broken)
    {
        SeriesSelector.TryReadList(text, out var selectors, out var part).ShouldBe(broken.Length == 0);
        selectors.Length.ShouldBe(count);
        part.ShouldBe(broken);
    }

    [Fact]
    public void A_list_has_an_end()
    {
        SeriesSelector.TryReadList(string.Join(',', Enumerable.Repeat("up", SeriesSelector.MostInList)), out _, out _).ShouldBeTrue();
        SeriesSelector.TryReadList(string.Join(',', Enumerable.Repeat("up", SeriesSelector.MostInList + 1)), out _, out _).ShouldBeFalse();
        SeriesCondition.TryReadList(string.Join(';', Enumerable.Repeat("up 1", SeriesSelector.MostInList + 1)), out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a < 10", 9.9, true)]
    [InlineData("a < 10", 10, false)]
    [InlineData("a<=10", 10, true)]
    [InlineData("a > -1e3", -999, true)]
    [InlineData("a > -1e3", -1000, false)]
    [InlineData("a >= 5", 5, true)]
    [InlineData("a == 0", 0, true)]
    [InlineData("a == 0", 0.1, false)]
    [InlineData("a != 1", 1, false)]
    [InlineData("a != 1", 0, true)]
    [InlineData("a 10", -1, true)]
    [InlineData("a @10:20", 15, true)]
    [InlineData("a{b=\"< 1; c\"} 10:", 9, true)]
    public void A_comparison_is_the_range_that_says_the_same(string text, double value, bool alerts)
    {
        SeriesCondition.TryReadList(text, out var conditions, out _).ShouldBeTrue();
        conditions.ShouldHaveSingleItem().Range.AlertsOn(value).ShouldBe(alerts);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a <")]
    [InlineData("a < b")]
    [InlineData("a < 1e999")]
    [InlineData("a 10; 5")]
    public void What_is_no_condition_is_refused(string text) => SeriesCondition.TryReadList(text, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData(5, 100.0, 11, 100.0, CounterMove.Advanced, 0.1)]
    [InlineData(5, null, 5, null, CounterMove.Advanced, 0.0)]
    [InlineData(5, 100.0, 4, 100.0, CounterMove.Reset, null)]
    [InlineData(5, 100.0, 4, 200.0, CounterMove.Restarted, null)]
    [InlineData(5, 100.0, 11, 200.0, CounterMove.Restarted, null)]
    [InlineData(5, 100.0, 11, 101.5, CounterMove.Advanced, 0.1)]
    [InlineData(5, null, double.PositiveInfinity, null, CounterMove.Stood, null)]
    public void A_counter_that_went_back_or_whose_process_restarted_has_no_rate(
        double before, double? startedBefore, double after, double? startedAfter, CounterMove move, double? rate) =>
        new ExporterCounter(after, startedAfter).Since(new ExporterCounter(before, startedBefore), 60).ShouldBe((move, rate));
}
