using System.Text;
using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Prometheus;

public sealed class RemoteWriteTests
{
    private const string Up = "0A0E" + "0A085F5F6E616D655F5F12027570"; // __name__="up"
    private const string Job = "0A0A" + "0A036A6F62" + "1203617069"; // job="api"
    private const string OneAtFive = "120B" + "09000000000000F03F" + "1005";

    private static string Series(string fields) => $"0A{fields.Length / 2:X2}{fields}";

    [Fact]
    public void A_request_laid_out_by_hand_is_read()
    {
        var request = Convert.FromHexString(Series(Up + Job + OneAtFive + "1200") + "1A020801" + Series(Up));
        var reader = new RemoteWriteReader(request);

        reader.MoveNext().ShouldBeTrue();
        Convert.ToHexString(reader.Current.LabelBlock).ShouldBe(Up + Job);
        LabelsOf(reader.Current).ShouldBe("__name__=up job=api");
        SamplesOf(reader.Current).ShouldBe([new(1, 5), new(0, 0)], "defaults are left out by some writers");
        reader.Current.FaultOf(RemoteWriteLimits.Default).ShouldBeNull();
        reader.MoveNext().ShouldBeTrue();
        SamplesOf(reader.Current).ShouldBeEmpty();
        reader.MoveNext().ShouldBeFalse();
        reader.Fault.ShouldBeNull();
        (reader.Samples, reader.Metadata).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(Up + OneAtFive + Job)] // labels parted by a sample
    [InlineData("1A00" + Up + "2200" + Job + OneAtFive)]
    [InlineData(OneAtFive + Up + Job)]
    [InlineData(Up + Job + "120B" + "1005" + "09000000000000F03F")] // the timestamp first
    [InlineData(Up + Job + "120D" + "09000000000000F03F" + "10" + "858000")] // a varint longer than it need be
    public void Labels_and_samples_may_come_in_any_order(string fields)
    {
        var reader = new RemoteWriteReader(Convert.FromHexString(Series(fields)));

        reader.MoveNext().ShouldBeTrue(reader.Fault?.ToString());

        Convert.ToHexString(reader.Current.LabelBlock).ShouldBe(Up + Job);
        SamplesOf(reader.Current).ShouldBe([new(1, 5)]);
    }

    [Theory]
    [InlineData("0A05" + "0A", "protobuf-truncated")]
    [InlineData("3B", "protobuf-wire-type")]
    [InlineData("00", "protobuf-field-number")]
    [InlineData("08" + "FFFFFFFFFFFFFFFFFFFFFF", "protobuf-field-type")]
    [InlineData("10" + "FFFFFFFFFFFFFFFFFFFFFF", "protobuf-varint")]
    [InlineData("0A04" + "0A7F0000", "protobuf-truncated")]
    [InlineData("0A04" + "12020900", "protobuf-truncated")]
    [InlineData("0A04" + "12021100", "protobuf-field-type")]
    [InlineData("0A04" + "12020801", "protobuf-field-type")]
    public void A_request_that_does_not_hold_together_is_refused(string hex, string rule)
    {
        var reader = new RemoteWriteReader(Convert.FromHexString(hex));

        while (reader.MoveNext())
        {
        }

        reader.Fault?.Rule.ShouldBe(rule);
        reader.Fault.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("a=1 __name__=up", "labels-unsorted")]
    [InlineData("__name__=up a=1 a=2", "label-twice")]
    [InlineData("a=1", "metric-name-missing")]
    [InlineData("", "metric-name-missing")]
    [InlineData("__name__=1up", "metric-name-invalid")]
    [InlineData("__name__=", "metric-name-invalid")]
    [InlineData("__name__=up a=", "label-value-empty")]
    [InlineData("__name__=up =1", "label-name-invalid")]
    [InlineData("__name__=up a:b=1", "label-name-invalid")]
    [InlineData("__name__=up aaaaa=1", "label-name-too-long")]
    [InlineData("__name__=up a=12345678", "label-value-too-long")]
    [InlineData("__name__=up a=1 b=2 c=3", "labels-too-many")]
    [InlineData("__name__=up a=1 b=2", null)]
    public void Labels_are_judged(string labels, string? rule)
    {
        var block = labels.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(label => RemoteWriteWriter.LabelBlock([KeyValuePair.Create(label.Split('=')[0], label.Split('=')[1])])).ToArray();
        var limits = new RemoteWriteLimits { Labels = 3, NameBytes = 8, ValueBytes = 7 };
        limits = rule == "label-name-too-long" ? limits with { NameBytes = 4 } : limits;
        block = rule == "label-name-too-long" ? [.. RemoteWriteWriter.LabelBlock([KeyValuePair.Create("aaaaa", "1")])] : block;

        RemoteWriteLabelRules.FaultOf(block, limits)?.Rule.ShouldBe(rule);
        (RemoteWriteLabelRules.FaultOf(block, limits) is null).ShouldBe(rule is null);
    }

    [Fact]
    public void Every_double_and_timestamp_comes_back_bit_for_bit()
    {
        double[] values = [0, -0.0, double.NaN, BitConverter.UInt64BitsToDouble(RemoteWriteSample.StaleMarker), double.PositiveInfinity, double.Epsilon, 0.1];
        long[] instants = [0, 127, 128, 1_764_000_000_000, -1, long.MinValue, long.MaxValue];
        var block = RemoteWriteWriter.LabelBlock([KeyValuePair.Create("z", new string('é', 9000)), KeyValuePair.Create("__name__", "up"), KeyValuePair.Create("a", new string('x', 200))]);
        var writer = new RemoteWriteWriter();
        foreach (var value in values)
        {
            writer.Series(block, [.. instants.Select(instant => new RemoteWriteSample(value, instant))]);
        }

        var reader = new RemoteWriteReader(writer.Written);
        foreach (var value in values)
        {
            reader.MoveNext().ShouldBeTrue(reader.Fault?.ToString());
            reader.Current.LabelBlock.SequenceEqual(block).ShouldBeTrue();
            SamplesOf(reader.Current).Select(s => (BitConverter.DoubleToInt64Bits(s.Value), s.Timestamp))
                .ShouldBe(instants.Select(instant => (BitConverter.DoubleToInt64Bits(value), instant)));
        }

        new RemoteWriteSample(values[3], 0).IsStale.ShouldBeTrue();
    }

    [Fact]
    public void Reading_a_series_allocates_nothing()
    {
        var request = NodeExporter.Request(1_764_000_000_000);
        Count(request).ShouldBe(NodeExporter.SeriesCount);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(request);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Metadata_are_read()
    {
        var writer = new RemoteWriteWriter();
        writer.Metadata(new(MetricKind.Counter, "http_requests", "Requests, é", "requests"));

        var read = RemoteWriteMetadataReader.Read(writer.Written, 10, out var fault);

        fault.ShouldBeNull();
        read.ShouldBe([new(MetricKind.Counter, "http_requests", "Requests, é", "requests")]);
    }

    private static long Count(byte[] request)
    {
        var reader = new RemoteWriteReader(request);
        var count = 0L;
        while (reader.MoveNext())
        {
            foreach (var sample in reader.Current.Samples)
            {
                count += sample.Timestamp > 0 ? 1 : 0;
            }
        }

        return count;
    }

    internal static string LabelsOf(RemoteWriteSeries series)
    {
        var text = new StringBuilder();
        foreach (var label in series.Labels)
        {
            text.Append(text.Length > 0 ? " " : "").Append(Encoding.UTF8.GetString(label.Name)).Append('=').Append(Encoding.UTF8.GetString(label.Value));
        }

        return text.ToString();
    }

    internal static List<RemoteWriteSample> SamplesOf(RemoteWriteSeries series)
    {
        var samples = new List<RemoteWriteSample>();
        foreach (var sample in series.Samples)
        {
            samples.Add(sample);
        }

        return samples;
    }
}
