using System.Buffers;

namespace Majordome.Protocols.Smtp;

/// <summary>The transparency of DATA (RFC 5321 §4.5.2): what lets a message hold a line that is a dot.</summary>
public static class DotStuffing
{
    /// <summary>
    /// The octets to send after DATA: a dot at the head of a line is doubled, and a line with a dot alone ends it. A CR or LF that stands alone
    /// becomes CRLF, so that no server can see an end where another sees none (SMTP smuggling, CVE-2023-51764).
    /// </summary>
    public static ReadOnlyMemory<byte> Stuff(ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>(message.Length + (message.Length / 64) + 8);
        var rest = message;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (line.StartsWith((byte)'.'))
            {
                output.Write("."u8);
            }

            output.Write(line);
            output.Write("\r\n"u8);
            rest = end < 0 ? [] : rest[(end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        output.Write(".\r\n"u8);
        return output.WrittenMemory;
    }
}
