using Majordome.Protocols.Ldap;

namespace Majordome.Probe.Network;

/// <summary>Reads LDAP messages from a connection.</summary>
internal static class LdapStream
{
    private const byte Sequence = 0x30;

    /// <summary>Reads the next message; <c>null</c> when what comes is none, or is larger than <see cref="LdapMessage.Largest"/>.</summary>
    /// <exception cref="EndOfStreamException">The connection ends first.</exception>
    public static async ValueTask<LdapMessage?> ReadAsync(Stream stream, CancellationToken deadline)
    {
        var header = new byte[2];
        await stream.ReadExactlyAsync(header, deadline).ConfigureAwait(false);
        if (header[0] != Sequence)
        {
            return null;
        }

        var longForm = (header[1] & 0x80) != 0 ? new byte[header[1] & 0x7F] : [];
        if (longForm.Length > 8)
        {
            return null;
        }

        await stream.ReadExactlyAsync(longForm, deadline).ConfigureAwait(false);
        var length = longForm.Length == 0 ? header[1] : longForm.Aggregate(0UL, static (sum, octet) => (sum << 8) | octet);
        if (length is 0 or > LdapMessage.Largest)
        {
            return null;
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, deadline).ConfigureAwait(false);
        return LdapMessage.TryRead(body, out var message) ? message : null;
    }
}
