using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Notifications.Watch;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>What goes wrong with Majordome itself is told once, and its end once.</summary>
public sealed class SelfWatchTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_trouble_is_told_once_and_so_is_its_end(DatabaseKind kind)
    {
        var ill = new Ill();
        await using var ticket = await PagedTicket.StartAsync(kind, services => services.AddSingleton<IWatched>(ill));
        await LookAsync(ticket);
        ill.Troubles = [Refusal.Of("valence", "loop-stopped", "valence")];
        for (var i = 0; i < 3; i++)
        {
            await LookAsync(ticket);
        }

        (await CurrentAsync(ticket)).ShouldBe(["probes/valence"]);
        ill.Troubles = [];
        await LookAsync(ticket);
        await LookAsync(ticket);

        (await CurrentAsync(ticket)).ShouldBeEmpty();
        (await ticket.PostedAsync()).Select(p => p[(p.IndexOf(' ') + 1)..]).ShouldBe(["chloe Majordome", "chloe Terminé"]);
    }

    [Fact]
    public async Task A_trouble_that_comes_back_is_a_new_episode()
    {
        var ill = new Ill();
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite, services => services.AddSingleton<IWatched>(ill));
        for (var i = 0; i < 2; i++)
        {
            ill.Troubles = [Refusal.Of("", "loop-stopped", "x")];
            await LookAsync(ticket);
            ill.Troubles = [];
            await LookAsync(ticket);
        }

        (await ticket.PostedAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_loop_that_no_longer_beats_is_told()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        ticket.Server.Services.GetRequiredService<Heartbeats>().Beat("escalation", Duration.FromMinutes(1));
        await LookAsync(ticket);
        (await CurrentAsync(ticket)).ShouldBeEmpty();
        await LookAsync(ticket);
        await LookAsync(ticket);

        (await CurrentAsync(ticket)).ShouldBe(["loops/escalation"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Mail_that_does_not_leave_is_told_by_the_webhook_and_on_the_page(DatabaseKind kind)
    {
        await using var receiver = new WebhookReceiver();
        await using var ticket = await PagedTicket.StartAsync(kind);
        var form = new WebhookForm("Astreinte", receiver.Url, [WebhookEvents.WatchOpened]);
        (await ticket.Server.RunAsync(Caller.Program("test"), (AddWebhook c) => c.HandleAsync(form))).IsAccepted.ShouldBeTrue();
        await ticket.PageAsync();
        for (var i = 0; i < 11; i++)
        {
            await MailChannelTests.DispatchAsync(ticket.Server);
            await LookAsync(ticket);
        }

        (await CurrentAsync(ticket)).ShouldBe(["outbox/mail"]);
        await MailChannelTests.DispatchAsync(ticket.Server);
        System.Text.Encoding.UTF8.GetString(receiver.Requests.ShouldHaveSingleItem().Body).ShouldContain("outbox-stuck-mail");
        await using var scope = ticket.Server.Services.CreateAsyncScope();
        var trouble = (await scope.ServiceProvider.GetRequiredService<ISelfWatch>().CurrentAsync(default)).ShouldHaveSingleItem();
        trouble.Sentence.ShouldStartWith("Le courrier ne part plus");
    }

    [Fact]
    public async Task After_a_sleep_of_the_machine_nothing_is_told_at_the_first_look()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        ticket.Server.Services.GetRequiredService<Heartbeats>().Beat("escalation", Duration.FromMinutes(2));
        var watch = ticket.Server.Services.GetRequiredService<SelfWatch>();
        await watch.LookAsync(default);
        ticket.Server.Clock.Advance(Duration.FromHours(8));

        (await watch.LookAsync(default)).ShouldBeNull();
        (await ticket.PostedAsync()).ShouldBeEmpty();
    }

    // A minute apart: within what the watch takes for an even pace.
    private static async Task LookAsync(PagedTicket ticket)
    {
        ticket.Server.Clock.Advance(Duration.FromMinutes(1));
        await ticket.Server.Services.GetRequiredService<SelfWatch>().LookAsync(default);
    }

    private static async Task<IReadOnlyList<string>> CurrentAsync(PagedTicket ticket)
    {
        await using var scope = ticket.Server.Services.CreateAsyncScope();
        return [.. (await scope.ServiceProvider.GetRequiredService<ISelfWatch>().CurrentAsync(default)).Select(t => t.Name)];
    }

    private sealed class Ill : IWatched
    {
        public ImmutableArray<Refusal> Troubles { get; set; } = [];

        public string Name => "probes";

        public Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken) => Task.FromResult(Troubles);
    }
}
