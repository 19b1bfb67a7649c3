using System.Collections.Immutable;

namespace Majordome.Protocols.Dns;

/// <summary>Kinds of record this program asks for; the numbers are those of IANA's registry, any other is kept by number.</summary>
public enum DnsType : ushort
{
    /// <summary>IPv4 address (RFC 1035).</summary>
    A = 1,

    /// <summary>Authoritative name server (RFC 1035).</summary>
    Ns = 2,

    /// <summary>Canonical name (RFC 1035).</summary>
    Cname = 5,

    /// <summary>Start of a zone of authority (RFC 1035).</summary>
    Soa = 6,

    /// <summary>Pointer, as in reverse zones (RFC 1035).</summary>
    Ptr = 12,

    /// <summary>Mail exchange (RFC 1035).</summary>
    Mx = 15,

    /// <summary>Text (RFC 1035).</summary>
    Txt = 16,

    /// <summary>IPv6 address (RFC 3596).</summary>
    Aaaa = 28,

    /// <summary>Location of a service (RFC 2782).</summary>
    Srv = 33,

    /// <summary>Digest of a signed zone's key, at its parent (RFC 4034).</summary>
    Ds = 43,

    /// <summary>Signature over records (RFC 4034).</summary>
    Rrsig = 46,

    /// <summary>Certificate that a service shows (RFC 6698).</summary>
    Tlsa = 52,

    /// <summary>Who may issue certificates (RFC 8659).</summary>
    Caa = 257,
}

/// <summary>Response codes (RFC 1035, 4.1.1); any other is kept by number.</summary>
public enum DnsResponseCode : byte
{
    /// <summary>No error.</summary>
    NoError = 0,

    /// <summary>The server could not read the query.</summary>
    FormatError = 1,

    /// <summary>The server failed.</summary>
    ServerFailure = 2,

    /// <summary>The name does not exist.</summary>
    NameError = 3,

    /// <summary>The server does not know this kind of query.</summary>
    NotImplemented = 4,

    /// <summary>The server refuses.</summary>
    Refused = 5,
}

/// <summary>One resource record.</summary>
/// <param name="Name">Owner in presentation form, lower case as received, without the last dot; the root is <c>.</c>.</param>
/// <param name="Type">Kind of record.</param>
/// <param name="Class">Class; 1 is the Internet.</param>
/// <param name="TimeToLive">How long it may be kept, in seconds.</param>
/// <param name="Data">
/// The data in presentation form: an address; a name; <c>10 mail.example.org</c> (MX); <c>mname rname serial refresh retry expire minimum</c> (SOA);
/// <c>priority weight port target</c> (SRV); <c>tag algorithm digest-kind hex</c> (DS); <c>usage selector matching hex</c> (TLSA); <c>flags tag "value"</c> (CAA); the strings of a TXT joined; hexadecimal digits for a kind not named in <see cref="DnsType"/>.
/// </param>
public sealed record DnsRecord(string Name, DnsType Type, ushort Class, uint TimeToLive, string Data);

/// <summary>An answer to a query (RFC 1035, 4.1).</summary>
/// <param name="Id">The number that the query carried.</param>
/// <param name="IsResponse">Whether it is an answer at all.</param>
/// <param name="IsAuthoritative">Whether the server has authority over the name.</param>
/// <param name="IsTruncated">Whether it did not fit and should be asked for over TCP.</param>
/// <param name="IsAuthenticated">The AD flag (RFC 4035): the resolver vouches for the data by DNSSEC.</param>
/// <param name="Code">How the server answered.</param>
/// <param name="QuestionName">Name of the first question, empty when there is none.</param>
/// <param name="QuestionType">Kind of the first question.</param>
/// <param name="Answers">The answer section.</param>
public sealed record DnsMessage(
    ushort Id,
    bool IsResponse,
    bool IsAuthoritative,
    bool IsTruncated,
    bool IsAuthenticated,
    DnsResponseCode Code,
    string QuestionName,
    DnsType QuestionType,
    ImmutableArray<DnsRecord> Answers);
