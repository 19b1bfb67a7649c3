using System.Globalization;
using Majordome.Protocols.Plugins;

namespace Majordome.Protocols.Tests.Plugins;

public sealed class PerformanceDataTests
{
    /// <summary>Perfdata, what is read of it (<c>label|value|unit|warn|crit|min|max</c>, separated by blanks lines), the rules broken.</summary>
    public static readonly TheoryData<string, string, string> Golden = new()
    {
        { "time=0.002722s;;;0.000000", "time|0.002722|s|||0|", "" },
        { "/=2643MB;5948;5958;0;5968", "/|2643|MB|5948|5958|0|5968", "" },
        { "a=1 b=2", "a|1|||||\nb|2|||||", "" },
        { "  a=1\t\tb=2\r\n c=3  ", "a|1|||||\nb|2|||||\nc|3|||||", "" },
        { "'a label'=1", "a label|1|||||", "" },
        { "'l''heure d''été'=1h", "l'heure d'été|1|h||||", "" },
        { "''''=1", "'|1|||||", "" },
        { "'a=b'=1", "a=b|1|||||", "" },
        { "'a|b'=1", "a|b|1|||||", "" },
        { "a=U", "a||||||", "" },
        { "a=U;1;2;0;5", "a|||1|2|0|5", "" },
        { "rta=1.2e-05s", "rta|1.2E-05|s||||", "" },
        { "a=1E+3B", "a|1000|B||||", "" },
        { "size=2EB", "size|2|EB||||", "" },
        { "temps=0,25s;1,5;2,5;0;10,5", "temps|0.25|s|1,5|2,5|0|10.5", "" },
        { "a=-5;~:0;@-10:-5", "a|-5||~:0|@-10:-5||", "" },
        { "a=+5", "a|5|||||", "" },
        { "a=.5", "a|0.5|||||", "" },
        { "a=5.", "a|5|||||", "" },
        { "uptime=15m", "uptime|15|m||||", "unit-ambiguous" },
        { "in=17c", "in|17|c||||", "" },
        { "load1=0.01;15;30;0; load5=0.05;10;25;0;", "load1|0.01||15|30|0|\nload5|0.05||10|25|0|", "" },
        { "a=1;2;3;0;10;", "a|1||2|3|0|10", "" },
        { "test::a=123456B b=123456B", "test::a|123456|B||||\ntest::b|123456|B||||", "" },
        { "x=1 a::p::b=1 c=2 d::e=3 f=4", "x|1|||||\na::p::b|1|||||\na::p::c|2|||||\nd::e|3|||||\nd::f|4|||||", "" },
        { "'a'=1'b'=2", "a|1|||||\nb|2|||||", "separator-missing" },
        { "a=1s;2;3;0;100b=2", "a|1|s|2|3|0|100\nb|2|||||", "separator-missing" },
        { "a=1;2;3;0;load5=2", "a|1||2|3|0|\nload5|2|||||", "separator-missing" },
        { "time=1ssize=2B", "time|1|s||||\nsize|2|B||||", "separator-missing" },
        { "Physical Memory=5MB b=1", "Physical Memory|5|MB||||\nb|1|||||", "label-unquoted-blank" },
        { "a=1;5:3;x;abc;10MB", "a|1||5:3|x||10", "range-reversed,range-number,bound-number,bound-unit" },
        { "a=1;2;3;4;5;6", "a|1||2|3|4|5", "fields-too-many" },
        { "a=1;2;3;4;5;6;7;8;9", "a|1||2|3|4|5", "fields-too-many" },
        { "a= b=2", "b|2|||||", "value-missing" },
        { "a=abc b=2", "b|2|||||", "value-number" },
        { "a=1.2.3 b=2", "b|2|||||", "value-number" },
        { "a=12:30 b=2", "b|2|||||", "value-number" },
        { "a=1e999 b=2", "b|2|||||", "value-number" },
        { "a=nan b=inf c=-U", "", "value-number,value-number,value-number" },
        { "a=5m2", "a|5|m2||||", "unit-characters" },
        { "nothing here", "", "label-only" },
        { "'a b' c=1", "c|1|||||", "label-only" },
        { "junk 'a'=1", "a|1|||||", "label-only" },
        { "junk\na=1", "a|1|||||", "label-only" },
        { "'open=1 b=2", "", "quote-open" },
        { "=5 a=1", "a|1|||||", "label-missing" },
        { "''=5 a=1", "a|1|||||", "label-missing" },
        { "", "", "" },
        { "   \n ", "", "" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Performance_data_is_read_as_decided(string perfdata, string expected, string rules)
    {
        var reader = new PerformanceDataReader();

        reader.Read(perfdata);

        string.Join('\n', reader.Measurements.Select(Line)).ShouldBe(expected);
        string.Join(',', reader.Faults.Select(fault => fault.Rule)).ShouldBe(rules);
    }

    [Fact]
    public void A_fault_points_at_its_place_in_the_output()
    {
        var output = PluginOutput.Read("OK | a=1 b=x\nmore | c=2;9:1");

        output.Faults.Select(fault => (fault.Rule, fault.Position, fault.Text)).ShouldBe(
            [("value-number", 11, "x"), ("range-reversed", 24, "9:1")]);
    }

    [Theory]
    [InlineData("m", true)]
    [InlineData("Mb", true)]
    [InlineData("ms", false)]
    [InlineData("MB", false)]
    [InlineData("", false)]
    public void A_unit_of_two_meanings_is_kept_and_its_doubt_told(string unit, bool ambiguous)
    {
        var reader = new PerformanceDataReader();

        reader.Read($"a=5{unit}");

        reader.Measurements.ShouldHaveSingleItem().Unit.ShouldBe(unit);
        reader.Measurements[0].UnitIsAmbiguous.ShouldBe(ambiguous);
        reader.Faults.Any(fault => fault.Rule == "unit-ambiguous").ShouldBe(ambiguous);
    }

    private static string Line(PerformanceDatum datum) => string.Create(
        CultureInfo.InvariantCulture,
        $"{datum.Label}|{datum.Value}|{datum.Unit}|{datum.Warning}|{datum.Critical}|{datum.Minimum}|{datum.Maximum}");
}
