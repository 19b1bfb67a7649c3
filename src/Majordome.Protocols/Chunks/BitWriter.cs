using System.Buffers.Binary;

namespace Majordome.Protocols.Chunks;

/// <summary>A growing run of bytes that bits can be written to, the most significant first. Whole bytes start where the last bit's byte ends.</summary>
internal sealed class BitWriter
{
    private byte[] bytes = new byte[512];
    private ulong held;   // the bits that do not fill a byte yet, at the low end
    private int bits;     // how many, less than 8 between calls

    /// <summary>Bytes written, the last of them perhaps in part.</summary>
    public int Length { get; private set; }

    /// <summary>What was written, whole.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => (Length, held, bits) = (0, 0, 0);

    /// <summary>Takes back all but the first bytes.</summary>
    public void CutTo(int length) => (Length, held, bits) = (length, 0, 0);

    /// <summary>Writes the low bits of a value; at most 56 at once.</summary>
    public void Bits(ulong value, int count)
    {
        held = (held << count) | (value & ((1UL << count) - 1));
        bits += count;
        Reserve(8);
        while (bits >= 8)
        {
            bits -= 8;
            bytes[Length++] = (byte)(held >> bits);
        }
    }

    /// <summary>Writes the low bits of a value, up to all 64.</summary>
    public void Wide(ulong value, int count)
    {
        if (count > 32)
        {
            Bits(value >> 32, count - 32);
            Bits(value, 32);
        }
        else
        {
            Bits(value, count);
        }
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void Align()
    {
        if (bits > 0)
        {
            Bits(0, 8 - bits);
        }
    }

    /// <summary>Writes a byte, aligned.</summary>
    public void Byte(byte value)
    {
        Reserve(1);
        bytes[Length++] = value;
    }

    /// <summary>Writes an unsigned number in groups of seven bits, aligned (LEB128).</summary>
    public void Varint(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7)
        {
            bytes[Length++] = (byte)(value | 0x80);
        }

        bytes[Length++] = (byte)value;
    }

    /// <summary>Writes a number with a sign, aligned (zigzag, LEB128).</summary>
    public void Signed(long value) => Varint(ZigZag(value));

    /// <summary>Writes eight bytes, aligned, little endian.</summary>
    public void Fixed(ulong value)
    {
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Length), value);
        Length += 8;
    }

    /// <summary>Writes the bits of a double, aligned, little endian.</summary>
    public void Double(double value) => Fixed(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes bytes, aligned.</summary>
    public void Bytes(ReadOnlySpan<byte> more)
    {
        Reserve(more.Length);
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    /// <summary>A number with a sign as one without: 0, −1, 1, −2… become 0, 1, 2, 3…</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Bytes of a number in groups of seven bits.</summary>
    public static int VarintLength(ulong value) => 1 + (System.Numerics.BitOperations.Log2(value | 1) / 7);

    private void Reserve(int more)
    {
        if (bytes.Length - Length < more)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + more));
        }
    }
}
