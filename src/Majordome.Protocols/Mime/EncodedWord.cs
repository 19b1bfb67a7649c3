using System.Text;

namespace Majordome.Protocols.Mime;

/// <summary>Text beyond ASCII in a header (RFC 2047): <c>=?utf-8?Q?Arr=C3=AAt?=</c>.</summary>
internal static class EncodedWord
{
    /// <summary>The longest encoded word, in characters (RFC 2047 §2).</summary>
    public const int MaxLength = 75;

    /// <summary>Below this a word carries too little to be worth its frame: a new line is begun instead.</summary>
    private const int LeastRoom = 28;

    private const string QFrame = "=?utf-8?Q?";
    private const string BFrame = "=?utf-8?B?";
    private const string End = "?=";
    private const int Frame = 12;

    /// <summary>
    /// The encoded words that say a text, each to be set apart by folding white space, which readers drop. A word never cuts a character
    /// (RFC 2047 §5 rule 3). Q or B, whichever is shorter. A lone surrogate becomes U+FFFD.
    /// </summary>
    /// <param name="text">Any text; empty gives nothing.</param>
    /// <param name="firstRoom">Characters free on the line for the first word.</param>
    public static List<string> Encode(string text, int firstRoom)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var useQ = IsQShorter(text);
        var words = new List<string>();
        var chunk = new List<byte>(MaxLength);
        var length = 0; // of the chunk, encoded by Q or in octets for B
        var room = firstRoom < LeastRoom ? MaxLength : Math.Min(firstRoom, MaxLength);
        foreach (var rune in text.EnumerateRunes())
        {
            var octets = utf8[..rune.EncodeToUtf8(utf8)];
            var cost = useQ ? QLength(octets) : octets.Length;
            var most = useQ ? room - Frame : (room - Frame) / 4 * 3;
            if (length + cost > most)
            {
                words.Add(Word(chunk, useQ));
                chunk.Clear();
                length = 0;
                room = MaxLength;
            }

            chunk.AddRange(octets);
            length += cost;
        }

        if (chunk.Count > 0)
        {
            words.Add(Word(chunk, useQ));
        }

        return words;
    }

    private static bool IsQShorter(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return QLength(utf8) <= (utf8.Length + 2) / 3 * 4;
    }

    private static int QLength(ReadOnlySpan<byte> octets)
    {
        var length = 0;
        foreach (var octet in octets)
        {
            length += octet == ' ' || IsQLiteral(octet) ? 1 : 3;
        }

        return length;
    }

    /// <summary>What may stand for itself even within a phrase (RFC 2047 §5 rule 3).</summary>
    private static bool IsQLiteral(byte octet) =>
        char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static string Word(List<byte> octets, bool useQ)
    {
        if (!useQ)
        {
            return BFrame + Convert.ToBase64String([.. octets]) + End;
        }

        var word = new StringBuilder(QFrame, MaxLength);
        foreach (var octet in octets)
        {
            if (octet == ' ')
            {
                word.Append('_');
            }
            else if (IsQLiteral(octet))
            {
                word.Append((char)octet);
            }
            else
            {
                QuotedPrintable.AppendEscaped(word, octet);
            }
        }

        return word.Append(End).ToString();
    }
}
