using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What listeners put aside waits in memory for the database.</summary>
public sealed class AsideTrayTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>Addresses of datagrams can be anything: a flood of ever new ones writes no more rows a minute than may stay, and is counted.</summary>
    [Fact]
    public async Task A_flood_of_strangers_is_counted_beyond_what_a_minute_may_keep()
    {
        await using var watched = await Watched.StartAsync();
        var tray = watched.Server.Services.GetRequiredService<AsideTray>();
        const int turns = 20, each = 200;
        for (var turn = 0; turn < turns; turn++)
        {
            for (var i = 0; i < each; i++)
            {
                tray.Lay("syslog", $"2001:db8::{turn:x}:{i:x}", "un inconnu", "sender-unknown", "");
            }

            await tray.EmptyAsync(everything: true, Cancel);
        }

        var kept = await watched.AllAsync<StrayMessage>();
        kept.Count(stray => stray.From != AsideTray.Others).ShouldBe(AsideTray.MostAMinute);
        kept.Sum(stray => 1 + stray.NotKept).ShouldBe(turns * each);

        watched.Server.Clock.Advance(AsideTray.Minute);
        tray.Lay("syslog", "192.0.2.1", "un autre", "sender-unknown", "enfin");
        await tray.EmptyAsync(everything: true, Cancel);
        (await watched.AllAsync<StrayMessage>()).ShouldContain(stray => stray.Payload == "enfin");
    }

    /// <summary>A database that is away costs nothing of what was laid down, nor the count of what was not kept.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_the_database_did_not_take_is_taken_later(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var tray = watched.Server.Services.GetRequiredService<AsideTray>();
        await watched.ExecuteAsync("ALTER TABLE stray_messages RENAME TO away");
        for (var round = 0; round < 3; round++)
        {
            for (var message = 0; message < 15; message++)
            {
                tray.Lay("syslog", "192.0.2.1", "192.0.2.1", "sender-unknown", $"message {message}");
            }

            tray.Lay("trap", $"192.0.2.{10 + round}", "un autre", "sender-unknown", "seul");
            await Should.ThrowAsync<Exception>(() => tray.EmptyAsync(everything: true, Cancel));
        }

        await watched.ExecuteAsync("ALTER TABLE away RENAME TO stray_messages");
        await tray.EmptyAsync(everything: true, Cancel);

        var kept = await watched.AllAsync<StrayMessage>();
        kept.Where(stray => stray.Kind == "trap").Select(stray => stray.From).Order().ShouldBe(["192.0.2.10", "192.0.2.11", "192.0.2.12"]);
        var flood = kept.Where(stray => stray.Kind == "syslog").ToList();
        (flood.Count, flood.Sum(stray => stray.NotKept)).ShouldBe((AsideTray.MostOfOne, 45 - AsideTray.MostOfOne));

        await tray.EmptyAsync(everything: true, Cancel);
        (await watched.AllAsync<StrayMessage>()).Count.ShouldBe(kept.Count);
    }
}
