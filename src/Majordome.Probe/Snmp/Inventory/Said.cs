using System.Globalization;
using System.Text;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>
/// What a device said, made fit for people and sums. Devices pad texts with NULs and blanks, put quotes around them, write numbers as text
/// and send a type other than the MIB's; whatever comes is read or left out.
/// </summary>
internal static class Said
{
    /// <summary>The longest text that is kept, in characters (RFC 2579: a DisplayString has 255).</summary>
    private const int Longest = 1024;

    /// <summary>
    /// The text of a value: up to its first NUL, without control characters (line breaks stay), without blanks and quotes around it.
    /// <c>null</c> where nothing is left or nothing was said.
    /// </summary>
    public static string? Text(SnmpValue value)
    {
        if (!value.Exists)
        {
            return null;
        }

        var said = value.Text.AsSpan();
        said = said.IndexOf('\0') is >= 0 and var end ? said[..end] : said;
        var kept = new StringBuilder(Math.Min(said.Length, Longest));
        foreach (var character in said[..Math.Min(said.Length, Longest)])
        {
            kept.Append(!char.IsControl(character) || character is '\n' or '\r' or '\t' ? character : "");
        }

        var text = kept.ToString().Trim().TrimStart('\\').Trim('"').Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The number of a value: of a number type, of net-snmp's floats in Opaque, or at the start of a text; <c>null</c> where there is none.</summary>
    public static double? Number(SnmpValue value)
    {
        if (value.IsNumber)
        {
            return value.AsDouble;
        }

        return value.Type switch
        {
            SnmpType.Opaque => Float(value.Bytes),
            SnmpType.OctetString => Leading(Text(value)),
            _ => null,
        };
    }

    /// <summary>A whole number within the range of a <see cref="long"/>; <c>null</c> where there is none.</summary>
    public static long? Whole(SnmpValue value) =>
        value.IsNumber && (value.Type == SnmpType.Integer || value.AsUnsigned <= long.MaxValue)
            ? value.AsInteger
            : Number(value) is { } number && Math.Abs(number) < 9e18 ? (long)number : null;

    /// <summary>Per cent, rounded half up, never below nought; nought of nothing.</summary>
    public static int Percent(double part, double whole) =>
        whole > 0 ? (int)Math.Clamp(Math.Round(part / whole * 100, MidpointRounding.AwayFromZero), 0, int.MaxValue) : 0;

    /// <summary>A float or double in Opaque (NET-SNMP-TC: tags 9f 78 and 9f 79, a length, big-endian IEEE 754).</summary>
    private static double? Float(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x9f, 0x78, 4, .. { Length: 4 } single] => Finite(System.Buffers.Binary.BinaryPrimitives.ReadSingleBigEndian(single)),
        [0x9f, 0x79, 8, .. { Length: 8 } twice] => Finite(System.Buffers.Binary.BinaryPrimitives.ReadDoubleBigEndian(twice)),
        _ => null,
    };

    private static double? Leading(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var end = text[0] is '-' or '+' ? 1 : 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && !text.AsSpan(0, end).Contains('.'))))
        {
            end++;
        }

        return double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Finite(number) : null;
    }

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
