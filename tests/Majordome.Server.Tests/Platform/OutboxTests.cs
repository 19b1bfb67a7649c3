using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Platform;

public sealed class OutboxTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_is_delivered_once_and_its_key_never_again(DatabaseKind kind)
    {
        var channel = new Recorder();
        await using var server = await TestServer.StartAsync(kind, s => s.AddSingleton<IDeliver>(channel));
        await PostAsync(server, "a");
        await PostAsync(server, "a");
        await PostAsync(server, "b");

        await DispatchAsync(server);
        await DispatchAsync(server);

        channel.Delivered.Order().ShouldBe(["a", "b"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_receiver_down_for_an_hour_gets_it_within_a_quarter_of_an_hour_after(DatabaseKind kind)
    {
        var channel = new Recorder { Outcome = DeliveryOutcome.Later };
        await using var server = await TestServer.StartAsync(kind, s => s.AddSingleton<IDeliver>(channel));
        await PostAsync(server, "a");
        var start = server.Clock.GetCurrentInstant();
        for (var minute = 0; minute < 60; minute++)
        {
            await DispatchAsync(server);
            server.Clock.Advance(Duration.FromMinutes(1));
        }

        channel.Outcome = DeliveryOutcome.Delivered;
        while (channel.Delivered.IsEmpty)
        {
            server.Clock.Advance(Duration.FromMinutes(1));
            await DispatchAsync(server);
        }

        (server.Clock.GetCurrentInstant() - start).ShouldBeLessThanOrEqualTo(Duration.FromMinutes(76));
        (await StateAsync(server)).ShouldBe(OutboxState.Delivered);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_whose_dispatcher_died_is_tried_again_after_its_lease(DatabaseKind kind)
    {
        var channel = new Recorder { Dies = true };
        await using var server = await TestServer.StartAsync(kind, s => s.AddSingleton<IDeliver>(channel));
        await PostAsync(server, "a");
        await Should.ThrowAsync<OperationCanceledException>(() => DispatchAsync(server));
        channel.Dies = false;

        await DispatchAsync(server);
        channel.Delivered.ShouldBeEmpty();
        server.Clock.Advance(Duration.FromMinutes(2));
        await DispatchAsync(server);

        channel.Delivered.ShouldBe(["a"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_refused_message_is_put_aside(DatabaseKind kind)
    {
        var channel = new Recorder { Outcome = DeliveryOutcome.Refused };
        await using var server = await TestServer.StartAsync(kind, s => s.AddSingleton<IDeliver>(channel));
        await PostAsync(server, "a");

        await DispatchAsync(server);

        (await StateAsync(server)).ShouldBe(OutboxState.Dead);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_dispatchers_deliver_each_message_once(DatabaseKind kind)
    {
        var channel = new Recorder();
        await using var server = await TestServer.StartAsync(kind, s => s.AddSingleton<IDeliver>(channel));
        for (var i = 0; i < 12; i++)
        {
            await PostAsync(server, $"m{i}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DispatchAsync(server)));

        channel.Delivered.Count.ShouldBe(12);
        channel.Delivered.Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public async Task A_channel_that_hangs_holds_up_no_other_and_its_delivery_is_not_begun_again()
    {
        var (stuck, quick) = (new Stuck(), new Recorder());
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, s => s.AddSingleton<IDeliver>(stuck).AddSingleton<IDeliver>(quick));
        var dispatcher = server.Services.GetRequiredService<OutboxDispatcher>();
        for (var i = 0; i < 20; i++)
        {
            await PostAsync(server, $"stuck{i}", Stuck.Name);
        }

        await dispatcher.StartAsync(TestContext.Current.CancellationToken);
        await stuck.Begun.WaitAsync(TestContext.Current.CancellationToken);
        await PostAsync(server, "a");
        await quick.HasDelivered.WaitAsync(TestContext.Current.CancellationToken);

        // Half a minute in steps shorter than the lease: the one server renews what it holds, another one finds only what waits for a place.
        for (var step = 0; step < 3; step++)
        {
            server.Clock.Advance(Duration.FromSeconds(10));
            await PostAsync(server, $"b{step}");
            await quick.HasDelivered.WaitAsync(TestContext.Current.CancellationToken);
        }

        (await server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().CountAsync(m => m.Channel == Stuck.Name && m.Attempts > 1))).ShouldBe(0);
        (await server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().CountAsync(m => m.Channel == Stuck.Name && m.DueAt > server.Clock.GetCurrentInstant()))).ShouldBe(16);
        await dispatcher.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task<int> DispatchAsync(TestServer server) => server.Services.GetRequiredService<OutboxDispatcher>().DeliverDueAsync(default);

    private static Task<OutboxState> StateAsync(TestServer server) =>
        server.ReadAsync(Caller.Program("test"), db => db.Set<OutboxMessage>().Select(m => m.State).SingleAsync());

    private static async Task PostAsync(TestServer server, string key, string channel = "test") =>
        (await server.RunAsync(Caller.Program("test"), (Poster c) => c.HandleAsync(key, channel))).IsAccepted.ShouldBeTrue();

    [Requires(Permission.ManageChannels)]
    private sealed class Poster(OutboxWriter outbox, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync(string key, string channel)
        {
            await outbox.AddAsync(channel, null, key, "somebody", "a test", new { key }, default);
            log.Record(null, "post", "test", key);
            return Done.Value;
        }
    }

    private sealed class Recorder : IDeliver
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Delivered { get; } = [];

        public SemaphoreSlim HasDelivered { get; } = new(0);

        public DeliveryOutcome Outcome { get; set; } = DeliveryOutcome.Delivered;

        public bool Dies { get; set; }

        public string Channel => "test";

        public Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            if (Dies)
            {
                throw new OperationCanceledException();
            }

            if (Outcome is DeliveryOutcome.Delivered)
            {
                Delivered.Enqueue(message.DeduplicationKey);
                HasDelivered.Release();
            }

            return Task.FromResult(new Delivery(Outcome, "said so"));
        }
    }

    private sealed class Stuck : IDeliver
    {
        public const string Name = "stuck";

        public SemaphoreSlim Begun { get; } = new(0);

        public string Channel => Name;

        public async Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            Begun.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return default;
        }
    }
}
