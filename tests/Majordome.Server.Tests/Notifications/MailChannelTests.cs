using Majordome.Domain;
using Majordome.Protocols.Smtp;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Notifications.Messages;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Majordome.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>Letters through the outbox to a mail server, and what happens when there is none or it dies.</summary>
public sealed class MailChannelTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Fact]
    public async Task Without_settings_a_letter_waits_and_says_why()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await PostAsync(server);
        await DispatchAsync(server);

        var message = await MessageAsync(server);
        message.State.ShouldBe(OutboxState.Pending);
        message.LastAnswer.ShouldBe("mail-not-set-up");
    }

    [Fact]
    public async Task A_letter_that_waited_leaves_at_once_when_mail_is_set_up()
    {
        await using var sink = new MailSink();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await PostAsync(server);
        await DispatchAsync(server);

        await SetUpAsync(server, sink.Port);
        await DispatchAsync(server);

        (await MessageAsync(server)).State.ShouldBe(OutboxState.Delivered);
        sink.Messages.ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_mail_server_down_for_an_hour_gets_the_letter_within_a_quarter_of_an_hour_after(DatabaseKind kind)
    {
        var port = Ports.Free();
        await using var server = await TestServer.StartAsync(kind);
        await SetUpAsync(server, port);
        await PostAsync(server);
        for (var minute = 0; minute < 60; minute++)
        {
            await DispatchAsync(server);
            server.Clock.Advance(Duration.FromMinutes(1));
        }

        (await MessageAsync(server)).LastAnswer.ShouldStartWith("Connect: connection-failed");
        await using var sink = new MailSink(port);
        for (var minute = 0; minute < 16 && sink.Messages.IsEmpty; minute++)
        {
            server.Clock.Advance(Duration.FromMinutes(1));
            await DispatchAsync(server);
        }

        sink.Messages.ShouldHaveSingleItem();
        (await MessageAsync(server)).State.ShouldBe(OutboxState.Delivered);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_letter_whose_sender_died_after_sending_is_sent_again_under_the_same_name_and_date(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await TestServer.StartAsync(kind);
        await SetUpAsync(server, sink.Port);
        await PostAsync(server);
        var real = server.Services.GetServices<IDeliver>().Single(d => d.Channel == "mail");
        using var dying = new OutboxDispatcher(
            server.Services.GetRequiredService<IServiceScopeFactory>(), [new DiesAfterSending(real)], server.Services.GetRequiredService<OutboxSignal>(), server.Clock,
            server.Services.GetRequiredService<Heartbeats>(), TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        await Should.ThrowAsync<OperationCanceledException>(() => dying.DeliverDueAsync(default));

        server.Clock.Advance(Duration.FromMinutes(3));
        await DispatchAsync(server);

        sink.Messages.Count.ShouldBe(2);
        sink.Messages.Select(m => MailSink.HeaderOf(m, "Message-ID")).Distinct().ShouldHaveSingleItem();
        sink.Messages.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refused_letter_is_put_aside_and_can_be_sent_again()
    {
        await using var sink = new MailSink { Verdict = "554 5.7.1 no" };
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await SetUpAsync(server, sink.Port);
        await PostAsync(server);
        await DispatchAsync(server);
        var dead = await MessageAsync(server);
        dead.State.ShouldBe(OutboxState.Dead);
        dead.LastAnswer!.ShouldContain("5.7.1");

        sink.Verdict = "250 2.0.0 Ok";
        server.Clock.Advance(Duration.FromDays(5));
        (await server.RunAsync(Caller.Program("test"), (RetryMessage c) => c.HandleAsync(dead.Id, default))).IsAccepted.ShouldBeTrue();
        await DispatchAsync(server);

        (await MessageAsync(server)).State.ShouldBe(OutboxState.Delivered);
        sink.Messages.Select(m => MailSink.HeaderOf(m, "Message-ID")).Distinct().ShouldHaveSingleItem();
        (await server.RunAsync(Caller.Program("test"), (RetryMessage c) => c.HandleAsync(dead.Id, default))).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("conflict");
    }

    [Fact]
    public async Task Machine_output_in_a_subject_stays_one_line()
    {
        await using var sink = new MailSink();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await SetUpAsync(server, sink.Port);
        await PostAsync(server, "bad\r\nBcc: everybody@example.org\u0000");
        await DispatchAsync(server);

        sink.Messages.ShouldHaveSingleItem().ShouldNotContain("\nBcc:");
    }

    [Fact]
    public async Task Nonsense_settings_are_refused_with_the_field()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var form = new MailForm("bad host", 70000, SmtpSecurity.None, null, null, "nobody", null, "12:34");
        var refused = await server.RunAsync(Caller.Program("test"), (SetMail c) => c.HandleAsync(form, null, default));

        refused.Refusals.Select(r => $"{r.Path} {r.Rule}").Order().ShouldBe(
            ["fromAddress address-without-at", "host host-invalid", "port port-out-of-range", "thumbprints thumbprint-invalid"]);
    }

    internal static async Task SetUpAsync(TestServer server, int port)
    {
        var form = new MailForm("127.0.0.1", port, SmtpSecurity.None, null, null, "desk@msp.example", "Cornaline", null);
        (await server.RunAsync(Caller.Program("test"), (SetMail c) => c.HandleAsync(form, null, default))).IsAccepted.ShouldBeTrue();
    }

    internal static Task<int> DispatchAsync(TestServer server) => server.Services.GetRequiredService<OutboxDispatcher>().DeliverDueAsync(default);

    private static Task<OutboxMessage> MessageAsync(TestServer server) =>
        server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync());

    private static async Task PostAsync(TestServer server, string subject = "Essai") =>
        (await server.RunAsync(Caller.Program("test"), (Post c) => c.HandleAsync(subject))).IsAccepted.ShouldBeTrue();

    [Requires(Permission.ManageChannels)]
    private sealed class Post(Letterbox letterbox, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync(string subject)
        {
            await letterbox.PostAsync(new Letter("nadia@msp.example", "Nadia", subject, "Bonjour.", "ticket-1", "T-1"), null, "test/1", default);
            log.Record(null, "post", "test", "letter");
            return Done.Value;
        }
    }

    private sealed class DiesAfterSending(IDeliver real) : IDeliver
    {
        public string Channel => real.Channel;

        public async Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            (await real.DeliverAsync(message, cancellationToken)).Outcome.ShouldBe(DeliveryOutcome.Delivered);
            throw new OperationCanceledException();
        }
    }
}
