using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>
/// Walks the messages of <c>opentelemetry.proto.metrics.v1</c>. What the points depend on may stand behind them: each message is looked through
/// once for that, then once for what it holds.
/// </summary>
internal sealed class OtlpProtobuf(OtlpSeries series)
{
    private readonly OtlpPoint point = new();

    private delegate void Enter(ref ProtoReader message);

    /// <summary>Reads an <c>ExportMetricsServiceRequest</c>; what is wrong is left in the reader.</summary>
    public void Read(ref ProtoReader request) => Each(ref request, 1, ReadResourceMetrics);

    private void ReadResourceMetrics(ref ProtoReader message)
    {
        point.Clear();
        var first = message;
        Each(ref first, 1, (ref ProtoReader resource) => Each(ref resource, 1, ReadAttribute));
        series.Resource(point.Attributes);
        message.Adopt(first);
        Each(ref message, 2, (ref ProtoReader scope) => Each(ref scope, 2, ReadMetric));
    }

    private void ReadMetric(ref ProtoReader message)
    {
        var (name, unit, kind) = ("", "", (OtlpKind?)null);
        var data = default(ProtoReader);
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    name = Encoding.UTF8.GetString(message.Bytes());
                    break;
                case 3:
                    unit = Encoding.UTF8.GetString(message.Bytes());
                    break;
                case 5 or 7 or 9 or 10 or 11:
                    kind = message.Field switch { 5 => OtlpKind.Gauge, 7 => OtlpKind.Sum, 9 => OtlpKind.Histogram, 10 => OtlpKind.ExponentialHistogram, _ => OtlpKind.Summary };
                    data = message.Message();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        if (message.Rule is null && kind is { } known)
        {
            ReadData(ref data, name, unit, known);
            message.Adopt(data);
        }
    }

    private void ReadData(ref ProtoReader data, string name, string unit, OtlpKind kind)
    {
        var first = data;
        var (temporality, isMonotonic) = (0UL, false);
        while (first.Next())
        {
            switch (first.Field)
            {
                case 2:
                    temporality = first.Varint();
                    break;
                case 3:
                    isMonotonic = first.Varint() != 0;
                    break;
                default:
                    first.Skip();
                    break;
            }
        }

        data.Adopt(first);
        series.Metric(new OtlpMetric(name, unit, kind, unchecked((long)temporality), isMonotonic));
        Each(ref data, 1, (ref ProtoReader message) =>
        {
            point.Clear();
            while (message.Next())
            {
                ReadField(ref message, kind);
            }

            if (message.Rule is null)
            {
                series.Take(point);
            }
        });
    }

    private void ReadField(ref ProtoReader message, OtlpKind kind)
    {
        switch (kind, message.Field)
        {
            case (_, 3):
                point.Time = message.Fixed64();
                break;
            case (OtlpKind.Gauge or OtlpKind.Sum, 4):
                point.Value = message.Double();
                break;
            case (OtlpKind.Gauge or OtlpKind.Sum, 6):
                point.Value = unchecked((long)message.Fixed64());
                break;
            case (OtlpKind.Histogram or OtlpKind.ExponentialHistogram or OtlpKind.Summary, 4):
                point.Count = message.Fixed64();
                break;
            case (OtlpKind.Histogram or OtlpKind.ExponentialHistogram or OtlpKind.Summary, 5):
                point.Sum = message.Double();
                break;
            case (OtlpKind.Histogram, 6):
                ReadNumbers(ref message, point.Buckets, static bits => bits);
                break;
            case (OtlpKind.Histogram, 7):
                ReadNumbers(ref message, point.Bounds, BitConverter.UInt64BitsToDouble);
                break;
            case (OtlpKind.Summary, 6):
                Descend(ref message, ReadQuantile);
                break;
            case (OtlpKind.Gauge or OtlpKind.Sum or OtlpKind.Summary, 7) or (OtlpKind.Histogram, 9) or (OtlpKind.ExponentialHistogram, 1):
                Descend(ref message, ReadAttribute);
                break;
            case (OtlpKind.Gauge or OtlpKind.Sum or OtlpKind.Summary, 8) or (OtlpKind.Histogram or OtlpKind.ExponentialHistogram, 10):
                point.Flags = message.Varint();
                break;
            default:
                message.Skip();
                break;
        }
    }

    // Packed or one by one: a reader takes both (protobuf.dev, «Encoding», «Packed Repeated Fields»).
    private void ReadNumbers<T>(ref ProtoReader message, List<T> list, Func<ulong, T> of)
    {
        if (message.Wire == WireType.Fixed64)
        {
            point.Add(list, of(message.Fixed64()));
            return;
        }

        var packed = message.Bytes();
        for (; packed.Length >= sizeof(ulong); packed = packed[sizeof(ulong)..])
        {
            point.Add(list, of(BinaryPrimitives.ReadUInt64LittleEndian(packed)));
        }

        if (!packed.IsEmpty)
        {
            message.Fail("protobuf-truncated", message.Position);
        }
    }

    private void ReadQuantile(ref ProtoReader message)
    {
        var (quantile, value) = (0.0, 0.0);
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    quantile = message.Double();
                    break;
                case 2:
                    value = message.Double();
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        point.Add(point.Quantiles, (quantile, value));
    }

    private void ReadAttribute(ref ProtoReader message)
    {
        var (key, value) = ("", (string?)"");
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    key = Encoding.UTF8.GetString(message.Bytes());
                    break;
                case 2:
                    var any = message.Message();
                    value = ReadValue(ref any);
                    message.Adopt(any);
                    break;
                default:
                    message.Skip();
                    break;
            }
        }

        point.Add(key, value);
    }

    /// <summary>An <c>AnyValue</c> as text; empty where it has none; <c>null</c> for lists, maps and bytes.</summary>
    private static string? ReadValue(ref ProtoReader message)
    {
        string? value = "";
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1:
                    value = Encoding.UTF8.GetString(message.Bytes());
                    break;
                case 2:
                    value = message.Varint() != 0 ? "true" : "false";
                    break;
                case 3:
                    value = unchecked((long)message.Varint()).ToString(CultureInfo.InvariantCulture);
                    break;
                case 4:
                    value = OtlpPoint.Number(message.Double());
                    break;
                default:
                    value = null;
                    message.Skip();
                    break;
            }
        }

        return value;
    }

    private void Each(ref ProtoReader message, int field, Enter enter)
    {
        while (!series.IsStopped && message.Next())
        {
            if (message.Field == field)
            {
                Descend(ref message, enter);
            }
            else
            {
                message.Skip();
            }
        }
    }

    private static void Descend(ref ProtoReader message, Enter enter)
    {
        var inner = message.Message();
        if (message.Rule is null)
        {
            enter(ref inner);
            message.Adopt(inner);
        }
    }
}
