using System.Numerics;

namespace Majordome.Protocols.Chunks;

/// <summary>
/// A column of doubles, each told by the bits that differ from the one before (T. Pelkonen and others, "Gorilla", 2015): none; those within the last
/// window; or those of a window of its own.
/// </summary>
internal static class BitsColumn
{
    /// <summary>Writes a column.</summary>
    public static void Write(ReadOnlySpan<double> values, BitWriter to)
    {
        var last = BitConverter.DoubleToUInt64Bits(values[0]);
        to.Wide(last, 64);
        var (leading, trailing) = (65, 0);
        foreach (var value in values[1..])
        {
            var bits = BitConverter.DoubleToUInt64Bits(value);
            var differing = bits ^ last;
            last = bits;
            if (differing == 0)
            {
                to.Bits(0, 1);
                continue;
            }

            var (zeros, end) = (Math.Min(31, BitOperations.LeadingZeroCount(differing)), BitOperations.TrailingZeroCount(differing));
            if (zeros >= leading && end >= trailing && 64 - leading - trailing <= 64 - zeros - end + 11)
            {
                to.Bits(0b10, 2);
                to.Wide(differing >> trailing, 64 - leading - trailing);
                continue;
            }

            (leading, trailing) = (zeros, end);
            to.Bits(0b11, 2);
            to.Bits((ulong)leading, 5);
            to.Bits((ulong)(64 - leading - trailing - 1), 6);
            to.Wide(differing >> trailing, 64 - leading - trailing);
        }

        to.Align();
    }

    /// <summary>Reads a column of a known length; damage is told by the reader.</summary>
    public static void Read(ref BitReader from, Span<double> values)
    {
        var last = from.Wide(64);
        values[0] = BitConverter.UInt64BitsToDouble(last);
        var (width, trailing) = (0, 0);
        for (var i = 1; i < values.Length && !from.IsDamaged; i++)
        {
            if (from.Bits(1) == 1)
            {
                if (from.Bits(1) == 1)
                {
                    var leading = (int)from.Bits(5);
                    width = (int)from.Bits(6) + 1;
                    trailing = 64 - leading - width;
                    if (trailing < 0)
                    {
                        from.Fail();
                        return;
                    }
                }

                last ^= from.Wide(width) << trailing;
            }

            values[i] = BitConverter.UInt64BitsToDouble(last);
        }

        from.Align();
    }
}
