namespace Majordome.Protocols.Chunks;

/// <summary>
/// A column of doubles, every bit of them, written in the shortest of three ways: one value for all; decimals of few digits as whole numbers
/// (<c>value = number ÷ 10^digits</c>, after A. Afroozeh, L. Kuffo and P. Boncz, "ALP: Adaptive Lossless floating-Point Compression", 2023), with
/// exceptions beside; the bits that differ from the value before (T. Pelkonen and others, "Gorilla", 2015).
/// </summary>
internal sealed class ValueColumn
{
    private const int MostDigits = 15;

    /// <summary>Bytes a sample from which another way is tried.</summary>
    private const int WideFrom = 3;

    private const double MostNumber = 1L << 53;

    /// <summary>Bytes of a summary that is written out.</summary>
    private const int SummaryLength = 24;

    /// <summary>Samples from which a column carries its summary: of fewer it would be longer than they are, and reading them is as quick.</summary>
    private const int SummarisedFrom = 32;

    private static readonly double[] Tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private readonly IntegerColumn integers = new();
    private readonly BitWriter other = new();
    private readonly List<int> exceptions = [];
    private long[] numbers = new long[256];

    private enum Way : byte
    {
        ConstantNumber,
        ConstantBits,
        Decimals,
        Bits,
    }

    /// <summary>Writes a column, its summary first unless it is short.</summary>
    public void Write(ReadOnlySpan<double> values, BitWriter to)
    {
        var before = to.Length;
        var first = BitConverter.DoubleToInt64Bits(values[0]);
        var isConstant = true;
        foreach (var value in values)
        {
            isConstant &= BitConverter.DoubleToInt64Bits(value) == first;
        }

        if (isConstant)
        {
            WriteConstant(values[0], to);
        }
        else if (Digits(values) is var digits && digits >= 0)
        {
            WriteDecimals(values, digits, to);
            PreferBits(values, to, before);
        }
        else
        {
            WriteBits(values, to);
        }
    }

    /// <summary>What a column of a known length says of itself; one that carries its summary is not read for it.</summary>
    public static (double Least, double Most, double Sum) Summary(ref BitReader from, int count)
    {
        if (count < SummarisedFrom)
        {
            var values = new double[count];
            if (count > 0)
            {
                Read(ref from, values);
            }

            return SummaryOf(values);
        }

        var head = from.Byte();
        switch ((Way)(head & 3))
        {
            case Way.ConstantNumber:
                return OfConstant(from.Signed() / Tens[head >> 4], count);
            case Way.ConstantBits:
                return OfConstant(from.Double(), count);
            case Way.Decimals when (head & 4) == 0:
                var (tens, first) = (Tens[head >> 4], from.Signed());
                var (down, up, sum) = (from.Varint(), from.Varint(), from.Signed());
                return (unchecked(first - (long)down) / tens, unchecked(first + (long)up) / tens, (((double)first * count) + sum) / tens);
            default:
                return (from.Double(), from.Double(), from.Double());
        }
    }

    /// <summary>Reads a column of a known length; damage is told by the reader.</summary>
    public static void Read(ref BitReader from, Span<double> values)
    {
        var head = from.Byte();
        switch ((Way)(head & 3))
        {
            case Way.ConstantNumber:
                values.Fill(from.Signed() / Tens[head >> 4]);
                break;
            case Way.ConstantBits:
                values.Fill(from.Double());
                break;
            case Way.Decimals:
                ReadDecimals(ref from, head, values);
                break;
            default:
                from.Skip(values.Length < SummarisedFrom ? 0 : SummaryLength);
                BitsColumn.Read(ref from, values);
                break;
        }
    }

    // Decimals of many digits are wide numbers: their bits may differ in fewer places.
    private void PreferBits(ReadOnlySpan<double> values, BitWriter to, int before)
    {
        if (to.Length - before <= values.Length * WideFrom)
        {
            return;
        }

        other.Clear();
        WriteBits(values, other);
        if (other.Length < to.Length - before)
        {
            to.CutTo(before);
            to.Bytes(other.Written);
        }
    }

    private static (double Least, double Most, double Sum) OfConstant(double value, int count) =>
        (value, value, double.IsNaN(value) ? 0 : value * count);

    private static bool TryNumber(double value, int digits, out long number)
    {
        var scaled = Math.Round(value * Tens[digits]);
        number = Math.Abs(scaled) <= MostNumber ? (long)scaled : 0;
        return BitConverter.DoubleToInt64Bits(number / Tens[digits]) == BitConverter.DoubleToInt64Bits(value);
    }

    private static void WriteConstant(double value, BitWriter to)
    {
        for (var digits = 0; digits <= MostDigits; digits++)
        {
            if (TryNumber(value, digits, out var number))
            {
                if (BitWriter.VarintLength(BitWriter.ZigZag(number)) < 8)
                {
                    to.Byte((byte)((int)Way.ConstantNumber | (digits << 4)));
                    to.Signed(number);
                    return;
                }

                break;
            }
        }

        to.Byte((byte)Way.ConstantBits);
        to.Double(value);
    }

    /// <summary>
    /// How many decimals make the values whole, all but at most one in eight, which become <see cref="exceptions"/>; −1 when no number does. Leaves
    /// the whole numbers behind, an exception's being that of its neighbour.
    /// </summary>
    private int Digits(ReadOnlySpan<double> values)
    {
        var (digits, misses) = (0, 0);
        foreach (var value in values)
        {
            if (TryNumber(value, digits, out _))
            {
                continue;
            }

            var more = digits + 1;
            while (more <= MostDigits && !TryNumber(value, more, out _))
            {
                more++;
            }

            if (more <= MostDigits)
            {
                digits = more;
            }
            else if (++misses > values.Length / 8)
            {
                return -1;
            }
        }

        return Scale(values, digits) ? digits : -1;
    }

    private bool Scale(ReadOnlySpan<double> values, int digits)
    {
        if (numbers.Length < values.Length)
        {
            numbers = new long[values.Length * 2];
        }

        exceptions.Clear();
        var last = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryNumber(values[i], digits, out var number))
            {
                exceptions.Add(i);
                number = last;
                if (exceptions.Count > values.Length / 8)
                {
                    return false;
                }
            }

            numbers[i] = last = number;
        }

        // Exceptions in front of the first number have none before them.
        for (var i = 0; i < exceptions.Count && exceptions[i] == i; i++)
        {
            numbers.AsSpan(0, i + 1).Fill(numbers[Math.Min(i + 1, values.Length - 1)]);
        }

        return true;
    }

    private void WriteDecimals(ReadOnlySpan<double> values, int digits, BitWriter to)
    {
        var scaled = numbers.AsSpan(0, values.Length);
        var first = scaled[0];
        var (least, most, sum, step) = (0L, 0L, 0L, 0UL);
        for (var i = 0; i < scaled.Length; i++)
        {
            var number = scaled[i] -= first;
            (least, most, sum) = (Math.Min(least, number), Math.Max(most, number), unchecked(sum + number));
            step = step == 1 ? 1 : GreatestDivisor(step, (ulong)Math.Abs(number));
        }

        if (step > 1)
        {
            foreach (ref var number in scaled)
            {
                number /= (long)step;
            }
        }

        // A sum beyond 64 bits is kept as a double, like that of a chunk with exceptions.
        var hasExceptions = exceptions.Count > 0 || most - least > long.MaxValue / scaled.Length / 2;
        to.Byte((byte)((int)Way.Decimals | (hasExceptions ? 4 : 0) | (step > 1 ? 8 : 0) | (digits << 4)));
        if (hasExceptions)
        {
            WriteSummary(values, to);
        }

        to.Signed(first);
        if (!hasExceptions && values.Length >= SummarisedFrom)
        {
            to.Varint((ulong)-least);
            to.Varint((ulong)most);
            to.Signed(sum);
        }

        if (step > 1)
        {
            to.Varint(step);
        }

        integers.Write(scaled, to);
        if (hasExceptions)
        {
            WriteExceptions(values, to);
        }
    }

    private void WriteExceptions(ReadOnlySpan<double> values, BitWriter to)
    {
        to.Varint((ulong)exceptions.Count);
        var last = 0;
        foreach (var at in exceptions)
        {
            to.Varint((ulong)(at - last));
            to.Double(values[at]);
            last = at;
        }
    }

    private static void ReadDecimals(ref BitReader from, byte head, Span<double> values)
    {
        var (hasExceptions, isSummarised) = ((head & 4) != 0, values.Length >= SummarisedFrom);
        from.Skip(hasExceptions && isSummarised ? SummaryLength : 0);
        var first = from.Signed();
        if (!hasExceptions && isSummarised)
        {
            from.Varint();
            from.Varint();
            from.Varint();
        }

        var step = (head & 8) != 0 ? (long)from.Varint() : 1;
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values);
        IntegerColumn.Read(ref from, numbers);
        var tens = Tens[head >> 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = unchecked(first + (numbers[i] * step)) / tens;
        }

        if (hasExceptions)
        {
            var count = from.Count(values.Length);
            for (var (at, i) = (0, 0); i < count && !from.IsDamaged; i++)
            {
                at += from.Count(values.Length);
                var value = from.Double();
                if (at >= values.Length)
                {
                    from.Fail();
                    return;
                }

                values[at] = value;
            }
        }
    }

    private static void WriteSummary(ReadOnlySpan<double> values, BitWriter to)
    {
        if (values.Length >= SummarisedFrom)
        {
            var (least, most, sum) = SummaryOf(values);
            to.Double(least);
            to.Double(most);
            to.Double(sum);
        }
    }

    private static (double Least, double Most, double Sum) SummaryOf(ReadOnlySpan<double> values)
    {
        var (least, most, sum, any) = (double.NaN, double.NaN, 0.0, false);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                (least, most, sum) = (any ? Math.Min(least, value) : value, any ? Math.Max(most, value) : value, sum + value);
                any = true;
            }
        }

        return (least, most, sum);
    }

    private static void WriteBits(ReadOnlySpan<double> values, BitWriter to)
    {
        to.Byte((byte)Way.Bits);
        WriteSummary(values, to);
        BitsColumn.Write(values, to);
    }

    private static ulong GreatestDivisor(ulong one, ulong other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
