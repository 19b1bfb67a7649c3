using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Prometheus;

/// <summary>Numbers as exporters write them: what Go's <c>strconv.ParseFloat</c> reads, without hexadecimal and underscores.</summary>
internal static class ExpositionNumber
{
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        var bare = text.StartsWith("+"u8) || text.StartsWith("-"u8) ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(bare, "inf"u8) || Ascii.EqualsIgnoreCase(bare, "infinity"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            value = double.NaN;
            return true;
        }

        value = 0;
        return !bare.IsEmpty && !bare.ContainsAnyExcept("0123456789.eE+-"u8)
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>An instant: whole milliseconds in the text format, seconds with a fraction in OpenMetrics.</summary>
    public static long? Milliseconds(ReadOnlySpan<byte> text, ExpositionFormat format)
    {
        if (format == ExpositionFormat.Text)
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        }

        const double Farthest = 1e15; // seconds: within 2⁶³ milliseconds
        return TryRead(text, out var seconds) && Math.Abs(seconds) < Farthest ? (long)Math.Round(seconds * 1000) : null;
    }
}
