using System.Globalization;

namespace Majordome.Protocols.Plugins;

/// <summary>
/// Numbers as plugins write them: an optional sign, digits with a decimal point, and what the guidelines do not
/// foresee but plugins do: a decimal comma (a plugin run in a French locale) and an exponent (<c>1.2e-05</c>).
/// </summary>
internal static class PluginNumber
{
    /// <summary>Longest number read, in characters; anything longer is no measurement.</summary>
    private const int LongestNumber = 400;

    /// <summary>
    /// How many characters at the start of <paramref name="text"/> form a number; zero when it does not start with one.
    /// An <c>E</c> belongs to the number only before digits, so <c>2EB</c> stays two exabytes.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (at < text.Length && text[at] is '-' or '+')
        {
            at++;
        }

        var digits = DigitsAt(text, at);
        at += digits;
        if (at < text.Length && text[at] is '.' or ',')
        {
            var decimals = DigitsAt(text, at + 1);
            if (digits + decimals == 0)
            {
                return 0;
            }

            at += 1 + decimals;
            digits += decimals;
        }

        if (digits == 0)
        {
            return 0;
        }

        return at + ExponentAt(text, at);
    }

    /// <summary>Reads a text that is one number and nothing else. False for what is no finite number.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > LongestNumber || Length(text) != text.Length)
        {
            return false;
        }

        return (text.Contains(',') ? TryReadComma(text, out value) : TryParse(text, out value)) && double.IsFinite(value);
    }

    /// <summary>
    /// Whether the comma of a number could part thousands as well as decimals: one to three digits of which the first is not zero, a comma,
    /// exactly three digits.
    /// </summary>
    public static bool MayPartThousands(ReadOnlySpan<char> number)
    {
        var digits = number.TrimStart("+-");
        var comma = digits.IndexOf(',');
        return comma is >= 1 and <= 3 && digits.Length == comma + 4 && digits[0] != '0' && DigitsAt(digits, comma + 1) == 3;
    }

    private static bool TryReadComma(ReadOnlySpan<char> text, out double value)
    {
        Span<char> point = stackalloc char[LongestNumber];
        text.Replace(point, ',', '.');
        return TryParse(point[..text.Length], out value);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static int ExponentAt(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
        {
            return 0;
        }

        var sign = at + 1 < text.Length && text[at + 1] is '-' or '+' ? 1 : 0;
        var digits = DigitsAt(text, at + 1 + sign);
        return digits == 0 ? 0 : 1 + sign + digits;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return Math.Max(0, at - start);
    }
}
