using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Majordome.Protocols.Alertmanager;
using Majordome.Protocols.Nrdp;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Protocols.Syslog;
using Majordome.Protocols.Tests.Alertmanager;
using Majordome.Protocols.Tests.Nrdp;
using Majordome.Protocols.Tests.OpenTelemetry;
using Majordome.Protocols.Tests.Prometheus;
using Majordome.Protocols.Tests.Syslog;
using Majordome.Protocols.Tests.Zabbix;
using Majordome.Protocols.Tests.Webhooks;
using Majordome.Protocols.Webhooks;
using Majordome.Protocols.Zabbix;
using NodaTime;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>The formats that are received.</summary>
public static partial class FuzzTargets
{
    private const int Limit = 1 << 20;

    private static ImmutableArray<FuzzTarget> Received =>
    [
        new("snappy", Snappy, SnappyBlock.Compress(NodeExporter.Request(1_764_000_000_000).AsSpan(0, 4000)), Convert.FromHexString("0904616B1A0200")),
        new("remote-write", RemoteWrite, NodeExporter.Request(1_764_000_000_000)[..2000], FuzzCorpus.RemoteWrite()),
        FuzzTarget.OfText("exposition-text", input => Exposition(input, ExpositionFormat.Text), ExpositionTests.TextExample) with { Words = ["# TYPE ", "# HELP ", "{a=\"b\"}", "+Inf", " # {"] },
        FuzzTarget.OfText("exposition-openmetrics", input => Exposition(input, ExpositionFormat.OpenMetrics), ExpositionTests.OpenMetricsExample) with { Words = ["# EOF", "# UNIT ", "NaN"] },
        FuzzTarget.OfText("series-condition", input => SeriesCondition.TryReadList(Encoding.UTF8.GetString(input), out _, out _), "a{b=\"c\", d!~'e'} < 10; f 1:2") with { Words = ["=~\"a*\"", "\\\"", "{}"], AllocationBase = 4 << 20 },
        FuzzTarget.OfText("prometheus-matrix", Matrix, MatrixReaderTests.Answer) with { Words = ["\\ud800", "null", "1e999", "{}", "[]", "\"NaN\"", "\"matrix\""] },
        new("zabbix-frame", input => ZabbixFrame.Read(input, Limit), ZabbixFrame.Write("agent.ping"u8), ZabbixTests.Compressed("agent.ping"u8)),
        FuzzTarget.OfText("zabbix-sender", input => ZabbixSenderRequest.Read(input.ToArray()), ZabbixTests.Request) with { Words = ["\\ud800", "null", "1e99", "\"clock\":"] },
        FuzzTarget.OfText("zabbix-agent", input => ZabbixAgentAnswer.Read(input), "ZBX_NOTSUPPORTED\0why", "1\n"),
        FuzzTarget.OfText("syslog", Syslog, SyslogTests.Examples) with { Words = ["<34>", "[a b=\"c\"]", "Oct 11 22:14:15", "-", "2026-01-01T00:00:00Z"] },
        FuzzTarget.OfText("alertmanager", input => AlertmanagerWebhook.Read(input.ToArray()), AlertmanagerWebhookTests.Example) with { Words = ["\\ud800", "null", "9999-12-31T23:59:59-18:00", "{}"] },
        FuzzTarget.OfText("nrdp-xml", input => NrdpSubmission.ReadXml(Encoding.UTF8.GetString(input)), NrdpTests.Xml) with { Words = ["<!DOCTYPE a [<!ENTITY b 'cc'>]>", "&b;", "<![CDATA[", "<checkresult>"] },
        FuzzTarget.OfText("nrdp-json", input => NrdpSubmission.ReadJson(input.ToArray()), NrdpTests.Json) with { Words = ["\\ud800", "null", "{}"] },
        FuzzTarget.OfText("inbound-alert", input => InboundAlert.Read(input.ToArray()), InboundAlertTests.Example) with { Words = ["\\ud800", "null", "1e999"] },
        new("otlp-protobuf", input => Placed(input, OtlpMetrics.ReadProtobuf(input, long.MaxValue, new RightLabels()).Fault), OtlpRequest.Example()),
        FuzzTarget.OfText("otlp-json", input => Placed(input, OtlpMetrics.ReadJson(input.ToArray(), long.MaxValue, new RightLabels()).Fault), OtlpTests.Example) with { Words = ["\\ud800", "null", "1e999", "{}", "[]", "\"asInt\":\"1\""] },
        FuzzTarget.OfText("syslog-splitter", SyslogFrames, "9 <13>1 - -\n<13>x\n5 hello", "<13>a\0<13>b\n"),
    ];

    private static void Matrix(ReadOnlySpan<byte> input)
    {
        var reader = new MatrixReader(1000);
        var read = reader.Read(input[..(input.Length / 2)], isLast: false);
        reader.Read(input[read..], isLast: true);
        Named(input, reader.Fault is null, reader.Fault);
    }

    private static void Snappy(ReadOnlySpan<byte> input)
    {
        var writer = new ArrayBufferWriter<byte>();
        Named(input, SnappyBlock.TryDecompress(input, writer, Limit, out var fault), fault);
    }

    private static void Exposition(ReadOnlySpan<byte> input, ExpositionFormat format)
    {
        var reader = new ExpositionReader(input, format);
        while (reader.MoveNext())
        {
            foreach (var label in reader.Current.Labels)
            {
                GC.KeepAlive(label.Value);
            }
        }

        foreach (var fault in reader.Faults)
        {
            Placed(input, fault);
        }
    }

    private static void Syslog(ReadOnlySpan<byte> input) =>
        Placed(input, SyslogReader.Read(input, Instant.FromUtc(2026, 1, 1, 0, 0), DateTimeZone.Utc).Fault);

    private static void SyslogFrames(ReadOnlySpan<byte> input)
    {
        while (SyslogSplitter.Next(input, 1000) is { Length: > 0 } frame)
        {
            _ = input.Slice(frame.Start, frame.Count);
            input = input[frame.Length..];
        }
    }

    private static void RemoteWrite(ReadOnlySpan<byte> input)
    {
        var reader = new RemoteWriteReader(input);
        var samples = 0;
        while (reader.MoveNext())
        {
            var before = samples;
            foreach (var _ in reader.Current.Samples)
            {
                samples++;
            }

            if (samples - before != reader.Current.SampleCount)
            {
                throw new InvalidOperationException("samples are counted otherwise than walked");
            }

            Placed(input, reader.Current.FaultOf(RemoteWriteLimits.Default));
        }

        Placed(input, reader.Fault);
        RemoteWriteMetadataReader.Read(input, 100, out var fault);
        Placed(input, fault);
    }

    /// <summary>Whatever the input, the labels that come of it are right.</summary>
    private sealed class RightLabels : IOtlpVisitor
    {
        public bool Sample(ReadOnlySpan<byte> labels, long instant, double value) =>
            RemoteWriteLabelRules.FaultOf(labels, RemoteWriteLimits.Default) is { } fault ? throw new InvalidOperationException(fault.ToString()) : true;
    }
}
