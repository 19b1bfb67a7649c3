using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;
using Majordome.Protocols.Tests.Mime;
using NodaTime;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>One server for the tests of a class; none where it cannot be started.</summary>
public sealed class SharedMailServer : IAsyncLifetime
{
    private MailServer? server;

    public async ValueTask InitializeAsync() => server = MailServer.Missing is null ? await MailServer.StartAsync() : null;

    /// <summary>The server, or a skip with the reason.</summary>
    public async Task<MailServer> GetAsync() => server ??= await MailServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

/// <summary>What is written and sent here, judged by a mail server of the world.</summary>
public class PostfixTests(SharedMailServer shared) : IClassFixture<SharedMailServer>
{
    private static readonly SmtpCredentials Credentials = new(MailServer.User, MailServer.Password);

    private static MailAddress Address(string text) => MailAddress.Parse(text).Value;

    private static SmtpRelay Relay(MailServer server, SmtpSecurity security) => new()
    {
        Host = "localhost",
        Port = security == SmtpSecurity.ImplicitTls ? server.TlsPort : server.Port,
        Security = security,
        HelloName = "majordome.test",
        Trust = SmtpTrust.Authorities([X509CertificateLoader.LoadCertificate(server.Certificate.RawData)]),
    };

    private static MailMessage Message(string id) => new()
    {
        From = new Mailbox(Address("desk@msp.example"), "Équipe d'astreinte"),
        To = [new Mailbox(Address($"marie@{MailServer.Domain}"), "Zoë Lefèvre")],
        Subject = "[T-2641] Le serveur de l'hôpital de Besançon ne répond plus depuis 08 h 12 : incident pris en compte",
        Date = Instant.FromUtc(2026, 3, 5, 7, 12),
        MessageId = $"{id}@msp.example",
        AutoSubmitted = AutoSubmitted.Generated,
        Headers = [new HeaderField("X-Majordome-Ticket", "T-2641")],
        Text = "Bonjour,\n\nÀ 08 h 12, « srv-web » a cessé de répondre.\n.\n..\nFrom maintenant on\nŒuvre à 100 % = oui ; prix : 5 €\n\nCordialement",
        Html = "<p>À 08 h 12, « srv-web » a cessé de répondre.</p>",
    };

    private static async Task<SmtpOutcome> SendAsync(SmtpRelay relay, MailMessage message, params string[] recipients) =>
        await new SmtpSender(relay, TimeProvider.System).SendAsync(
            new SmtpEnvelope(Address("desk@msp.example"), recipients is [] ? [Address($"marie@{MailServer.Domain}")] : [.. recipients.Select(Address)]),
            MessageWriter.Write(message, "parts-of-it").Value,
            CancellationToken.None);

    private static void ShouldBeDelivered(SmtpOutcome outcome) =>
        outcome.Deliveries.ShouldAllBe(delivery => delivery.Verdict == SmtpVerdict.Delivered && delivery.Fault == null);

    [Fact]
    public async Task A_message_with_French_accents_arrives_as_it_was_written()
    {
        var server = await shared.GetAsync();
        var message = Message("accents");
        var outcome = await SendAsync(Relay(server, SmtpSecurity.None), message);

        ShouldBeDelivered(outcome);
        var raw = await server.MessageAsync("<accents@msp.example>");
        var read = ReadMail.Parse(raw);
        read.ShouldSatisfyAllConditions(
            () => read["Subject"].ShouldBe(message.Subject),
            () => read["From"].ShouldBe("Équipe d'astreinte <desk@msp.example>"),
            () => read["To"].ShouldBe($"Zoë Lefèvre <marie@{MailServer.Domain}>"),
            () => read["Date"].ShouldBe("Thu, 05 Mar 2026 07:12:00 +0000"),
            () => read["Auto-Submitted"].ShouldBe("auto-generated"),
            () => read["X-Majordome-Ticket"].ShouldBe("T-2641"),
            () => read["Return-Path"].ShouldBe("<desk@msp.example>"),
            () => read.Text.ShouldBe(message.Text.ReplaceLineEndings("\r\n") + "\r\n"),
            () => read.Parts[1].ShouldBe(("text/html", message.Html + "\r\n")));
        var queued = outcome.Accepted!.Lines[0];
        queued.ShouldStartWith("2.0.0 Ok: queued as ");
        read["Received"]!.ShouldContain(" id " + queued["2.0.0 Ok: queued as ".Length..]);
    }

    [Theory]
    [InlineData(SmtpSecurity.None, "with ESMTP id")]
    [InlineData(SmtpSecurity.StartTlsWhenOffered, "with ESMTPS id")]
    [InlineData(SmtpSecurity.StartTlsRequired, "with ESMTPS id")]
    [InlineData(SmtpSecurity.ImplicitTls, "with ESMTPS id")]
    public async Task Each_road_is_taken(SmtpSecurity security, string trace)
    {
        var server = await shared.GetAsync();
        var id = $"road-{security}";
        ShouldBeDelivered(await SendAsync(Relay(server, security), Message(id)));
        ReadMail.Parse(await server.MessageAsync($"<{id}@msp.example>"))["Received"]!.ShouldContain(trace);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTlsRequired)]
    [InlineData(SmtpSecurity.ImplicitTls)]
    public async Task Who_signs_in_is_known(SmtpSecurity security)
    {
        var server = await shared.GetAsync();
        var id = $"known-{security}";
        ShouldBeDelivered(await SendAsync(Relay(server, security) with { Credentials = Credentials }, Message(id)));
        ReadMail.Parse(await server.MessageAsync($"<{id}@msp.example>"))["Received"]!
            .ShouldSatisfyAllConditions(received => received.ShouldContain("with ESMTPSA"), received => received.ShouldContain($"Authenticated sender: {MailServer.User}"));
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        var server = await shared.GetAsync();
        var outcome = await SendAsync(
            Relay(server, SmtpSecurity.StartTlsRequired) with { Credentials = Credentials with { Password = "wrong" } }, Message("wrong"));
        outcome.Deliveries[0].ShouldSatisfyAllConditions(
            delivery => delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain),
            delivery => delivery.Fault!.Stage.ShouldBe(SmtpStage.Authentication),
            delivery => delivery.Fault!.Reply!.Code.ShouldBe(535));
    }

    [Fact]
    public async Task The_password_is_kept_from_a_plain_road_though_the_server_would_take_it()
    {
        var server = await shared.GetAsync();
        var outcome = await SendAsync(Relay(server, SmtpSecurity.None) with { Credentials = Credentials }, Message("plain"));
        outcome.Deliveries[0].Fault!.Rule.ShouldBe("credentials-need-tls");
    }

    [Fact]
    public async Task A_recipient_elsewhere_is_refused_for_good_and_the_other_served()
    {
        var server = await shared.GetAsync();
        var outcome = await SendAsync(Relay(server, SmtpSecurity.None), Message("elsewhere"), "x@elsewhere.example", $"b@{MailServer.Domain}");
        outcome.Deliveries.Select(delivery => delivery.Verdict).ShouldBe([SmtpVerdict.RefusedForGood, SmtpVerdict.Delivered]);
        outcome.Deliveries[0].Fault!.Reply!.Status.ShouldBe(new EnhancedStatus(5, 7, 1));
        ReadMail.Parse(await server.MessageAsync("<elsewhere@msp.example>"))["Delivered-To"].ShouldBe($"b@{MailServer.Domain}");
    }

    [Fact]
    public async Task A_pinned_certificate_is_believed_and_an_unknown_one_is_not()
    {
        var server = await shared.GetAsync();
        var relay = Relay(server, SmtpSecurity.StartTlsRequired);
        var pin = SmtpTrust.Thumbprints([server.Certificate.GetCertHashString(HashAlgorithmName.SHA256)]).Value;
        ShouldBeDelivered(await SendAsync(relay with { Trust = pin }, Message("pinned")));
        (await SendAsync(relay with { Trust = SmtpTrust.System }, Message("unknown"))).Deliveries[0].Fault!.Rule.ShouldBe("certificate-not-trusted");
    }

    [Fact]
    public async Task A_server_that_stops_is_tried_again()
    {
        SmtpRelay relay;
        await using (var server = await MailServer.StartAsync())
        {
            relay = Relay(server, SmtpSecurity.None);
            ShouldBeDelivered(await SendAsync(relay, Message("before")));
        }

        (await SendAsync(relay, Message("after"))).Deliveries[0].ShouldSatisfyAllConditions(
            delivery => delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain),
            delivery => delivery.Fault!.Stage.ShouldBe(SmtpStage.Connect));
    }
}
