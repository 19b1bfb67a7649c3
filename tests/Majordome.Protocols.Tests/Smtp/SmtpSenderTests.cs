using System.Diagnostics;
using System.Text;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;
using NodaTime;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>The conversation, with a server that does as each test says.</summary>
public class SmtpSenderTests
{
    private static readonly byte[] Message = "Subject: test\r\n\r\nline\r\n.dot\r\n"u8.ToArray();

    private static MailAddress Address(string text) => MailAddress.Parse(text).Value;

    internal static SmtpRelay RelayTo(int port, SmtpSecurity security = SmtpSecurity.None) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Security = security,
        HelloName = "majordome.test",
        Timeouts = new SmtpTimeouts { Reply = Duration.FromSeconds(10), Acceptance = Duration.FromSeconds(10) },
    };

    private static SmtpEnvelope To(params string[] recipients) => new(Address("desk@msp.example"), [.. recipients.Select(Address)]);

    private static Task<SmtpOutcome> SendAsync(SmtpRelay relay, byte[]? message = null, params string[] recipients) =>
        new SmtpSender(relay, TimeProvider.System).SendAsync(To(recipients is [] ? ["marie@example.fr"] : recipients), message ?? Message, CancellationToken.None);

    private static async Task<SmtpDelivery> DeliveryAsync(SmtpRelay relay, byte[]? message = null) => (await SendAsync(relay, message)).Deliveries.ShouldHaveSingleItem();

    [Fact]
    public async Task A_message_is_handed_over_and_the_reply_is_quoted()
    {
        await using var server = ScriptedServer.Friendly(["SIZE 1000"]);
        var outcome = await SendAsync(RelayTo(server.Port));
        outcome.Deliveries.ShouldBe([new SmtpDelivery(Address("marie@example.fr"), SmtpVerdict.Delivered, null)]);
        outcome.Accepted!.ToString().ShouldBe("250 2.0.0 Ok: queued as 4F2A");
        server.Heard.ShouldBe([
            "EHLO majordome.test", "MAIL FROM:<desk@msp.example> SIZE=29", "RCPT TO:<marie@example.fr>", "DATA",
            "Subject: test", "", "line", "..dot", ".", "QUIT",
        ]);
    }

    [Fact]
    public async Task Without_a_name_of_our_own_our_address_is_said()
    {
        await using var server = ScriptedServer.Friendly();
        await SendAsync(RelayTo(server.Port) with { HelloName = null });
        server.Heard[0].ShouldBe("EHLO [127.0.0.1]");
    }

    [Fact]
    public async Task What_must_not_bounce_has_no_return_path()
    {
        await using var server = ScriptedServer.Friendly();
        var sender = new SmtpSender(RelayTo(server.Port), TimeProvider.System);
        await sender.SendAsync(To("a@example.fr") with { ReturnPath = null }, Message, CancellationToken.None);
        server.Heard[1].ShouldBe("MAIL FROM:<>");
    }

    [Fact]
    public async Task A_server_that_knows_no_EHLO_is_told_HELO()
    {
        await using var server = ScriptedServer.Friendly([], ("EHLO", "502 what?"));
        (await DeliveryAsync(RelayTo(server.Port))).Verdict.ShouldBe(SmtpVerdict.Delivered);
        server.Heard[1].ShouldBe("HELO majordome.test");
    }

    [Fact]
    public async Task Each_recipient_has_its_own_verdict()
    {
        await using var server = ScriptedServer.Friendly([],
            ("RCPT TO:<gone@", "550 5.1.1 No such user"), ("RCPT TO:<full@", "452 4.2.2 Mailbox full"), ("RCPT TO:<many@", "552 Too many"));
        var outcome = await SendAsync(RelayTo(server.Port), null, "gone@example.fr", "marie@example.fr", "full@example.fr", "many@example.fr");
        outcome.Deliveries.Select(delivery => delivery.Verdict).ShouldBe(
            [SmtpVerdict.RefusedForGood, SmtpVerdict.Delivered, SmtpVerdict.TryAgain, SmtpVerdict.TryAgain]);
        outcome.Deliveries[0].Fault!.Reply!.Status.ShouldBe(new EnhancedStatus(5, 1, 1));
    }

    [Fact]
    public async Task When_all_recipients_are_refused_nothing_is_sent()
    {
        await using var server = ScriptedServer.Friendly([], ("RCPT", "550 no"));
        var outcome = await SendAsync(RelayTo(server.Port));
        outcome.Accepted.ShouldBeNull();
        server.Heard.ShouldNotContain("DATA");
        server.Heard[^1].ShouldBe("QUIT");
    }

    [Theory]
    [InlineData("EHLO", "421 closing", SmtpStage.Hello, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData("EHLO", "354 go on", SmtpStage.Hello, "reply-unexpected", SmtpVerdict.TryAgain)]
    [InlineData("MAIL", "451 later", SmtpStage.Sender, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData("MAIL", "550 not you", SmtpStage.Sender, "reply-refused", SmtpVerdict.RefusedForGood)]
    [InlineData("MAIL", "530 5.7.0 authenticate", SmtpStage.Sender, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData("MAIL", "354 go on", SmtpStage.Sender, "reply-unexpected", SmtpVerdict.TryAgain)]
    [InlineData("RCPT", "421 closing", SmtpStage.Recipient, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData("DATA", "451 later", SmtpStage.Data, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData("DATA", "250 ok", SmtpStage.Data, "reply-unexpected", SmtpVerdict.TryAgain)]
    [InlineData("DATA", "554 never", SmtpStage.Data, "reply-refused", SmtpVerdict.RefusedForGood)]
    [InlineData(".", "452 disk full", SmtpStage.Acceptance, "reply-refused", SmtpVerdict.TryAgain)]
    [InlineData(".", "554 5.7.1 spam", SmtpStage.Acceptance, "reply-refused", SmtpVerdict.RefusedForGood)]
    [InlineData(".", "354 go on", SmtpStage.Acceptance, "reply-unexpected", SmtpVerdict.TryAgain)]
    public async Task What_the_server_says_decides(string command, string reply, SmtpStage stage, string rule, SmtpVerdict verdict)
    {
        await using var server = ScriptedServer.Friendly([], (command, reply));
        var delivery = await DeliveryAsync(RelayTo(server.Port));
        delivery.Verdict.ShouldBe(verdict);
        delivery.Fault!.ShouldSatisfyAllConditions(
            fault => fault.Stage.ShouldBe(stage),
            fault => fault.Rule.ShouldBe(rule),
            fault => fault.Reply!.ToString().ShouldBe(reply));
    }

    [Fact]
    public async Task A_server_that_does_not_serve_is_tried_again()
    {
        await using var server = ScriptedServer.Start(server => server.SayAsync("554 no service"));
        (await DeliveryAsync(RelayTo(server.Port))).ShouldSatisfyAllConditions(
            delivery => delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain),
            delivery => delivery.Fault!.Stage.ShouldBe(SmtpStage.Greeting));
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_not_sent()
    {
        await using var server = ScriptedServer.Friendly(["SIZE 20"]);
        var delivery = await DeliveryAsync(RelayTo(server.Port));
        delivery.Verdict.ShouldBe(SmtpVerdict.RefusedForGood);
        delivery.Fault!.Rule.ShouldBe("message-too-large");
        server.Heard.ShouldBe(["EHLO majordome.test", "QUIT"]);
    }

    [Theory]
    [InlineData(true, SmtpVerdict.Delivered)]
    [InlineData(false, SmtpVerdict.RefusedForGood)]
    public async Task Eight_bits_go_only_where_they_are_taken(bool isOffered, SmtpVerdict verdict)
    {
        await using var server = ScriptedServer.Friendly(isOffered ? ["8BITMIME"] : []);
        (await DeliveryAsync(RelayTo(server.Port), Encoding.UTF8.GetBytes("\r\né\r\n"))).Verdict.ShouldBe(verdict);
        server.Heard.Any(line => line.EndsWith(" BODY=8BITMIME", StringComparison.Ordinal)).ShouldBe(isOffered);
    }

    [Fact]
    public async Task Two_messages_at_once_do_not_disturb_each_other()
    {
        await using var one = ScriptedServer.Friendly();
        await using var two = ScriptedServer.Friendly([], ("RCPT", "550 no"));
        var outcomes = await Task.WhenAll(SendAsync(RelayTo(one.Port)), SendAsync(RelayTo(two.Port)));
        outcomes.Select(outcome => outcome.Deliveries[0].Verdict).ShouldBe([SmtpVerdict.Delivered, SmtpVerdict.RefusedForGood]);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_obeyed()
    {
        await using var server = ScriptedServer.Start(server => server.HangAsync());
        using var cancellation = new CancellationTokenSource();
        var sending = new SmtpSender(RelayTo(server.Port), TimeProvider.System).SendAsync(To("a@example.fr"), Message, cancellation.Token);
        await cancellation.CancelAsync();
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_relay_that_cannot_be_is_refused()
    {
        var relay = new SmtpRelay
        {
            Host = "mail example", Port = 0, Security = SmtpSecurity.None, HelloName = "a\r\nb", Credentials = new SmtpCredentials("", "a\0b"),
        };
        relay.Refusals().Select(refusal => refusal.Rule)
            .ShouldBe(["host-invalid", "port-out-of-range", "hello-name-invalid", "user-invalid", "password-invalid"]);
        string.Concat(relay.Refusals()).ShouldNotContain("a\0b");
        Should.Throw<ArgumentException>(() => new SmtpSender(relay, TimeProvider.System));
    }
}
