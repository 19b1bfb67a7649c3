using System.Net;
using System.Net.Sockets;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;
using NodaTime;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>Servers, and people between, that do their worst: the sender comes back within its limits and says why.</summary>
public class HostileServerTests
{
    /// <summary>Long enough for a busy machine; only the step a test waits for has a short limit.</summary>
    private static readonly Duration Long = Duration.FromSeconds(20);

    private static readonly Duration Short = Duration.FromMilliseconds(500);

    private static readonly SmtpTimeouts Patient = new() { Connect = Long, Handshake = Long, Reply = Long, Send = Long, Acceptance = Long };

    private static async Task<SmtpFault> FaultAsync(
        Func<ScriptedServer, Task> script, SmtpSecurity security = SmtpSecurity.None, SmtpTimeouts? timeouts = null, int octets = 100)
    {
        await using var server = ScriptedServer.Start(script);
        return await FaultAsync(server.Port, security, timeouts, octets);
    }

    private static async Task<SmtpFault> FaultAsync(
        int port, SmtpSecurity security = SmtpSecurity.None, SmtpTimeouts? timeouts = null, int octets = 100)
    {
        var relay = SmtpSenderTests.RelayTo(port, security) with { Timeouts = timeouts ?? Patient };
        var envelope = new SmtpEnvelope(null, [MailAddress.Parse("a@example.fr").Value]);
        var outcome = await new SmtpSender(relay, TimeProvider.System)
            .SendAsync(envelope, new byte[octets], CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));
        var delivery = outcome.Deliveries.ShouldHaveSingleItem();
        delivery.Verdict.ShouldBe(SmtpVerdict.TryAgain);
        return delivery.Fault!;
    }

    private static void ShouldBe(SmtpFault fault, SmtpStage stage, string rule) => (fault.Stage, fault.Rule).ShouldBe((stage, rule));

    [Fact]
    public async Task Nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        ShouldBe(await FaultAsync(port), SmtpStage.Connect, "connection-failed");
    }

    [Fact]
    public async Task It_never_says_a_word() =>
        ShouldBe(await FaultAsync(server => server.HangAsync(), timeouts: Patient with { Reply = Short }), SmtpStage.Greeting, "timed-out");

    [Fact]
    public async Task It_hangs_up_at_once() =>
        ShouldBe(await FaultAsync(_ => Task.CompletedTask), SmtpStage.Greeting, "connection-lost");

    [Fact]
    public async Task It_sends_a_line_without_end() =>
        ShouldBe(await FaultAsync(async server =>
        {
            while (true)
            {
                await server.SayRawAsync("220 aaaaaaaaaaaaaaaaaaaaaaaaaaa"u8.ToArray());
            }
        }), SmtpStage.Greeting, "reply-line-too-long");

    [Fact]
    public async Task It_sends_lines_without_end() =>
        ShouldBe(await FaultAsync(async server =>
        {
            while (true)
            {
                await server.SayAsync("220-and more");
            }
        }), SmtpStage.Greeting, "reply-too-long");

    [Fact]
    public async Task It_speaks_one_octet_at_a_time_for_ever() =>
        ShouldBe(await FaultAsync(async server =>
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (await tick.WaitForNextTickAsync())
            {
                await server.SayRawAsync("2"u8.ToArray());
            }
        }, timeouts: Patient with { Reply = Short }), SmtpStage.Greeting, "timed-out");

    [Fact]
    public async Task It_is_no_mail_server() =>
        ShouldBe(await FaultAsync(server => server.SayAsync("HTTP/1.1 400 Bad Request")), SmtpStage.Greeting, "reply-malformed");

    [Fact]
    public async Task It_answers_before_it_is_asked() =>
        ShouldBe(await FaultAsync(async server =>
        {
            await server.SayRawAsync("220 hello\r\n250 yes\r\n250 yes\r\n"u8.ToArray());
            await server.HangAsync();
        }), SmtpStage.Hello, "reply-unasked");

    [Fact]
    public async Task It_goes_silent_in_the_middle() =>
        ShouldBe(await FaultAsync(async server =>
        {
            await server.SayAsync("220 hello");
            await server.HearAsync();
            await server.SayAsync("250-half");
            await server.HangAsync();
        }, timeouts: Patient with { Reply = Duration.FromSeconds(3) }), SmtpStage.Hello, "timed-out");

    [Fact]
    public async Task It_does_not_take_the_message_in() =>
        ShouldBe(await FaultAsync(async server =>
        {
            await server.SayAsync("220 hello");
            foreach (var reply in new[] { "250 a", "250 b", "250 c", "354 go on" })
            {
                await server.HearAsync();
                await server.SayAsync(reply);
            }

            await server.HangAsync();
        }, timeouts: Patient with { Send = Short }, octets: 32 * 1024 * 1024), SmtpStage.Data, "timed-out");

    [Fact]
    public async Task It_takes_the_message_and_says_nothing() =>
        ShouldBe(await FaultAsync(async server =>
        {
            await server.SayAsync("220 hello");
            foreach (var reply in new[] { "250 a", "250 b", "250 c", "354 go on" })
            {
                await server.HearAsync();
                await server.SayAsync(reply);
            }

            while (await server.HearAsync() != ".")
            {
            }

            await server.HangAsync();
        }, timeouts: Patient with { Acceptance = Short }), SmtpStage.Acceptance, "timed-out");

    [Theory]
    [InlineData(SmtpSecurity.StartTlsRequired)]
    [InlineData(SmtpSecurity.StartTlsWhenOffered)]
    public async Task Someone_between_puts_words_behind_STARTTLS(SmtpSecurity security) =>
        ShouldBe(await FaultAsync(async server =>
        {
            await server.SayAsync("220 hello");
            await server.HearAsync();
            await server.SayRawAsync("250-a\r\n250 STARTTLS\r\n"u8.ToArray());
            await server.HearAsync();
            await server.SayRawAsync("220 go ahead\r\n250 AUTH PLAIN\r\n"u8.ToArray());
            await server.HangAsync();
        }, security), SmtpStage.Tls, "reply-unasked");

    [Fact]
    public async Task The_handshake_never_comes() =>
        ShouldBe(await FaultAsync(server => server.HangAsync(), SmtpSecurity.ImplicitTls, Patient with { Handshake = Short }), SmtpStage.Tls, "timed-out");

    [Fact]
    public async Task It_speaks_plainly_where_TLS_is_due() =>
        (await FaultAsync(server => server.SayAsync("220 hello, I am no TLS server"), SmtpSecurity.ImplicitTls)).Stage.ShouldBe(SmtpStage.Tls);
}
