using System.Buffers.Binary;

namespace Majordome.Protocols.Samples;

/// <summary>Reads what <see cref="ByteBuilder"/> wrote. Past the end it gives zeros and says <see cref="Failed"/>; it never throws.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Where the next byte is.</summary>
    public int At { get; private set; }

    /// <summary>Whether something was asked for that is not there, or that no writer writes.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether everything was read, and nothing failed.</summary>
    public readonly bool IsAtEnd => !Failed && At == bytes.Length;

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        if (At < bytes.Length)
        {
            return bytes[At++];
        }

        Failed = true;
        return 0;
    }

    /// <summary>Eight bytes, the lowest first.</summary>
    public ulong Fixed()
    {
        var eight = Bytes(8);
        return eight.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(eight);
    }

    /// <summary>A double by its bit pattern.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed());

    /// <summary>A whole number (LEB128).</summary>
    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Failed = true;
        return 0;
    }

    /// <summary>A number of either sign.</summary>
    public long Signed()
    {
        var folded = Number();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>A whole number that must not exceed a bound; zero and a failure when it does.</summary>
    public int Count(int most)
    {
        var value = Number();
        if (value <= (ulong)most)
        {
            return (int)value;
        }

        Failed = true;
        return 0;
    }

    /// <summary>Fails when what was read cannot be.</summary>
    public void Require(bool holds) => Failed |= !holds;

    /// <summary>So many bytes as they are; none, and a failure, when there are fewer.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || bytes.Length - At < count)
        {
            Failed = true;
            return [];
        }

        At += count;
        return bytes.Slice(At - count, count);
    }
}
