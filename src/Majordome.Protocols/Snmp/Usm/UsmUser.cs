using System.Text;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>How messages are authenticated: HMAC with one of these (RFC 3414, 6 and 7; RFC 7860).</summary>
public enum UsmAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>HMAC-MD5-96; broken as a hash, still all that some devices know.</summary>
    Md5,

    /// <summary>HMAC-SHA-96.</summary>
    Sha1,

    /// <summary>HMAC-128-SHA-224.</summary>
    Sha224,

    /// <summary>HMAC-192-SHA-256.</summary>
    Sha256,

    /// <summary>HMAC-256-SHA-384.</summary>
    Sha384,

    /// <summary>HMAC-384-SHA-512.</summary>
    Sha512,
}

/// <summary>A user of the User-based Security Model (RFC 3414). Privacy, where there is any, is AES-128 (RFC 3826).</summary>
/// <param name="Name">At most 32 bytes of UTF-8.</param>
/// <param name="Authentication">How its messages are authenticated.</param>
/// <param name="AuthenticationPassword">Not empty when there is authentication.</param>
/// <param name="PrivacyPassword">Null: messages are not encrypted. Without authentication there is no privacy (RFC 3411, 3.4.3).</param>
public sealed record UsmUser(string Name, UsmAuthentication Authentication, string AuthenticationPassword, string? PrivacyPassword)
{
    /// <summary>Fewest characters of a password (RFC 3414, 11.2).</summary>
    public const int ShortestPassword = 8;

    /// <summary>What its messages have.</summary>
    public UsmLevel Level => Authentication == UsmAuthentication.None ? UsmLevel.None
        : PrivacyPassword is null ? UsmLevel.Authenticated
        : UsmLevel.Authenticated | UsmLevel.Private;

    /// <summary>Whether it has a password for all that its level asks for.</summary>
    public bool IsComplete => (Authentication == UsmAuthentication.None || AuthenticationPassword.Length > 0) && PrivacyPassword is not "";

    private bool PrintMembers(StringBuilder text)
    {
        // Never the secrets.
        text.Append(nameof(Name)).Append(" = ").Append(Name).Append(", ").Append(nameof(Authentication)).Append(" = ").Append(Authentication);
        return true;
    }
}

/// <summary>The flags of a message (RFC 3412, 6.4).</summary>
[Flags]
public enum UsmLevel : byte
{
    /// <summary>In clear, by anybody.</summary>
    None = 0,

    /// <summary>Authenticated.</summary>
    Authenticated = 1,

    /// <summary>Encrypted.</summary>
    Private = 2,

    /// <summary>A report is wanted when the message cannot be handled.</summary>
    Reportable = 4,
}

/// <summary>An engine as it was at an instant (RFC 3414, 2.2).</summary>
/// <param name="Id">5 to 32 bytes; empty while unknown.</param>
/// <param name="Boots">How often it started.</param>
/// <param name="Time">Seconds since it last started.</param>
public readonly record struct UsmEngine(ReadOnlyMemory<byte> Id, int Boots, int Time);
