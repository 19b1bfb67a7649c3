using System.Buffers;
using System.Globalization;

namespace Majordome.Protocols.Samples;

/// <summary>
/// Doubles as text, each bit pattern with its own: the shortest decimal that reads as the same double; <c>+Inf</c>, <c>-Inf</c> and <c>NaN</c>
/// as Prometheus writes them; a NaN of other bits than the usual ones (<c>fff8000000000000</c>) as <c>NaN:</c> and its 16 hexadecimal digits.
/// </summary>
public static class ValueText
{
    /// <summary>Longest text that is read, and more than any that is written.</summary>
    public const int Longest = 400;

    private const string Payload = "NaN:";

    private static readonly SearchValues<char> Numerals = SearchValues.Create("0123456789+-.eE");

    /// <summary>Reads a value: decimals with or without exponent, <c>Inf</c> and <c>Infinity</c> with or without sign, <c>NaN</c>, <c>NaN:7ff0000000000002</c>.</summary>
    /// <param name="text">Nothing but the value.</param>
    /// <param name="value">The double that is nearest.</param>
    /// <param name="rule">Why not: <c>value-malformed</c>; <c>value-out-of-range</c>, when the nearest double is infinite.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out double value, out string? rule)
    {
        rule = null;
        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (IsWord(text, out value))
        {
            return true;
        }

        if (text.Length > Longest || text.ContainsAnyExcept(Numerals) || !double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value))
        {
            rule = "value-malformed";
        }
        else if (double.IsInfinity(value))
        {
            rule = "value-out-of-range";
        }

        return rule is null;
    }

    /// <summary>The text of a value.</summary>
    public static string Write(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture)
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : BitConverter.DoubleToUInt64Bits(value) is var bits && bits == BitConverter.DoubleToUInt64Bits(double.NaN) ? "NaN"
        : string.Create(CultureInfo.InvariantCulture, $"{Payload}{bits:x16}");

    private static bool IsWord(ReadOnlySpan<char> text, out double value)
    {
        var unsigned = text.StartsWith("+") || text.StartsWith("-") ? text[1..] : text;
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = double.NaN;
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Length != Payload.Length + 16 || !text.StartsWith(Payload, StringComparison.OrdinalIgnoreCase)
            || !ulong.TryParse(text[Payload.Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
        {
            return false;
        }

        value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsNaN(value);
    }
}
