using System.Text;

namespace Majordome.Protocols.Mime;

/// <summary>A text made fit for seven bits and short lines, and the name of the way (RFC 2045 §6).</summary>
/// <param name="Name">The value of <c>Content-Transfer-Encoding</c>.</param>
/// <param name="Text">ASCII, lines of at most 76 characters that end in CRLF, the last one too.</param>
internal sealed record BodyEncoding(string Name, string Text)
{
    private const int MaxLine = 76;

    /// <summary>
    /// <c>7bit</c> when nothing needs an encoding; else quoted-printable or base64, whichever is shorter: Latin scripts stay readable, the
    /// others do not triple. A lone surrogate becomes U+FFFD.
    /// </summary>
    public static BodyEncoding Of(string text)
    {
        var canonical = text.ReplaceLineEndings("\n").TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n";
        if (IsSevenBit(canonical))
        {
            return new BodyEncoding("7bit", canonical);
        }

        var quoted = QuotedPrintable.Encode(canonical);
        var octets = Encoding.UTF8.GetBytes(canonical);
        return quoted.Length <= octets.Length * 78L / 57
            ? new BodyEncoding("quoted-printable", quoted)
            : new BodyEncoding("base64", Base64(octets));
    }

    /// <summary>57 octets make one line of 76 characters (RFC 2045 §6.8).</summary>
    private static string Base64(byte[] octets)
    {
        var encoded = new StringBuilder(octets.Length * 3 / 2);
        foreach (var line in octets.Chunk(MaxLine / 4 * 3))
        {
            encoded.Append(Convert.ToBase64String(line)).Append("\r\n");
        }

        return encoded.ToString();
    }

    private static bool IsSevenBit(string canonical)
    {
        foreach (var range in canonical.AsSpan().Split("\r\n"))
        {
            var line = canonical.AsSpan(range);
            if (line.Length > MaxLine
                || line.EndsWith(" ", StringComparison.Ordinal)
                || line.StartsWith("From ", StringComparison.Ordinal)
                || line.StartsWith(".", StringComparison.Ordinal)
                || !Atoms.IsPrintable(line))
            {
                return false;
            }
        }

        return true;
    }
}
