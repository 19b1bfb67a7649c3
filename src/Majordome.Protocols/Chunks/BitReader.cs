using System.Buffers.Binary;
using System.Numerics;

namespace Majordome.Protocols.Chunks;

/// <summary>Reads what <see cref="BitWriter"/> wrote. Beyond the end it gives zeros and remembers it (<see cref="IsDamaged"/>): it never throws.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;
    private ulong held;   // the next bits, at the high end
    private int bits;

    /// <summary>Whether something was read that is not there, or could not be.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Where the next whole byte is.</summary>
    public readonly int Position => at - (bits / 8);

    /// <summary>Bytes from <see cref="Position"/> to the end.</summary>
    public readonly int Left => bytes.Length - Position;

    public void Fail() => IsDamaged = true;

    /// <summary>Reads bits; at most 56 at once.</summary>
    public ulong Bits(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        Fill(count);
        var value = held >> (64 - count);
        Take(count);
        return value;
    }

    /// <summary>Reads up to 64 bits.</summary>
    public ulong Wide(int count) => count > 32 ? (Bits(count - 32) << 32) | Bits(32) : Bits(count);

    /// <summary>Counts ones up to a zero, which is read too; at most so many (below 56), after which no zero is read.</summary>
    public int Ones(int most)
    {
        Fill(most);
        var ones = Math.Min(BitOperations.LeadingZeroCount(~held), most);
        Take(ones < most ? ones + 1 : ones);
        return ones;
    }

    /// <summary>Goes on at the next whole byte.</summary>
    public void Align()
    {
        (at, held, bits) = (Position, 0, 0);
    }

    public byte Byte()
    {
        if (at >= bytes.Length)
        {
            IsDamaged = true;
            return 0;
        }

        return bytes[at++];
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        IsDamaged = true;
        return value;
    }

    /// <summary>A number below a bound; zero, and damage, when it is not.</summary>
    public int Count(int most)
    {
        var value = Varint();
        if (value <= (ulong)most)
        {
            return (int)value;
        }

        IsDamaged = true;
        return 0;
    }

    public long Signed() => UnZigZag(Varint());

    /// <summary>Reads eight bytes, aligned, little endian.</summary>
    public ulong Fixed() => Bytes(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64LittleEndian(eight) : 0;

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed());

    public void Skip(int count) => Bytes(count);

    /// <summary>So many bytes, aligned; none, and damage, when there are fewer.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > bytes.Length - at)
        {
            (IsDamaged, at) = (true, bytes.Length);
            return [];
        }

        at += count;
        return bytes.Slice(at - count, count);
    }

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private void Fill(int count)
    {
        if (bits >= count)
        {
            return;
        }

        if (bytes.Length - at >= 8)
        {
            held |= BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) >> bits;
            var whole = (63 - bits) / 8;
            at += whole;
            bits += whole * 8;
            held &= ulong.MaxValue << (64 - bits);
            return;
        }

        while (bits <= 56 && at < bytes.Length)
        {
            held |= (ulong)bytes[at++] << (56 - bits);
            bits += 8;
        }

    }

    private void Take(int count)
    {
        held <<= count;
        bits -= count;
        if (bits < 0)
        {
            // Zeros stood for what is missing.
            (IsDamaged, bits) = (true, 0);
        }
    }
}
