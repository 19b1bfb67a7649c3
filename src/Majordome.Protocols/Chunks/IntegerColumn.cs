using System.Numerics;

namespace Majordome.Protocols.Chunks;

/// <summary>
/// A column of whole numbers that starts at zero, written in the shortest of several ways: the numbers, their differences or the differences of
/// those, around their mean, in Rice codes (R. F. Rice, 1979); all of one width; or only where a difference is not zero.
/// </summary>
internal sealed class IntegerColumn
{
    /// <summary>From so many ones on, a Rice code is followed by the whole number.</summary>
    private const int MostOnes = 20;

    private const int EscapedBits = 64;

    private ulong[] codes = new ulong[256];

    private enum Way : byte
    {
        Zeros,
        SparseSteps,
        SparseTurns,
        RiceValues,
        RiceSteps,
        RiceTurns,
        Packed,
    }

    /// <summary>Writes a column.</summary>
    /// <param name="numbers">The first is zero; all within ±2⁶¹.</param>
    /// <param name="to">Where to; aligned before and after.</param>
    public void Write(ReadOnlySpan<long> numbers, BitWriter to)
    {
        if (!numbers.ContainsAnyExcept(0))
        {
            to.Byte((byte)Way.Zeros);
            return;
        }

        var best = Plan.None;
        Consider(ref best, PlanSparse(numbers, Way.SparseSteps));
        Consider(ref best, PlanSparse(numbers, Way.SparseTurns));
        Consider(ref best, PlanRice(numbers, Way.RiceSteps));
        Consider(ref best, PlanRice(numbers, Way.RiceTurns));
        Consider(ref best, PlanRice(numbers, Way.RiceValues));
        Consider(ref best, PlanPacked(numbers));
        to.Byte((byte)best.Way);
        switch (best.Way)
        {
            case Way.SparseSteps or Way.SparseTurns:
                WriteSparse(numbers, best, to);
                break;
            case Way.Packed:
                to.Signed(best.Base);
                to.Byte((byte)best.Width);
                foreach (var number in numbers[1..])
                {
                    to.Wide((ulong)(number - best.Base), best.Width);
                }

                break;
            default:
                WriteRice(numbers, best, to);
                break;
        }

        to.Align();
    }

    /// <summary>Reads a column of a known length; damage is told by the reader.</summary>
    public static void Read(ref BitReader from, Span<long> numbers)
    {
        var head = from.Byte();
        var way = (Way)(head & 7);
        numbers[0] = 0;
        switch (way)
        {
            case Way.Zeros:
                numbers.Clear();
                return;
            case Way.SparseSteps or Way.SparseTurns:
                ReadSparse(ref from, numbers, way);
                break;
            case Way.Packed:
                var (least, width) = (from.Signed(), Math.Min((int)from.Byte(), 63));
                for (var i = 1; i < numbers.Length; i++)
                {
                    numbers[i] = unchecked(least + (long)from.Wide(width));
                }

                break;
            case Way.RiceValues or Way.RiceSteps or Way.RiceTurns:
                ReadRice(ref from, numbers, way);
                break;
            default:
                from.Fail();
                break;
        }

        from.Align();
    }

    private static void Consider(ref Plan best, Plan other) => best = other.Bits < best.Bits ? other : best;

    // Differences, or differences of those, that are zero cost nothing: steps of a level, the beat of a clock.
    private Plan PlanSparse(ReadOnlySpan<long> numbers, Way way)
    {
        var (bytes, changes, last) = (2, 0, 0);
        var codes = CodesOf(numbers, way, 0);
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] != 0)
            {
                bytes += BitWriter.VarintLength((ulong)(i - last)) + BitWriter.VarintLength(codes[i]);
                (last, changes) = (i, changes + 1);
            }
        }

        return new(way, 0, changes, (bytes + BitWriter.VarintLength((ulong)changes)) * 8L);
    }

    private void WriteSparse(ReadOnlySpan<long> numbers, Plan plan, BitWriter to)
    {
        to.Varint((ulong)plan.Base);
        var codes = CodesOf(numbers, plan.Way, 0);
        var last = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] != 0)
            {
                to.Varint((ulong)(i - last));
                to.Varint(codes[i]);
                last = i;
            }
        }
    }

    private static void ReadSparse(ref BitReader from, Span<long> numbers, Way way)
    {
        var changes = from.Count(numbers.Length);
        var steps = numbers[1..];
        steps.Clear();
        for (var (at, i) = (0, 0); i < changes; i++)
        {
            at += from.Count(numbers.Length);
            var step = from.Signed();
            if (at >= steps.Length)
            {
                from.Fail();
                return;
            }

            steps[at] = step;
        }

        Rebuild(numbers, way);
    }

    private Plan PlanRice(ReadOnlySpan<long> numbers, Way way)
    {
        var center = Center(numbers, way);
        var codes = CodesOf(numbers, way, center);
        var sum = 0.0;
        foreach (var code in codes)
        {
            sum += code;
        }

        // The width at which a code of the mean size is shortest; its neighbours are tried too, since codes are seldom geometric.
        var guess = (int)Math.Clamp(Math.Log2(Math.Max(1, sum / codes.Length * 0.69)), 0, 40);
        var best = Plan.None;
        for (var width = Math.Max(0, guess - 2); width <= guess + 1; width++)
        {
            var bits = 16L + (8 * BitWriter.VarintLength(BitWriter.ZigZag(center)));
            foreach (var code in codes)
            {
                var ones = code >> width;
                bits += ones < MostOnes ? (long)ones + 1 + width : MostOnes + EscapedBits;
            }

            Consider(ref best, new(way, width, center, bits));
        }

        return best;
    }

    private void WriteRice(ReadOnlySpan<long> numbers, Plan plan, BitWriter to)
    {
        to.Byte((byte)plan.Width);
        to.Signed(plan.Base);
        foreach (var code in CodesOf(numbers, plan.Way, plan.Base))
        {
            var ones = code >> plan.Width;
            if (ones < MostOnes)
            {
                to.Bits(((1UL << (int)ones) - 1) << 1, (int)ones + 1);
                to.Bits(code, plan.Width);
            }
            else
            {
                to.Bits((1UL << MostOnes) - 1, MostOnes);
                to.Wide(code, EscapedBits);
            }
        }
    }

    private static void ReadRice(ref BitReader from, Span<long> numbers, Way way)
    {
        var (width, center) = (Math.Min((int)from.Byte(), 42), from.Signed());
        for (var i = 1; i < numbers.Length; i++)
        {
            var ones = from.Ones(MostOnes);
            var code = ones == MostOnes ? from.Wide(64) : ((ulong)ones << width) | from.Bits(width);
            numbers[i] = unchecked(BitReader.UnZigZag(code) + center);
        }

        if (way is not Way.RiceValues)
        {
            Rebuild(numbers, way);
        }
    }

    private static Plan PlanPacked(ReadOnlySpan<long> numbers)
    {
        var (least, most) = (numbers[1], numbers[1]);
        foreach (var number in numbers[1..])
        {
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        }

        var width = most == least ? 0 : BitOperations.Log2((ulong)(most - least)) + 1;
        return new(Way.Packed, width, least, ((long)(numbers.Length - 1) * width) + 24 + (8 * BitWriter.VarintLength(BitWriter.ZigZag(least))));
    }

    /// <summary>What is coded of the numbers after the first, as numbers without a sign.</summary>
    private ReadOnlySpan<ulong> CodesOf(ReadOnlySpan<long> numbers, Way way, long center)
    {
        if (codes.Length < numbers.Length)
        {
            codes = new ulong[numbers.Length * 2];
        }

        var step = 0L;
        for (var i = 1; i < numbers.Length; i++)
        {
            var (number, last) = (numbers[i], step);
            step = number - numbers[i - 1];
            var coded = way switch
            {
                Way.RiceValues => number,
                Way.RiceTurns or Way.SparseTurns => step - last,
                _ => step,
            };
            codes[i - 1] = BitWriter.ZigZag(coded - center);
        }

        return codes.AsSpan(0, numbers.Length - 1);
    }

    private static long Center(ReadOnlySpan<long> numbers, Way way)
    {
        switch (way)
        {
            case Way.RiceSteps:
                return numbers[^1] / Math.Max(1, numbers.Length - 1);
            case Way.RiceTurns:
                return 0;
            default:
                var sum = 0.0;
                foreach (var number in numbers)
                {
                    sum += number;
                }

                return (long)(sum / numbers.Length);
        }
    }

    /// <summary>From differences (or their differences) back to numbers, in place.</summary>
    private static void Rebuild(Span<long> numbers, Way way)
    {
        var (number, step) = (0L, 0L);
        for (var i = 1; i < numbers.Length; i++)
        {
            step = way is Way.RiceTurns or Way.SparseTurns ? unchecked(step + numbers[i]) : numbers[i];
            number = unchecked(number + step);
            numbers[i] = number;
        }
    }

    /// <summary>A way and what it costs.</summary>
    private readonly record struct Plan(Way Way, int Width, long Base, long Bits)
    {
        public static Plan None => new(Way.Zeros, 0, 0, long.MaxValue);
    }
}
