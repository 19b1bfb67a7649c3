using System.Text;

namespace Majordome.Protocols.Smtp;

/// <summary>From the connection to the point where mail may be sent: greeting, EHLO, TLS, AUTH.</summary>
internal sealed class SmtpOpening(SmtpRelay relay, SmtpConnection connection, CancellationToken cancellation)
{
    /// <summary>What the server offers, as said last and, when the road is encrypted, said on it.</summary>
    public SmtpExtensions Offered { get; private set; } = SmtpExtensions.None;

    /// <summary>Goes all the way.</summary>
    /// <returns>The fault that ended it, or nothing.</returns>
    public async Task<SmtpFault?> RunAsync() =>
        await ConnectAsync().ConfigureAwait(false)
        ?? await GreetAsync().ConfigureAwait(false)
        ?? await HelloAsync().ConfigureAwait(false)
        ?? await StartTlsAsync().ConfigureAwait(false)
        ?? await AuthenticateAsync().ConfigureAwait(false);

    private async Task<SmtpFault?> ConnectAsync()
    {
        var fault = await connection.ConnectAsync(cancellation).ConfigureAwait(false);
        return fault is null && relay.Security == SmtpSecurity.ImplicitTls
            ? await connection.SecureAsync(cancellation).ConfigureAwait(false)
            : fault;
    }

    private async Task<SmtpFault?> GreetAsync()
    {
        var (reply, fault) = await connection.HearAsync(SmtpStage.Greeting, relay.Timeouts.Reply, cancellation).ConfigureAwait(false);
        return fault ?? (reply!.Code == 220 ? null : SmtpAnswer.Against(SmtpStage.Greeting, reply));
    }

    /// <summary>EHLO; HELO for a server that does not know it (RFC 5321 §3.2).</summary>
    private async Task<SmtpFault?> HelloAsync()
    {
        var name = relay.HelloName ?? connection.LocalLiteral;
        var (reply, fault) = await connection.AskAsync(SmtpStage.Hello, $"EHLO {name}", cancellation).ConfigureAwait(false);
        if (reply is { Code: 250 })
        {
            Offered = SmtpExtensions.Of(reply);
            return null;
        }

        if (reply is { IsNever: true })
        {
            Offered = SmtpExtensions.None;
            (reply, fault) = await connection.AskAsync(SmtpStage.Hello, $"HELO {name}", cancellation).ConfigureAwait(false);
        }

        return fault ?? (reply!.Code == 250 ? null : SmtpAnswer.Against(SmtpStage.Hello, reply));
    }

    /// <summary>
    /// After the handshake nothing said before it counts (RFC 3207 §4.2). Octets that came along with the reply to STARTTLS were put there by
    /// someone between: they end the conversation (CVE-2011-0411).
    /// </summary>
    private async Task<SmtpFault?> StartTlsAsync()
    {
        if (connection.IsEncrypted || relay.Security == SmtpSecurity.None)
        {
            return null;
        }

        if (!Offered.StartTls)
        {
            return relay.Security == SmtpSecurity.StartTlsRequired ? new SmtpFault(SmtpStage.StartTls, "tls-not-offered") : null;
        }

        var (reply, fault) = await connection.AskAsync(SmtpStage.StartTls, "STARTTLS", cancellation).ConfigureAwait(false);
        fault ??= reply!.Code == 220 ? null : SmtpAnswer.Against(SmtpStage.StartTls, reply);
        return fault
            ?? await connection.SecureAsync(cancellation).ConfigureAwait(false)
            ?? await HelloAsync().ConfigureAwait(false);
    }

    private async Task<SmtpFault?> AuthenticateAsync()
    {
        if (relay.Credentials is not { } credentials)
        {
            return null;
        }

        if (!connection.IsEncrypted && !(relay.PlaintextCredentialsOnLoopback && connection.IsLoopback))
        {
            return new SmtpFault(SmtpStage.Authentication, "credentials-need-tls");
        }

        if (Offered.AuthMechanisms.Contains("PLAIN"))
        {
            return await SayAsync($"AUTH PLAIN {Base64($"\0{credentials.User}\0{credentials.Password}")}", 235).ConfigureAwait(false);
        }

        return Offered.AuthMechanisms.Contains("LOGIN")
            ? await SayAsync("AUTH LOGIN", 334).ConfigureAwait(false)
              ?? await SayAsync(Base64(credentials.User), 334).ConfigureAwait(false)
              ?? await SayAsync(Base64(credentials.Password), 235).ConfigureAwait(false)
            : new SmtpFault(SmtpStage.Authentication, "auth-not-offered", null, string.Join(' ', Offered.AuthMechanisms));
    }

    private async Task<SmtpFault?> SayAsync(string line, int hopedCode)
    {
        var (reply, fault) = await connection.AskAsync(SmtpStage.Authentication, line, cancellation).ConfigureAwait(false);
        return fault ?? (reply!.Code == hopedCode ? null : SmtpAnswer.Against(SmtpStage.Authentication, reply));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
