using System.Buffers.Binary;

namespace Majordome.Protocols.Samples;

/// <summary>Bytes that grow at their end, in an array that is kept from one use to the next.</summary>
internal sealed class ByteBuilder
{
    /// <summary>Bytes that a number takes at most.</summary>
    private const int LongestNumber = 10;

    private byte[] bytes = new byte[4096];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one byte.</summary>
    public void Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    /// <summary>Appends eight bytes, the lowest first.</summary>
    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
        Length += 8;
    }

    /// <summary>Appends the bit pattern of a double.</summary>
    public void Fixed(double value) => Fixed(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Appends a whole number in groups of seven bits, the lowest first; the high bit says that more follow (LEB128): 1–10 bytes.</summary>
    public void Number(ulong value)
    {
        var room = Room(LongestNumber);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            room[at++] = (byte)(value | 0x80);
        }

        room[at++] = (byte)value;
        Length += at;
    }

    /// <summary>Appends a number of either sign, folded so that small ones stay short: 0, −1, 1, −2, …</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Room(more.Length));
        Length += more.Length;
    }

    /// <summary>At least so many bytes after the end, to be written and then declared with <see cref="Advance"/>.</summary>
    public Span<byte> Room(int count)
    {
        if (bytes.Length - Length < count)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        }

        return bytes.AsSpan(Length);
    }

    /// <summary>Declares bytes written into the room.</summary>
    public void Advance(int count) => Length += count;
}
