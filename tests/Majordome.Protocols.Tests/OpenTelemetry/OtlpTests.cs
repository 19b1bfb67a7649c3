using System.Globalization;
using System.Text;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.OpenTelemetry;

/// <summary>Requests as the protocol describes them, and the series they become.</summary>
public sealed class OtlpTests
{
    /// <summary>One metric of each kind, one of them in differences, one point without a value.</summary>
    internal const string Example = """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}},{"key":"service.namespace","value":{"stringValue":"acme"}},
          {"key":"service.instance.id","value":{"stringValue":"i-1"}},{"key":"host.name","value":{"stringValue":"h"}}]},
        "scopeMetrics":[{"scope":{"name":"s"},"metrics":[
          {"name":"disk.used","unit":"1","gauge":{"dataPoints":[
            {"timeUnixNano":"1764000000000000000","asDouble":0.5,"attributes":[{"key":"disk.name","value":{"stringValue":"sda"}},{"key":"ok","value":{"boolValue":true}}]},
            {"timeUnixNano":"1764000000000000000","flags":1,"attributes":[]}]}},
          {"name":"http.requests","unit":"{request}","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
            {"timeUnixNano":1764000000000000000,"asInt":"7","attributes":[{"key":"a.b","value":{"intValue":"2"}},{"key":"a_b","value":{"intValue":3}}]}]}},
          {"name":"net.io","unit":"By","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{"timeUnixNano":"1764000000000000000","asInt":"9"}]}},
          {"name":"latency","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[
            {"timeUnixNano":"1764000000000000000","count":"6","sum":1.5,"bucketCounts":["1","2","3"],"explicitBounds":[0.1,1]}]}},
          {"name":"spread","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"1764000000000000000","count":"2","sum":3}]}},
          {"name":"pause","unit":"ms","summary":{"dataPoints":[
            {"timeUnixNano":"1764000000000000000","count":"4","sum":8,"quantileValues":[{"quantile":0.5,"value":2}]}]}}]}]}]}
        """;

    private const long Latest = 1_764_000_000_000_000;

    [Fact]
    public void Each_kind_becomes_its_series()
    {
        var seen = new Seen();
        var outcome = OtlpMetrics.ReadJson(Encoding.UTF8.GetBytes(Example), Latest, seen);

        seen.Lines.ShouldBe([
            "disk_used_ratio{disk_name=sda,host_name=h,instance=i-1,job=acme/shop,ok=true} 0.5",
            "http_requests_total{a_b=2;3,host_name=h,instance=i-1,job=acme/shop} 7",
            "latency_seconds_count{host_name=h,instance=i-1,job=acme/shop} 6",
            "latency_seconds_sum{host_name=h,instance=i-1,job=acme/shop} 1.5",
            "latency_seconds_bucket{host_name=h,instance=i-1,job=acme/shop,le=0.1} 1",
            "latency_seconds_bucket{host_name=h,instance=i-1,job=acme/shop,le=1} 3",
            "latency_seconds_bucket{host_name=h,instance=i-1,job=acme/shop,le=+Inf} 6",
            "spread_count{host_name=h,instance=i-1,job=acme/shop} 2",
            "spread_sum{host_name=h,instance=i-1,job=acme/shop} 3",
            "pause_milliseconds_count{host_name=h,instance=i-1,job=acme/shop} 4",
            "pause_milliseconds_sum{host_name=h,instance=i-1,job=acme/shop} 8",
            "pause_milliseconds{host_name=h,instance=i-1,job=acme/shop,quantile=0.5} 2",
        ]);
        outcome.ShouldBe(new OtlpOutcome(7, 1, "otlp-delta-temporality", "net.io", null));
    }

    [Fact]
    public void Protobuf_becomes_the_same_series_as_json_whatever_the_order_of_fields()
    {
        var (protobuf, json) = (new Seen(), new Seen());
        var outcome = OtlpMetrics.ReadProtobuf(OtlpRequest.Example(), Latest, protobuf);
        OtlpMetrics.ReadJson(Encoding.UTF8.GetBytes(Example), Latest, json);

        outcome.ShouldBe(new OtlpOutcome(7, 1, "otlp-delta-temporality", "net.io", null));
        protobuf.Lines.ShouldBe(json.Lines);
    }

    [Theory]
    [InlineData("system.cpu.time", "s", true, "system_cpu_time_seconds_total")]
    [InlineData("requests_total", "", true, "requests_total")]
    [InlineData("io", "By/s", false, "io_bytes_per_second")]
    [InlineData("io_bytes", "By", false, "io_bytes")]
    [InlineData("a..b__c", "{x}", false, "a_b_c")]
    [InlineData("3g.signal", "1", false, "_3g_signal_ratio")]
    [InlineData("load", "%", false, "load_percent")]
    [InlineData("débit", "widgets", false, "d_bit_widgets")]
    public void Names_are_those_of_the_compatibility_specification(string name, string unit, bool isCounter, string expected)
    {
        var data = isCounter ? "\"sum\":{\"isMonotonic\":true,\"aggregationTemporality\":2," : "\"gauge\":{";
        var request = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"{{{name}}}","unit":"{{{unit}}}",{{{data}}}"dataPoints":[{"timeUnixNano":"1000","asInt":1}]}}]}]}]}""";
        var seen = new Seen();
        OtlpMetrics.ReadJson(Encoding.UTF8.GetBytes(request), Latest, seen).Rule.ShouldBeNull();
        seen.Lines.ShouldBe([expected + "{} 1"]);
    }

    [Theory]
    [InlineData("\"timeUnixNano\":\"0\",\"asInt\":1", "otlp-not-of-now")]
    [InlineData("\"timeUnixNano\":\"1764000000000001000\",\"asInt\":1", "otlp-not-of-now")]
    [InlineData("\"timeUnixNano\":\"1000\"", "otlp-no-value")]
    [InlineData("\"timeUnixNano\":\"1000\",\"asInt\":1,\"attributes\":[{\"key\":\"a\",\"value\":{\"arrayValue\":{}}}]", "otlp-attribute-type")]
    public void A_point_that_is_wrong_is_rejected_alone(string point, string rule)
    {
        var request = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","gauge":{"dataPoints":[{{{{point}}}},{"timeUnixNano":"1000","asInt":1}]}}]}]}]}""";
        var seen = new Seen();
        OtlpMetrics.ReadJson(Encoding.UTF8.GetBytes(request), Latest, seen).ShouldBe(new OtlpOutcome(2, 1, rule, "a", null));
        seen.Lines.ShouldBe(["a{} 1"]);
    }

    [Fact]
    public void What_is_broken_has_a_fault()
    {
        OtlpMetrics.ReadJson("{\"resourceMetrics\":["u8.ToArray(), Latest, new Seen()).Fault!.Rule.ShouldBe("json-malformed");
        OtlpMetrics.ReadProtobuf(OtlpRequest.Example().AsSpan()[..^1], Latest, new Seen()).Fault!.Rule.ShouldBe("protobuf-truncated");
    }

    [Fact]
    public void Answers_count_what_was_rejected()
    {
        OtlpAnswer.Protobuf(0, "").ShouldBeEmpty();
        OtlpAnswer.Protobuf(2, "ab").ShouldBe(Convert.FromHexString("0A06080212026162"));
        Encoding.UTF8.GetString(OtlpAnswer.Json(0, "")).ShouldBe("{}");
        Encoding.UTF8.GetString(OtlpAnswer.Json(2, "ab")).ShouldBe("""{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"ab"}}""");
    }

    [Fact]
    public void A_refusal_says_why_and_which_part_of_the_data()
    {
        OtlpStatus.Protobuf("ab", null).ShouldBe(Convert.FromHexString("12026162"));
        var any = Convert.FromHexString("0A29").Concat("type.googleapis.com/google.rpc.BadRequest"u8.ToArray()).Concat(Convert.FromHexString("12090A070A016612026162")).ToArray();
        OtlpStatus.Protobuf("ab", "f").ShouldBe([.. Convert.FromHexString("120261621A"), (byte)any.Length, .. any]);
        Encoding.UTF8.GetString(OtlpStatus.Json("ab", null)).ShouldBe("""{"message":"ab"}""");
        Encoding.UTF8.GetString(OtlpStatus.Json("ab", "f")).ShouldBe(
            """{"message":"ab","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"f","description":"ab"}]}]}""");
    }

    [Fact]
    public void A_point_that_names_a_host_of_its_own_keeps_it()
    {
        const string request = """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"a"}}]},"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[
              {"timeUnixNano":"1000","asInt":1,"attributes":[{"key":"host.name","value":{"stringValue":"b"}}]},{"timeUnixNano":"1000","asInt":2}]}}]}]}]}
            """;
        var seen = new Seen();
        OtlpMetrics.ReadJson(Encoding.UTF8.GetBytes(request), Latest, seen).Fault.ShouldBeNull();
        seen.Lines.ShouldBe(["m{host_name=b} 1", "m{host_name=a} 2"]);
    }

    /// <summary>Samples, each as a line.</summary>
    internal sealed class Seen : IOtlpVisitor
    {
        public List<string> Lines { get; } = [];

        public bool Sample(ReadOnlySpan<byte> labels, long instant, double value)
        {
            RemoteWriteLabelRules.FaultOf(labels, RemoteWriteLimits.Default).ShouldBeNull();
            var read = LabelBlock.Read(labels);
            var name = read.Single(label => label.Key == LabelBlock.Name).Value;
            var others = string.Join(',', read.Where(label => label.Key != LabelBlock.Name).Select(label => $"{label.Key}={label.Value}"));
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}{{{others}}} {value}"));
            return true;
        }
    }
}
