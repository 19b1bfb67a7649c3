using System.Globalization;
using Majordome.Domain;

namespace Majordome.Protocols.Mime;

/// <summary>
/// The address of a mailbox (RFC 5321 §4.1.2 <c>Mailbox</c>, RFC 5322 §3.4.1 <c>addr-spec</c>): <c>local-part@domain</c>.
/// </summary>
/// <remarks>
/// <para>Narrower than the RFCs, on purpose: the local part is a dot-string of ASCII, the domain is a name. Quoted local parts
/// (<c>"a b"@x</c>), address literals (<c>a@[192.0.2.1]</c>) and comments are refused: nobody who must be told has one, and
/// they are read differently by different servers. Local parts beyond ASCII need SMTPUTF8 (RFC 6531), which is not spoken here.</para>
/// <para>Two addresses are equal when their domains are the same name and their local parts the same characters (only the
/// server of the domain knows whether it ignores case).</para>
/// </remarks>
public sealed record MailAddress
{
    /// <summary>The longest local part, in octets (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaxLocalPart = 64;

    /// <summary>The longest domain, in octets: a name of 255 octets on the wire of the DNS has 253 characters (RFC 1035 §2.3.4).</summary>
    public const int MaxDomain = 253;

    /// <summary>The longest address, in octets: a path of 256 without its angle brackets (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaxLength = 254;

    private const int MaxLabel = 63;

    private MailAddress(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
    }

    /// <summary>What stands before the <c>@</c>: ASCII, 1 to 64 characters, as written.</summary>
    public string LocalPart { get; }

    /// <summary>What stands after the <c>@</c>: ASCII, lower case, IDN labels as A-labels (<c>xn--…</c>).</summary>
    public string Domain { get; }

    /// <summary>Reads an address without brackets, display name or surrounding space.</summary>
    /// <param name="text">The address; its domain may be written in any script.</param>
    /// <param name="path">The field it comes from, for the refusals.</param>
    /// <returns>
    /// The address, or one of <c>address-empty</c>, <c>address-without-at</c>, <c>address-too-long</c>, <c>local-part-empty</c>,
    /// <c>local-part-too-long</c>, <c>local-part-not-ascii</c>, <c>local-part-invalid</c>, <c>domain-invalid</c>,
    /// <c>domain-is-an-ip-address</c>; the first value is the text.
    /// </returns>
    public static Result<MailAddress> Parse(string text, string path = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return Refusal.Of(path, "address-empty", text);
        }

        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return Refusal.Of(path, "address-without-at", text);
        }

        var localPart = text[..at];
        if (FaultOfLocalPart(localPart) is { } localFault)
        {
            return Refusal.Of(path, localFault, text);
        }

        if (ToALabels(text[(at + 1)..]) is not { } domain)
        {
            return Refusal.Of(path, "domain-invalid", text);
        }

        if (char.IsAsciiDigit(domain[^1]) && domain[(domain.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit))
        {
            return Refusal.Of(path, "domain-is-an-ip-address", text);
        }

        return localPart.Length + 1 + domain.Length > MaxLength
            ? Refusal.Of(path, "address-too-long", text, MaxLength)
            : new MailAddress(localPart, domain);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{LocalPart}@{Domain}";

    private static string? FaultOfLocalPart(string localPart)
    {
        if (localPart.Length == 0)
        {
            return "local-part-empty";
        }

        if (!localPart.All(char.IsAscii))
        {
            return "local-part-not-ascii";
        }

        if (localPart.Length > MaxLocalPart)
        {
            return "local-part-too-long";
        }

        return Atoms.IsDotAtom(localPart) ? null : "local-part-invalid";
    }

    /// <summary>The domain in the form of the DNS, or nothing when it is no domain name.</summary>
    private static string? ToALabels(string domain)
    {
        if (domain.Length is 0 or > MaxDomain)
        {
            return null;
        }

        if (!domain.All(char.IsAscii))
        {
            try
            {
                domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain);
            }
            catch (ArgumentException)
            {
                return null; // IdnMapping has no other way to say that a name cannot be.
            }
        }

        return domain.Length <= MaxDomain && domain.Split('.').All(IsLabel) ? domain.ToLowerInvariant() : null;
    }

    /// <summary>Letters, digits and inner hyphens, 1 to 63 (RFC 1123 §2.1).</summary>
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabel
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
