using System.Text;

namespace Majordome.Protocols.Mime;

/// <summary>The encoding of text that stays readable (RFC 2045 §6.7).</summary>
internal static class QuotedPrintable
{
    /// <summary>The longest encoded line, in characters, its soft break included.</summary>
    private const int MaxLine = 76;

    /// <summary>
    /// Encodes text whose lines end in CRLF. Beyond what the RFC demands, a line that begins with a dot or with <c>From </c> is escaped:
    /// careless relays and mailboxes change those.
    /// </summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length + (text.Length / 8));
        var lines = text.Split("\r\n");
        for (var i = 0; i < lines.Length; i++)
        {
            AppendLine(encoded, Encoding.UTF8.GetBytes(lines[i]));
            if (i < lines.Length - 1)
            {
                encoded.Append("\r\n");
            }
        }

        return encoded.ToString();
    }

    /// <summary><c>=XX</c>.</summary>
    public static void AppendEscaped(StringBuilder target, byte octet) =>
        target.Append('=').Append("0123456789ABCDEF"[octet >> 4]).Append("0123456789ABCDEF"[octet & 15]);

    private static void AppendLine(StringBuilder encoded, ReadOnlySpan<byte> line)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isLiteral = IsLiteral(line, i, atLineStart: column == 0, isLast);
            var width = isLiteral ? 1 : 3;
            if (column + width > (isLast ? MaxLine : MaxLine - 1))
            {
                encoded.Append("=\r\n");
                column = 0;
                isLiteral = IsLiteral(line, i, atLineStart: true, isLast);
                width = isLiteral ? 1 : 3;
            }

            if (isLiteral)
            {
                encoded.Append((char)line[i]);
            }
            else
            {
                AppendEscaped(encoded, line[i]);
            }

            column += width;
        }
    }

    private static bool IsLiteral(ReadOnlySpan<byte> line, int i, bool atLineStart, bool isLast) => line[i] switch
    {
        (byte)'=' => false,
        (byte)' ' or (byte)'\t' => !isLast,
        (byte)'.' when atLineStart => false,
        (byte)'F' when atLineStart => !line[i..].StartsWith("From "u8),
        >= 0x21 and <= 0x7E => true,
        _ => false,
    };
}
