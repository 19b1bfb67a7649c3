using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Majordome.Protocols.Protobuf;

/// <summary>Writes the fields of a protobuf message (protobuf.dev, «Encoding»), in the order called. Default values are not left out.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>How many bytes a varint takes.</summary>
    public static int SizeOf(ulong value) => (System.Numerics.BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Forgets what was written.</summary>
    public void Clear() => buffer.ResetWrittenCount();

    /// <summary>An integer; a negative one takes ten bytes.</summary>
    public void Varint(int field, long value)
    {
        Tag(field, WireType.Varint);
        Raw(unchecked((ulong)value));
    }

    /// <summary>A fixed64.</summary>
    public void Fixed64(int field, ulong value)
    {
        Tag(field, WireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>A double, bit for bit.</summary>
    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A string, bytes or a message that is already written.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Head(field, value.Length);
        buffer.Write(value);
    }

    /// <summary>A string.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>The tag and the length of a field whose bytes the caller writes next.</summary>
    public void Head(int field, int length)
    {
        Tag(field, WireType.Bytes);
        Raw((ulong)length);
    }

    /// <summary>Bytes as they are, fields already laid out.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    private void Tag(int field, WireType wire) => Raw(((ulong)field << 3) | (ulong)wire);

    private void Raw(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }
}
