using Majordome.Protocols.Smtp;
using Majordome.Protocols.Tests.Mime;
using Majordome.Protocols.Tests.Smtp;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Notifications;

/// <summary>A page to staff and a letter to a client, through the outbox and TLS, into the mailbox of a real mail server.</summary>
public sealed class PostfixEndToEndTests
{
    [Theory]
    [MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_page_and_a_letter_arrive_as_they_were_written(DatabaseKind kind)
    {
        await using var postfix = await MailServer.StartAsync();
        await using var ticket = await PagedTicket.StartAsync(kind, domain: MailServer.Domain);
        var thumbprint = postfix.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var form = new MailForm("localhost", postfix.Port, SmtpSecurity.StartTlsRequired, MailServer.User, MailServer.Password, $"desk@{MailServer.Domain}", "Cornaline", thumbprint);
        (await ticket.Server.RunAsync(Caller.Program("test"), (SetMail c) => c.HandleAsync(form, null, default))).IsAccepted.ShouldBeTrue();
        await ticket.PageAsync();
        await ticket.AtDeskAsync(n => n.TellClientAsync(ticket.Notice, new ClientNotice(ClientNoticeKind.Taken, "1", TestClock.DefaultStart, "Nadia Benali", null), default));

        await MailChannelTests.DispatchAsync(ticket.Server);

        var page = ReadMail.Parse(await postfix.MessageAsync("nadia@"));
        page["Subject"].ShouldBe("Appel P1\u00A0: Laiterie du Vercors, HTTP: 502 Bad Gateway (T-2641)");
        page["From"].ShouldBe($"Cornaline <desk@{MailServer.Domain}>");
        page["Auto-Submitted"].ShouldBe("auto-generated");
        page.Text.ShouldContain($"/tickets/{ticket.TicketId}/acknowledge");
        var letter = ReadMail.Parse(await postfix.MessageAsync("claire@"));
        letter["Subject"].ShouldBe("Nous nous en occupons\u00A0: HTTP: 502 Bad Gateway (T-2641)");
        letter.Text.ShouldContain("Nadia Benali s’occupe de votre demande depuis 10\u00A0h\u00A042.");
        letter["References"].ShouldBe(page["References"]);
    }
}
