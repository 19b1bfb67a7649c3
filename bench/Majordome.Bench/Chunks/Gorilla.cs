using System.Numerics;

namespace Majordome.Bench.Chunks;

/// <summary>
/// The measure of comparison: one series as in T. Pelkonen et al., «Gorilla: A Fast, Scalable, In-Memory Time Series Database», VLDB 2015, 4.1:
/// instants (milliseconds here) as differences of differences in five classes, values by XOR with the one before.
/// </summary>
internal static class Gorilla
{
    private static readonly (int Prefix, int PrefixBits, int Bits)[] Classes = [(0b10, 2, 7), (0b110, 3, 9), (0b1110, 4, 12)];

    /// <summary>Writes a series.</summary>
    public static void Write(ReadOnlySpan<long> instants, ReadOnlySpan<double> values, BitBuffer target)
    {
        target.Write((ulong)(instants[0] / 1000), 64);
        target.Write(BitConverter.DoubleToUInt64Bits(values[0]), 64);
        var (delta, leading, trailing) = (0L, -1, 0);
        for (var i = 1; i < instants.Length; i++)
        {
            var next = instants[i] / 1000 - instants[i - 1] / 1000;
            WriteInstant(target, next - delta);
            delta = next;
            var xor = BitConverter.DoubleToUInt64Bits(values[i]) ^ BitConverter.DoubleToUInt64Bits(values[i - 1]);
            WriteValue(target, xor, ref leading, ref trailing);
        }
    }

    /// <summary>Reads a series.</summary>
    public static void Read(BitBuffer source, Span<long> instants, Span<double> values)
    {
        var at = (long)source.Read(64);
        var bits = source.Read(64);
        var (delta, leading, width) = (0L, 0, 0);
        for (var i = 0; ; i++)
        {
            instants[i] = at * 1000;
            values[i] = BitConverter.UInt64BitsToDouble(bits);
            if (i == instants.Length - 1)
            {
                return;
            }

            delta += ReadInstant(source);
            at += delta;
            if (source.Read(1) == 0)
            {
                continue;
            }

            if (source.Read(1) == 1)
            {
                leading = (int)source.Read(5);
                width = (int)source.Read(6);
                width = width == 0 ? 64 : width;
            }

            bits ^= source.Read(width) << (64 - leading - width);
        }
    }

    private static void WriteInstant(BitBuffer target, long change)
    {
        if (change == 0)
        {
            target.Write(0, 1);
            return;
        }

        foreach (var (prefix, prefixBits, bits) in Classes)
        {
            var low = -(1L << (bits - 1)) + 1;
            if (change >= low && change <= 1L << (bits - 1))
            {
                target.Write((uint)prefix, prefixBits);
                target.Write((ulong)(change - low), bits);
                return;
            }
        }

        target.Write(0b1111, 4);
        target.Write((uint)(int)change, 32);
    }

    private static long ReadInstant(BitBuffer source)
    {
        if (source.Read(1) == 0)
        {
            return 0;
        }

        foreach (var (_, _, bits) in Classes)
        {
            if (source.Read(1) == 0)
            {
                return (long)source.Read(bits) - (1L << (bits - 1)) + 1;
            }
        }

        return (int)(uint)source.Read(32);
    }

    private static void WriteValue(BitBuffer target, ulong xor, ref int leading, ref int trailing)
    {
        if (xor == 0)
        {
            target.Write(0, 1);
            return;
        }

        var (newLeading, newTrailing) = (Math.Min(31, BitOperations.LeadingZeroCount(xor)), BitOperations.TrailingZeroCount(xor));
        if (leading >= 0 && newLeading >= leading && newTrailing >= trailing)
        {
            target.Write(0b10, 2);
        }
        else
        {
            (leading, trailing) = (newLeading, newTrailing);
            target.Write(0b11, 2);
            target.Write((uint)leading, 5);
            target.Write((uint)(64 - leading - trailing) & 63, 6);
        }

        target.Write(xor >> trailing, 64 - leading - trailing);
    }
}
