using System.Collections.Frozen;
using Majordome.Protocols.Ldap;

namespace Majordome.Probe.Network;

/// <summary>
/// Asks a server to go over to TLS in the words of its protocol: SMTP (RFC 3207), IMAP (RFC 9051, 6.2.1), LDAP (RFC 4511, 4.14), PostgreSQL (SSLRequest).
/// What a server sends before TLS begins and beyond its answer is refused: somebody on the way may have put it there.
/// </summary>
internal static class StartTls
{
    private const int MostLines = 100;

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
            _ => await AskPostgresAsync(connection.Stream, deadline).ConfigureAwait(false) == (byte)'S',
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
        await connection.Stream.WriteAsync(LdapMessage.StartTls(1), deadline).ConfigureAwait(false);
        return await LdapStream.ReadAsync(connection.Stream, deadline).ConfigureAwait(false) is { Operation: LdapOperation.ExtendedResponse, Code: 0 };
    }

    /// <summary>The octet that a PostgreSQL server answers to an SSLRequest: <c>S</c> or <c>N</c>.</summary>
    public static async ValueTask<byte> AskPostgresAsync(Stream stream, CancellationToken deadline)
    {
        await stream.WriteAsync(new byte[] { 0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F }, deadline).ConfigureAwait(false);
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, deadline).ConfigureAwait(false);
        return answer[0];
    }
}
