using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>Whom the sender believes, and what it says only to those.</summary>
public class SmtpTlsTests
{
    private const string Password = "s3cret-é";

    private static readonly SmtpCredentials Credentials = new("majordome", Password);

    private static async Task<SmtpDelivery> SendAsync(SmtpRelay relay)
    {
        var envelope = new SmtpEnvelope(null, [MailAddress.Parse("a@example.fr").Value]);
        var outcome = await new SmtpSender(relay, TimeProvider.System).SendAsync(envelope, "\r\nhello\r\n"u8.ToArray(), CancellationToken.None);
        return outcome.Deliveries.ShouldHaveSingleItem();
    }

    private static ScriptedServer StartTlsServer(X509Certificate2 certificate, string[] offers, params (string, string)[] replies) =>
        ScriptedServer.Start(async server =>
        {
            await server.SayAsync("220 hello");
            await server.HearAsync();
            await server.SayRawAsync("250-a\r\n250-SIZE 1\r\n250 STARTTLS\r\n"u8.ToArray());
            await server.HearAsync();
            await server.SayAsync("220 go ahead");
            await server.SecureAsync(certificate);
            await server.ConverseAsync(offers, replies);
        });

    private static SmtpTrust Pinned(X509Certificate2 certificate) =>
        SmtpTrust.Thumbprints([certificate.GetCertHashString(HashAlgorithmName.SHA256)]).Value;

    [Fact]
    public async Task What_was_offered_before_STARTTLS_is_forgotten()
    {
        using var certificate = MailServerCertificate.Create();
        await using var server = StartTlsServer(certificate, []);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Trust = Pinned(certificate) });
        delivery.Verdict.ShouldBe(SmtpVerdict.Delivered); // the SIZE 1 of the plain offer would have refused it
        server.Heard.Take(4).ShouldBe(["EHLO majordome.test", "STARTTLS", "EHLO majordome.test", "MAIL FROM:<>"]);
    }

    [Fact]
    public async Task Implicit_TLS_is_spoken_from_the_first_octet()
    {
        using var certificate = MailServerCertificate.Create();
        await using var server = ScriptedServer.Start(async server =>
        {
            await server.SecureAsync(certificate);
            await server.SayAsync("220 hello");
            await server.ConverseAsync(["STARTTLS"]); // offered again, which means nothing
        });
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.ImplicitTls) with { Trust = Pinned(certificate) });
        delivery.Verdict.ShouldBe(SmtpVerdict.Delivered);
        server.Heard.ShouldNotContain("STARTTLS");
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_not_believed()
    {
        using var certificate = MailServerCertificate.Create();
        await using var server = StartTlsServer(certificate, ["AUTH PLAIN"]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Credentials = Credentials });
        delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain);
        delivery.Fault!.Rule.ShouldBe("certificate-not-trusted");
        delivery.Fault.Detail!.ShouldContain("UntrustedRoot");
        server.Heard.ShouldBe(["EHLO majordome.test", "STARTTLS"]);
    }

    [Fact]
    public async Task A_certificate_of_a_given_authority_is_believed()
    {
        using var certificate = MailServerCertificate.Create();
        await using var server = StartTlsServer(certificate, []);
        var trust = SmtpTrust.Authorities([X509CertificateLoader.LoadCertificate(certificate.RawData)]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Trust = trust });
        delivery.Verdict.ShouldBe(SmtpVerdict.Delivered, delivery.Fault?.ToString());
    }

    [Fact]
    public async Task A_certificate_of_a_given_authority_for_another_name_is_not_believed()
    {
        using var certificate = MailServerCertificate.Create("elsewhere.test");
        await using var server = StartTlsServer(certificate, []);
        var trust = SmtpTrust.Authorities([X509CertificateLoader.LoadCertificate(certificate.RawData)]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Trust = trust });
        delivery.Fault!.Detail!.ShouldContain("RemoteCertificateNameMismatch");
    }

    [Fact]
    public async Task A_certificate_other_than_the_pinned_one_is_not_believed()
    {
        using var certificate = MailServerCertificate.Create();
        using var other = MailServerCertificate.Create();
        await using var server = StartTlsServer(certificate, []);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Trust = Pinned(other) });
        delivery.Fault!.Rule.ShouldBe("certificate-not-trusted");
    }

    [Fact]
    public void What_is_no_thumbprint_is_refused()
    {
        SmtpTrust.Thumbprints([]).Refusals[0].Rule.ShouldBe("thumbprint-missing");
        SmtpTrust.Thumbprints(["AB:CD"]).Refusals[0].Rule.ShouldBe("thumbprint-invalid");
        SmtpTrust.Thumbprints([string.Join(':', Enumerable.Repeat("ab", 32))]).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_TLS_is_required_and_not_offered_nothing_is_sent()
    {
        await using var server = ScriptedServer.Friendly(["AUTH PLAIN"]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Credentials = Credentials });
        delivery.Fault!.Rule.ShouldBe("tls-not-offered");
        delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain);
        server.Heard.ShouldBe(["EHLO majordome.test"]);
    }

    [Theory]
    [InlineData(SmtpSecurity.None)]
    [InlineData(SmtpSecurity.StartTlsWhenOffered)]
    public async Task Credentials_are_never_said_in_the_clear(SmtpSecurity security)
    {
        await using var server = ScriptedServer.Friendly(["AUTH PLAIN LOGIN"]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, security) with { Credentials = Credentials });
        delivery.Fault!.Rule.ShouldBe("credentials-need-tls");
        server.Heard.ShouldBe(["EHLO majordome.test"]);
    }

    [Fact]
    public async Task Credentials_are_said_in_the_clear_on_loopback_when_allowed()
    {
        await using var server = ScriptedServer.Friendly(["AUTH LOGIN PLAIN"], ("AUTH", "235 welcome"));
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port) with { Credentials = Credentials, PlaintextCredentialsOnLoopback = true });
        delivery.Verdict.ShouldBe(SmtpVerdict.Delivered);
        Encoding.UTF8.GetString(Convert.FromBase64String(server.Heard[1]["AUTH PLAIN ".Length..])).ShouldBe($"\0majordome\0{Password}");
    }

    [Fact]
    public async Task A_server_that_knows_LOGIN_alone_is_told_line_by_line()
    {
        using var certificate = MailServerCertificate.Create();
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password));
        await using var server = StartTlsServer(certificate, ["AUTH LOGIN"],
            ("AUTH LOGIN", "334 VXNlcm5hbWU6"), ("bWFqb3Jkb21l", "334 UGFzc3dvcmQ6"), (password, "235 welcome"));
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port, SmtpSecurity.StartTlsRequired) with { Trust = Pinned(certificate), Credentials = Credentials });
        delivery.Verdict.ShouldBe(SmtpVerdict.Delivered, delivery.Fault?.ToString());
    }

    [Fact]
    public async Task Wrong_credentials_are_ours_to_mend_and_are_not_told()
    {
        await using var server = ScriptedServer.Friendly(["AUTH PLAIN"], ("AUTH", "535 5.7.8 no"));
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port) with { Credentials = Credentials, PlaintextCredentialsOnLoopback = true });
        delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain);
        delivery.Fault!.ToString().ShouldBe("Authentication: reply-refused (535 5.7.8 no)");
        Credentials.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_server_without_a_way_we_know_is_told()
    {
        await using var server = ScriptedServer.Friendly(["AUTH CRAM-MD5"]);
        var delivery = await SendAsync(SmtpSenderTests.RelayTo(server.Port) with { Credentials = Credentials, PlaintextCredentialsOnLoopback = true });
        delivery.Fault!.Rule.ShouldBe("auth-not-offered");
    }
}
