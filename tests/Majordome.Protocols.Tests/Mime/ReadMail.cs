using System.Text;
using System.Text.RegularExpressions;

namespace Majordome.Protocols.Tests.Mime;

/// <summary>
/// A tiny reader of mail, so that what is written is judged by other code than wrote it: headers unfolded and decoded, bodies decoded. It reads
/// what a well-behaved writer and a mail server give, no more.
/// </summary>
public sealed partial class ReadMail
{
    private ReadMail(IReadOnlyList<(string Name, string Value)> headers, string raw, string body)
    {
        Headers = headers;
        Raw = raw;
        var type = this["Content-Type"] ?? "text/plain";
        var boundary = Boundary().Match(type);
        if (!boundary.Success)
        {
            Parts = [(type.Split(';')[0], Decoded(body, this["Content-Transfer-Encoding"] ?? "7bit"))];
            return;
        }

        var parts = ("\r\n" + body).Split("\r\n--" + boundary.Groups[1].Value);
        parts[^1].ShouldStartWith("--");
        Parts = [.. parts[1..^1].SelectMany(part => Parse(part[2..]).Parts)];
    }

    /// <summary>Name and decoded value, in their order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The message as it was.</summary>
    public string Raw { get; }

    /// <summary>Media type and decoded text of each leaf.</summary>
    public IReadOnlyList<(string Type, string Text)> Parts { get; }

    /// <summary>The text.</summary>
    public string Text => Parts[0].Text;

    /// <summary>The first header of this name, decoded.</summary>
    public string? this[string name] =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>Reads a message; lines may end in LF, as they do in a maildir.</summary>
    public static ReadMail Parse(string raw)
    {
        raw = raw.ReplaceLineEndings("\r\n");
        var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = Fold().Replace(raw[..end], "");
        var headers = head.Split("\r\n").Where(line => line.Length > 0).Select(line =>
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            return (line[..colon], DecodedWords(line[(colon + 1)..].TrimStart(' ')));
        });
        return new ReadMail([.. headers], raw, raw[(end + 4)..]);
    }

    private static string DecodedWords(string value) =>
        EncodedWord().Replace(BetweenWords().Replace(value, "$1"), word =>
        {
            var text = word.Groups[2].Value;
            return Encoding.UTF8.GetString(word.Groups[1].Value is "B"
                ? Convert.FromBase64String(text)
                : Octets(text.Replace('_', ' ')));
        });

    private static string Decoded(string body, string encoding) => encoding switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
        "quoted-printable" => Encoding.UTF8.GetString(Octets(body.Replace("=\r\n", "", StringComparison.Ordinal))),
        _ => body,
    };

    private static byte[] Octets(string quoted)
    {
        var octets = new List<byte>();
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '=')
            {
                octets.Add(Convert.FromHexString(quoted.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                octets.Add((byte)quoted[i]);
            }
        }

        return [.. octets];
    }

    [GeneratedRegex("boundary=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\r\n(?=[ \t])", RegexOptions.None, 1000)]
    private static partial Regex Fold();

    [GeneratedRegex(@"=\?utf-8\?([BQ])\?([^? ]*)\?=", RegexOptions.None, 1000)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(=\?utf-8\?[BQ]\?[^? ]*\?=) +(?==\?utf-8\?[BQ]\?)", RegexOptions.None, 1000)]
    private static partial Regex BetweenWords();
}
