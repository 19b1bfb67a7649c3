using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Numerics;

namespace Majordome.Probe.Network;

/// <summary>
/// Asks a server to go over to TLS in the words of its protocol: SMTP (RFC 3207), IMAP (RFC 9051, 6.2.1), LDAP (RFC 4511, 4.14), PostgreSQL (SSLRequest).
/// What a server sends before TLS begins and beyond its answer is refused: somebody on the way may have put it there.
/// </summary>
internal static class StartTls
{
    private const int MostLines = 100;
    private const int LongestLdap = 4096;

    /// <summary>The protocols and their usual ports.</summary>
    public static readonly FrozenDictionary<string, int> Ports =
        new Dictionary<string, int>(StringComparer.Ordinal) { ["smtp"] = 25, ["imap"] = 143, ["ldap"] = 389, ["postgres"] = 5432 }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Asks; what went wrong, or <c>null</c> when TLS may begin.</summary>
    public static async ValueTask<string?> AskAsync(string protocol, Connection connection, CancellationToken deadline)
    {
        var isAgreed = protocol switch
        {
            "smtp" => await SmtpAsync(connection, deadline).ConfigureAwait(false),
            "imap" => await ImapAsync(connection, deadline).ConfigureAwait(false),
            "ldap" => await LdapAsync(connection, deadline).ConfigureAwait(false),
            _ => await PostgresAsync(connection, deadline).ConfigureAwait(false),
        };
        return !isAgreed ? "the server does not go over to TLS" : connection.HasUnread ? "the server sent more than its answer before TLS" : null;
    }

    private static async ValueTask<bool> SmtpAsync(Connection connection, CancellationToken deadline)
    {
        if (!await SaysAsync("220").ConfigureAwait(false))
        {
            return false;
        }

        await connection.WriteAsync("EHLO probe.invalid\r\n", deadline).ConfigureAwait(false);
        if (!await SaysAsync("250").ConfigureAwait(false))
        {
            return false;
        }

        await connection.WriteAsync("STARTTLS\r\n", deadline).ConfigureAwait(false);
        return await SaysAsync("220").ConfigureAwait(false);

        async ValueTask<bool> SaysAsync(string code) =>
            (await SmtpCheck.ReadReplyAsync(connection, deadline).ConfigureAwait(false))?.StartsWith(code, StringComparison.Ordinal) == true;
    }

    private static async ValueTask<bool> ImapAsync(Connection connection, CancellationToken deadline)
    {
        if ((await connection.ReadLineAsync(deadline).ConfigureAwait(false))?.StartsWith("* OK", StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        await connection.WriteAsync("a1 STARTTLS\r\n", deadline).ConfigureAwait(false);
        for (var i = 0; i < MostLines && await connection.ReadLineAsync(deadline).ConfigureAwait(false) is { } line; i++)
        {
            if (line.StartsWith("a1 ", StringComparison.Ordinal))
            {
                return line.StartsWith("a1 OK", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    private static async ValueTask<bool> LdapAsync(Connection connection, CancellationToken deadline)
    {
        // LDAPMessage { messageID 1, extendedReq { requestName 1.3.6.1.4.1.1466.20037 } }
        var request = "0\u001d\u0002\u0001\u0001w\u0018\u0080\u00161.3.6.1.4.1.1466.20037";
        await connection.Stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request), deadline).ConfigureAwait(false);
        var header = new byte[2];
        await connection.Stream.ReadExactlyAsync(header, deadline).ConfigureAwait(false);
        var lengthBytes = (header[1] & 0x80) != 0 ? new byte[Math.Min(header[1] & 0x7F, 4)] : [];
        await connection.Stream.ReadExactlyAsync(lengthBytes, deadline).ConfigureAwait(false);
        var length = lengthBytes.Length == 0 ? header[1] : lengthBytes.Aggregate(0L, static (sum, octet) => (sum << 8) | octet);
        if (header[0] != 0x30 || length is 0 or > LongestLdap)
        {
            return false;
        }

        var body = new byte[length];
        await connection.Stream.ReadExactlyAsync(body, deadline).ConfigureAwait(false);
        return IsSuccess(body);
    }

    private static bool IsSuccess(byte[] message)
    {
        try
        {
            var reader = new AsnReader(message, AsnEncodingRules.BER);
            reader.ReadInteger();
            var response = reader.ReadSequence(new Asn1Tag(TagClass.Application, 24, isConstructed: true));
            return new BigInteger(response.ReadEnumeratedBytes().Span, isBigEndian: true).IsZero;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static async ValueTask<bool> PostgresAsync(Connection connection, CancellationToken deadline)
    {
        await connection.Stream.WriteAsync(new byte[] { 0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F }, deadline).ConfigureAwait(false);
        var answer = new byte[1];
        await connection.Stream.ReadExactlyAsync(answer, deadline).ConfigureAwait(false);
        return answer[0] == (byte)'S';
    }
}
