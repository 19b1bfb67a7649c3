using System.Text.Json;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>Webhooks to receivers that are well, ill or hostile.</summary>
public sealed class WebhookChannelTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_page_reaches_the_receiver_signed_so_that_it_verifies(DatabaseKind kind)
    {
        await using var receiver = new WebhookReceiver();
        await using var ticket = await PagedTicket.StartAsync(kind);
        var made = await AddAsync(ticket.Server, receiver.Url);
        await ticket.PageAsync();
        await ticket.EndAsync();
        await MailChannelTests.DispatchAsync(ticket.Server);

        receiver.Requests.Count.ShouldBe(2);
        var key = WebhookKey.Parse(made.Key).Value;
        foreach (var (headers, body) in receiver.Requests)
        {
            var signed = new WebhookHeaders(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
            WebhookSignature.Verify([key], signed, body, ticket.Server.Clock.GetCurrentInstant(), WebhookSignature.DefaultTolerance).IsAccepted.ShouldBeTrue();
        }

        var events = receiver.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement).OrderByDescending(e => e.GetProperty("type").GetString()).ToList();
        events.Select(e => e.GetProperty("type").GetString()).ShouldBe(["page.sent", "page.ended"]);
        events[0].GetProperty("data").GetProperty("ticket").GetProperty("number").GetString().ShouldBe("T-2641");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OutboxState.Delivered, "200 OK")]
    [InlineData("HTTP/1.1 422 Unprocessable Entity\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OutboxState.Dead, "422 UnprocessableEntity")]
    [InlineData("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OutboxState.Pending, "404 NotFound")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OutboxState.Pending, "503 ServiceUnavailable")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", OutboxState.Pending, "302 Found")]
    [InlineData("nonsense\r\n\r\n", OutboxState.Pending, "invalid-response")]
    [InlineData(null, OutboxState.Pending, "timed-out")]
    public async Task What_the_receiver_answers_decides(string? answer, OutboxState state, string told)
    {
        await using var receiver = new WebhookReceiver { Answer = answer };
        await using var server = await StartAsync(impatient: answer is null);
        await SendTestAsync(server, (await AddAsync(server, receiver.Url)).Endpoint.Id);
        await MailChannelTests.DispatchAsync(server);

        var message = await MessageAsync(server);
        (message.State, message.LastAnswer).ShouldBe((state, told));
        receiver.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_endless_body_is_not_read()
    {
        await using var receiver = new WebhookReceiver { Answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", Endless = true };
        await using var server = await StartAsync();
        await SendTestAsync(server, (await AddAsync(server, receiver.Url)).Endpoint.Id);
        await MailChannelTests.DispatchAsync(server);

        (await MessageAsync(server)).State.ShouldBe(OutboxState.Delivered);
    }

    [Fact]
    public async Task An_endless_head_is_cut_off()
    {
        await using var receiver = new WebhookReceiver { Answer = "HTTP/1.1 200 OK\r\nX: ", Endless = true };
        await using var server = await StartAsync();
        await SendTestAsync(server, (await AddAsync(server, receiver.Url)).Endpoint.Id);
        await MailChannelTests.DispatchAsync(server);

        (await MessageAsync(server)).State.ShouldBe(OutboxState.Pending);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_left_alone()
    {
        await using var receiver = new WebhookReceiver { Answer = "HTTP/1.1 410 Gone\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" };
        await using var server = await StartAsync();
        var made = await AddAsync(server, receiver.Url);
        await SendTestAsync(server, made.Endpoint.Id);
        await MailChannelTests.DispatchAsync(server);

        (await MessageAsync(server)).State.ShouldBe(OutboxState.Dead);
        var endpoint = await server.ReadAsync(Caller.Program("test"), db => db.Set<WebhookEndpoint>().SingleAsync());
        (endpoint.DisabledAt is not null, endpoint.DisabledReason).ShouldBe((true, "gone"));
    }

    [Fact]
    public async Task Each_try_carries_the_same_id_and_a_new_time()
    {
        await using var receiver = new WebhookReceiver { Answer = "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" };
        await using var server = await StartAsync();
        await SendTestAsync(server, (await AddAsync(server, receiver.Url)).Endpoint.Id);
        await MailChannelTests.DispatchAsync(server);
        server.Clock.Advance(Duration.FromMinutes(1));
        await MailChannelTests.DispatchAsync(server);

        receiver.Requests.Count.ShouldBe(2);
        receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        receiver.Requests.Select(r => r.Headers["webhook-timestamp"]).Distinct().Count().ShouldBe(2);
        receiver.Requests.Select(r => Convert.ToHexString(r.Body)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_replaced_key_signs_beside_the_new_one_for_a_day()
    {
        await using var receiver = new WebhookReceiver();
        await using var server = await StartAsync();
        var old = await AddAsync(server, receiver.Url);
        var rotated = (await server.RunAsync(Caller.Program("test"), (RotateWebhookKey c) => c.HandleAsync(old.Endpoint.Id, default))).Value;
        (await VerifiesAsync(old.Key)).ShouldBeTrue();
        (await VerifiesAsync(rotated.Key)).ShouldBeTrue();
        server.Clock.Advance(Duration.FromHours(25));
        (await VerifiesAsync(old.Key)).ShouldBeFalse();
        (await VerifiesAsync(rotated.Key)).ShouldBeTrue();

        async Task<bool> VerifiesAsync(string key)
        {
            receiver.Requests.Clear();
            await SendTestAsync(server, old.Endpoint.Id);
            await MailChannelTests.DispatchAsync(server);
            var (headers, body) = receiver.Requests.ShouldHaveSingleItem();
            var signed = new WebhookHeaders(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
            return WebhookSignature.Verify([WebhookKey.Parse(key).Value], signed, body, server.Clock.GetCurrentInstant(), WebhookSignature.DefaultTolerance).IsAccepted;
        }
    }

    [Theory]
    [InlineData("ftp://example.org/", "url-invalid")]
    [InlineData("http://user:secret@example.org/", "url-invalid")]
    [InlineData("/hook", "url-invalid")]
    [InlineData("", "required")]
    public async Task An_address_that_is_none_is_refused(string url, string rule)
    {
        await using var server = await StartAsync();
        (await server.RunAsync(Caller.Program("test"), (AddWebhook c) => c.HandleAsync(new WebhookForm("x", url, [WebhookEvents.Paged]))))
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe(rule);
    }

    private static Task<TestServer> StartAsync(bool impatient = false) =>
        TestServer.StartAsync(DatabaseKind.Sqlite, services => services.Replace(ServiceDescriptor.Singleton(impatient ? new ImpatientTime() : TimeProvider.System)));

    private static async Task<WebhookWithKey> AddAsync(TestServer server, string url) =>
        (await server.RunAsync(Caller.Program("test"), (AddWebhook c) => c.HandleAsync(new WebhookForm("Astreinte", url, WebhookEvents.All)))).Value;

    private static async Task SendTestAsync(TestServer server, Guid id) =>
        (await server.RunAsync(Caller.Program("test"), (SendTestWebhook c) => c.HandleAsync(id, default))).IsAccepted.ShouldBeTrue();

    private static Task<OutboxMessage> MessageAsync(TestServer server) =>
        server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync());
}
