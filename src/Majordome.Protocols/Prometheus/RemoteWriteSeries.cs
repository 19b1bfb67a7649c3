using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.Prometheus;

/// <summary>A value at an instant.</summary>
/// <param name="Value">Any double, bit for bit: <see cref="RemoteWriteSample.StaleMarker"/> too.</param>
/// <param name="Timestamp">Milliseconds since 1970 UTC.</param>
public readonly record struct RemoteWriteSample(double Value, long Timestamp)
{
    /// <summary>The bits of the NaN that says «this series is no longer there» (prometheus, <c>model/value</c>).</summary>
    public const ulong StaleMarker = 0x7ff0000000000002;

    /// <summary>Whether it says that the series has ended.</summary>
    public bool IsStale => BitConverter.DoubleToUInt64Bits(Value) == StaleMarker;
}

/// <summary>A label, in place.</summary>
public readonly ref struct RemoteWriteLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>One series of a request, in place (message <c>prometheus.TimeSeries</c>).</summary>
public ref struct RemoteWriteSeries
{
    private readonly ReadOnlySpan<byte> bytes;
    private ReadOnlySpan<byte> samples;

    internal RemoteWriteSeries(ReadOnlySpan<byte> bytes, int position)
    {
        this.bytes = bytes;
        Position = position;
    }

    /// <summary>Where it stands in the request, in bytes.</summary>
    public int Position { get; }

    /// <summary>
    /// Its labels as they came, tags and lengths included: what tells series apart. In place where they stand together, as every writer
    /// known has them; else collected into a new array.
    /// </summary>
    public ReadOnlySpan<byte> LabelBlock { get; private set; }

    /// <summary>How many samples it has.</summary>
    public int SampleCount { get; private set; }

    /// <summary>How many exemplars it has.</summary>
    public int ExemplarCount { get; private set; }

    /// <summary>How many native histograms it has.</summary>
    public int HistogramCount { get; private set; }

    /// <summary>Its labels, in the order sent.</summary>
    public readonly RemoteWriteLabels Labels => new(LabelBlock);

    /// <summary>Its samples, in the order sent.</summary>
    public readonly RemoteWriteSamples Samples => new(samples);

    /// <summary>What is wrong with its labels; <c>null</c>: nothing. See <see cref="RemoteWriteLabelRules"/>.</summary>
    public readonly FormatFault? FaultOf(RemoteWriteLimits limits) => RemoteWriteLabelRules.FaultOf(LabelBlock, limits, Position);

    /// <summary>Finds where labels and samples lie, and checks that each is laid out as its type says.</summary>
    internal FormatFault? Frame()
    {
        // What every writer sends: labels, then samples, nothing else.
        var at = 0;
        while (at + 2 < bytes.Length && bytes[at] == 0x0A)
        {
            var (low, high) = (bytes[at + 1], bytes[at + 2]);
            if (low >= 0x80 && high >= 0x80)
            {
                break; // longer than 16 KiB
            }

            at += low < 0x80 ? 2 + low : 3 + (low & 0x7F) + (high << 7);
        }

        var labelsEnd = at;
        while (at + 1 < bytes.Length && bytes[at] == 0x12 && bytes[at + 1] <= bytes.Length - at - 2
            && RemoteWriteSamples.IsPlain(bytes.Slice(at + 2, bytes[at + 1])))
        {
            at += 2 + bytes[at + 1];
            SampleCount++;
        }

        if (at == bytes.Length)
        {
            LabelBlock = bytes[..labelsEnd];
            samples = bytes[labelsEnd..];
            return null;
        }

        SampleCount = 0;
        return FrameByField();
    }

    private FormatFault? FrameByField()
    {
        var reader = new ProtoReader(bytes, Position);
        var (start, end, isSplit) = (0, 0, false);
        for (var before = 0; reader.Next(); before = reader.At)
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Bytes();
                    isSplit |= end > 0 && before != end;
                    (start, end) = (end == 0 ? before : start, reader.At);
                    break;
                case 2:
                    SampleCount++;
                    var sample = reader.Message();
                    RemoteWriteSamples.Read(ref sample);
                    reader.Adopt(sample);
                    break;
                default:
                    ExemplarCount += reader.Field == 3 ? 1 : 0;
                    HistogramCount += reader.Field == 4 ? 1 : 0;
                    reader.Skip();
                    break;
            }
        }

        if (reader.Fault is { } fault)
        {
            return fault;
        }

        LabelBlock = isSplit ? Collect() : bytes[start..end];
        samples = bytes;
        return null;
    }

    private readonly byte[] Collect()
    {
        var writer = new ProtoWriter();
        var reader = new ProtoReader(bytes);
        for (var before = 0; reader.Next(); before = reader.At)
        {
            reader.Skip();
            if (reader.Field == 1)
            {
                writer.Raw(bytes[before..reader.At]);
            }
        }

        return writer.Written.ToArray();
    }
}

/// <summary>Walks the labels of a block that <see cref="RemoteWriteReader"/> gave or <see cref="RemoteWriteWriter.LabelBlock"/> wrote.</summary>
public ref struct RemoteWriteLabels
{
    private ProtoReader block;

    /// <summary>Starts on a block. One that is broken ends early: <see cref="RemoteWriteLabelRules"/> tells.</summary>
    public RemoteWriteLabels(ReadOnlySpan<byte> block) => this.block = new ProtoReader(block);

    /// <summary>The label that <see cref="MoveNext"/> came to.</summary>
    public RemoteWriteLabel Current { get; private set; }

    /// <summary>What stopped the walk, if not the end.</summary>
    internal readonly FormatFault? Fault => block.Fault;

    /// <summary>Where the walk stands in the block.</summary>
    internal readonly int At => block.At;

    /// <summary>This.</summary>
    public readonly RemoteWriteLabels GetEnumerator() => this;

    /// <summary>Goes to the next label.</summary>
    public bool MoveNext()
    {
        if (!block.Next())
        {
            return false;
        }

        var label = block.Message();
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> value = default;
        while (label.Next())
        {
            switch (label.Field)
            {
                case 1:
                    name = label.Bytes();
                    break;
                case 2:
                    value = label.Bytes();
                    break;
                default:
                    label.Skip();
                    break;
            }
        }

        block.Adopt(label);
        Current = new RemoteWriteLabel(name, value);
        return block.Rule is null;
    }
}

/// <summary>Walks the samples of a series.</summary>
public ref struct RemoteWriteSamples
{
    private const int LongestPlain = 1 + 8 + 1 + 10;

    private ReadOnlySpan<byte> rest;

    internal RemoteWriteSamples(ReadOnlySpan<byte> fields) => rest = fields;

    /// <summary>The sample that <see cref="MoveNext"/> came to.</summary>
    public RemoteWriteSample Current { get; private set; }

    /// <summary>This.</summary>
    public readonly RemoteWriteSamples GetEnumerator() => this;

    /// <summary>Goes to the next sample.</summary>
    public bool MoveNext()
    {
        while (rest.Length > 1)
        {
            if (rest[0] == 0x12 && rest[1] <= rest.Length - 2 && IsPlain(rest.Slice(2, rest[1])))
            {
                var plain = rest.Slice(2, rest[1]);
                Current = new RemoteWriteSample(BinaryPrimitives.ReadDoubleLittleEndian(plain[1..]), PlainVarint(plain[10..]));
                rest = rest[(2 + plain.Length)..];
                return true;
            }

            var reader = new ProtoReader(rest);
            reader.Next();
            if (reader.Field == 2)
            {
                var sample = reader.Message();
                Current = Read(ref sample);
                rest = rest[reader.At..];
                return true;
            }

            reader.Skip();
            rest = reader.Rule is null ? rest[reader.At..] : default;
        }

        return false;
    }

    /// <summary>Whether it is laid out as every writer does: value, then timestamp, nothing else, and no timestamp beyond 63 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlain(ReadOnlySpan<byte> sample) =>
        sample.Length is > 10 and < LongestPlain && sample[0] == 0x09 && sample[9] == 0x10 && EndsOnlyAtEnd(sample[10..]);

    /// <summary>Reads a sample laid out in any order; what is left out is zero.</summary>
    internal static RemoteWriteSample Read(ref ProtoReader sample)
    {
        var (value, timestamp) = (0.0, 0L);
        while (sample.Next())
        {
            switch (sample.Field)
            {
                case 1:
                    value = sample.Double();
                    break;
                case 2:
                    timestamp = unchecked((long)sample.Varint());
                    break;
                default:
                    sample.Skip();
                    break;
            }
        }

        return new RemoteWriteSample(value, timestamp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EndsOnlyAtEnd(ReadOnlySpan<byte> varint)
    {
        for (var i = 0; i < varint.Length - 1; i++)
        {
            if (varint[i] < 0x80)
            {
                return false;
            }
        }

        return varint[^1] < 0x80;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long PlainVarint(ReadOnlySpan<byte> varint)
    {
        var value = 0UL;
        for (var i = 0; i < varint.Length; i++)
        {
            value |= (ulong)(varint[i] & 0x7F) << (7 * i);
        }

        return (long)value;
    }
}
