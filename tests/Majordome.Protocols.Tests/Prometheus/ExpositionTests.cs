using System.Globalization;
using System.Text;
using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Prometheus;

public sealed class ExpositionTests
{
    internal const string TextExample = """
        # HELP http_requests_total The total number of HTTP requests.
        # TYPE http_requests_total counter
        http_requests_total{method="post",code="200"} 1027 1395066363000
        http_requests_total{method="post",code="400"}    3 1395066363000

        # Escaping in label values:
        msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
        metric_without_timestamp_and_labels 12.47
        something_weird{problem="division by zero",} +Inf -3982045
        # TYPE latency histogram
        latency_bucket{ le = "0.05" , } 24054
        latency_bucket{le="+Inf"} 144320
        latency_sum 53423
        latency_count 144320
        """;

    internal const string OpenMetricsExample = """
        # TYPE foo counter
        # UNIT foo seconds
        # HELP foo Seconds, \"told\"
        foo_total{a="b"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67
        foo_created{a="b"} 1520430000.123
        # EOF

        """;

    [Fact]
    public void The_text_format_is_read() => Read(TextExample, ExpositionFormat.Text).ShouldBe(
    [
        "Counter http_requests_total method=post code=200 1027 1395066363000",
        "Counter http_requests_total method=post code=400 3 1395066363000",
        "Unknown msdos_file_access_time_seconds path=C:\\DIR\\FILE.TXT error=Cannot find file:\n\"FILE.TXT\" 1458255915",
        "Unknown metric_without_timestamp_and_labels 12.47",
        "Unknown something_weird problem=division by zero ∞ -3982045",
        "Histogram latency_bucket le=0.05 24054",
        "Histogram latency_bucket le=+Inf 144320",
        "Histogram latency_sum 53423",
        "Histogram latency_count 144320",
    ]);

    [Fact]
    public void OpenMetrics_is_read()
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes(OpenMetricsExample), ExpositionFormat.OpenMetrics);

        reader.MoveNext().ShouldBeTrue();
        (reader.Current.Value, reader.Current.Timestamp, reader.Kind).ShouldBe((17, 1520879607789, MetricKind.Counter));
        (reader.Family.Help, Encoding.UTF8.GetString(reader.Family.Unit)).ShouldBe(("Seconds, \"told\"", "seconds"));
        Encoding.UTF8.GetString(reader.Current.Exemplar).ShouldBe("{trace_id=\"KOO5S4vxi0o\"} 0.67");
        reader.MoveNext().ShouldBeTrue();
        reader.Kind.ShouldBe(MetricKind.Counter);
        reader.MoveNext().ShouldBeFalse();
        reader.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1a 2", "sample-name")]
    [InlineData("a{b=\"c\" 2", "label-name")]
    [InlineData("a{b=\"c\"", "labels-open")]
    [InlineData("a{b=\"c", "labels-open")]
    [InlineData("a{b=c} 2", "label-value")]
    [InlineData("a{b:c=\"d\"} 2", "label-name")]
    [InlineData("a{b=\"c\",b=\"d\"} 2", "label-twice")]
    [InlineData("a", "value-missing")]
    [InlineData("a{}", "value-missing")]
    [InlineData("a 1,5", "value-number")]
    [InlineData("a 0x1p4", "value-number")]
    [InlineData("a 1 1.5", "timestamp-number")]
    [InlineData("a 1 1 1", "line-trailing")]
    public void A_line_that_cannot_be_read_is_left_out_and_told(string line, string rule)
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes($"before 1\n{line}\nafter 1\n"), ExpositionFormat.Text);

        var names = new List<string>();
        while (reader.MoveNext())
        {
            names.Add(Encoding.UTF8.GetString(reader.Current.Name));
        }

        names.ShouldBe(["before", "after"]);
        reader.Faults.Single().ShouldBe(new FormatFault(rule, 9, line));
    }

    [Theory]
    [InlineData("# TYPE a thing\na 1\n", "type-unknown")]
    [InlineData("a 1\r\nb 2\r\n", "line-carriage-return")]
    [InlineData("# HELP a x\na 1\n# TYPE a gauge\na 2\n", "type-late")]
    [InlineData("a{b=\"C:\\d\"} 1\n", "label-escape")]
    [InlineData("a 1 # {b=\"c\"} 1\n", "exemplar-in-text")]
    public void What_exporters_do_wrong_is_kept_and_told(string text, string rule)
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes(text), ExpositionFormat.Text);

        reader.MoveNext().ShouldBeTrue();
        while (reader.MoveNext())
        {
        }

        reader.Faults.Select(fault => fault.Rule).ShouldBe([rule]);
    }

    [Theory]
    [InlineData("a 1\n", "eof-missing")]
    [InlineData("a 1\n# EOF\nb 1\n", "eof-early")]
    public void The_end_of_OpenMetrics_is_looked_for(string text, string rule)
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes(text), ExpositionFormat.OpenMetrics);

        reader.MoveNext().ShouldBeTrue();
        reader.MoveNext().ShouldBeFalse();

        reader.Faults.Single().Rule.ShouldBe(rule);
    }

    internal static List<string> Read(string text, ExpositionFormat format)
    {
        var reader = new ExpositionReader(Encoding.UTF8.GetBytes(text), format);
        var read = new List<string>();
        while (reader.MoveNext())
        {
            var line = new StringBuilder($"{reader.Kind} {Encoding.UTF8.GetString(reader.Current.Name)}");
            foreach (var label in reader.Current.Labels)
            {
                line.Append(CultureInfo.InvariantCulture, $" {Encoding.UTF8.GetString(label.Name)}={label.Value}");
            }

            line.Append(CultureInfo.InvariantCulture, $" {(double.IsInfinity(reader.Current.Value) ? "∞" : reader.Current.Value)}");
            read.Add(line.Append(reader.Current.Timestamp is { } at ? $" {at}" : "").ToString());
        }

        reader.Faults.ShouldBeEmpty();
        return read;
    }
}
