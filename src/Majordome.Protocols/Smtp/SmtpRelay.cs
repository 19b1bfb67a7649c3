using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Protocols.Mime;
using NodaTime;

namespace Majordome.Protocols.Smtp;

/// <summary>When the road to the server is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>From the first octet, usually port 465 (RFC 8314 §3.3).</summary>
    ImplicitTls,

    /// <summary>By STARTTLS, usually port 587; a server that does not offer it is sent nothing (RFC 3207).</summary>
    StartTlsRequired,

    /// <summary>By STARTTLS when offered. Who stands between can take the offer away: for a relay on one's own network only.</summary>
    StartTlsWhenOffered,

    /// <summary>Never.</summary>
    None,
}

/// <summary>A user and a password for AUTH (RFC 4954).</summary>
/// <param name="User">Without NUL, at least one character.</param>
/// <param name="Password">Without NUL; sent as UTF-8.</param>
public sealed record SmtpCredentials(string User, string Password)
{
    /// <summary>The user, never the password.</summary>
    public override string ToString() => $"{User}:…";
}

/// <summary>The longest that is waited, per step. Defaults are below those of RFC 5321 §4.5.3.2: the outbox tries again.</summary>
public sealed record SmtpTimeouts
{
    /// <summary>For the name to be resolved and the connection to stand.</summary>
    /// <value>15 seconds.</value>
    public Duration Connect { get; init; } = Duration.FromSeconds(15);

    /// <summary>For the TLS handshake.</summary>
    /// <value>15 seconds.</value>
    public Duration Handshake { get; init; } = Duration.FromSeconds(15);

    /// <summary>For a whole reply, from its command on, however slowly its octets come.</summary>
    /// <value>60 seconds.</value>
    public Duration Reply { get; init; } = Duration.FromSeconds(60);

    /// <summary>For the message to be sent.</summary>
    /// <value>2 minutes.</value>
    public Duration Send { get; init; } = Duration.FromMinutes(2);

    /// <summary>For the reply to the message. Giving up early makes doubles (RFC 5321 §4.5.3.2.6 asks for 10 minutes).</summary>
    /// <value>5 minutes.</value>
    public Duration Acceptance { get; init; } = Duration.FromMinutes(5);
}

/// <summary>The server that takes our mail, and how to speak to it.</summary>
public sealed record SmtpRelay
{
    /// <summary>A name or an IP address; its certificate must carry it.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>When the road is encrypted.</summary>
    public required SmtpSecurity Security { get; init; }

    /// <summary>Whose certificate is believed.</summary>
    /// <value>Those the system believes.</value>
    public SmtpTrust Trust { get; init; } = SmtpTrust.System;

    /// <summary>Who we are to the server; <c>null</c>: no AUTH.</summary>
    public SmtpCredentials? Credentials { get; init; }

    /// <summary>Whether credentials may be sent unencrypted to a server on this very machine. To any other they never are.</summary>
    public bool PlaintextCredentialsOnLoopback { get; init; }

    /// <summary>Our name for EHLO, fully qualified; <c>null</c>: our address as a literal (RFC 5321 §4.1.3).</summary>
    public string? HelloName { get; init; }

    /// <summary>How long is waited.</summary>
    public SmtpTimeouts Timeouts { get; init; } = new();

    /// <summary>
    /// What is refused: <c>host-invalid</c>, <c>port-out-of-range</c>, <c>hello-name-invalid</c>, <c>user-invalid</c>, <c>password-invalid</c>
    /// (never with the password).
    /// </summary>
    public ImmutableArray<Refusal> Refusals()
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (Uri.CheckHostName(Host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            refusals.Add(Refusal.Of("host", "host-invalid", Host));
        }

        if (Port is < 1 or > 65535)
        {
            refusals.Add(Refusal.Of("port", "port-out-of-range", Port, 1, 65535));
        }

        if (HelloName is { } name && (name.Length is 0 or > MailAddress.MaxDomain || !Atoms.IsVisible(name)))
        {
            refusals.Add(Refusal.Of("helloName", "hello-name-invalid", name));
        }

        if (Credentials is { } credentials)
        {
            if (credentials.User.Length == 0 || credentials.User.Contains('\0', StringComparison.Ordinal))
            {
                refusals.Add(Refusal.Of("credentials.user", "user-invalid", credentials.User));
            }

            if (credentials.Password.Contains('\0', StringComparison.Ordinal))
            {
                refusals.Add(Refusal.Of("credentials.password", "password-invalid"));
            }
        }

        return refusals.ToImmutable();
    }
}
