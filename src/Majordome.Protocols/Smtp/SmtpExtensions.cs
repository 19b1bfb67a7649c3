using System.Collections.Immutable;
using System.Globalization;

namespace Majordome.Protocols.Smtp;

/// <summary>What a server offers beyond the first SMTP (RFC 5321 §4.1.1.1): the lines of its answer to EHLO.</summary>
/// <param name="StartTls">STARTTLS (RFC 3207).</param>
/// <param name="EightBitMime">8BITMIME (RFC 6152).</param>
/// <param name="Size">SIZE is understood (RFC 1870).</param>
/// <param name="MaxSize">The largest message, in octets; <c>null</c>: not told, or no limit.</param>
/// <param name="AuthMechanisms">AUTH (RFC 4954): the mechanisms, in upper case.</param>
public sealed record SmtpExtensions(bool StartTls, bool EightBitMime, bool Size, long? MaxSize, ImmutableArray<string> AuthMechanisms)
{
    /// <summary>A server that knows HELO alone.</summary>
    public static readonly SmtpExtensions None = new(false, false, false, null, []);

    /// <summary>Reads the answer to EHLO; what is not understood is passed over.</summary>
    public static SmtpExtensions Of(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var offered = None;
        foreach (var line in reply.Lines.Skip(1)) // the first is the server's name
        {
            var words = line.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            offered = words switch
            {
                ["STARTTLS", ..] => offered with { StartTls = true },
                ["8BITMIME", ..] => offered with { EightBitMime = true },
                ["SIZE", var size, ..] => offered with { Size = true, MaxSize = Limit(size) },
                ["SIZE"] => offered with { Size = true },
                ["AUTH", .. var mechanisms] => offered with { AuthMechanisms = [.. offered.AuthMechanisms, .. mechanisms] },
                _ => offered,
            };
        }

        return offered;
    }

    /// <summary>Zero means no fixed limit (RFC 1870 §4).</summary>
    private static long? Limit(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) && octets > 0 ? octets : null;
}
