using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Metrics.Peer;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>A second store that is down, overloaded, locked or picky: nothing is lost, nothing doubled, and people are told.</summary>
public sealed class PeerTroubleTests
{
    private const long Minute = 60_000_000;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Peers => [StoreKind.Prometheus, StoreKind.Victoria];

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task What_came_while_the_peer_was_down_is_there_once_when_it_is_back(StoreKind kind)
    {
        await using var store = await StoreUnderTest.StartAsync(kind);
        var client = store.Watched.ClientId;
        await store.WriteAsync(client, Labels("made"), (store.Start, 1), (store.Start + Minute, 2));
        await store.SettleAsync();
        await store.ShouldBeReadAsync(client);
        await store.Peer!.StopAsync();

        await store.WriteAsync(client, Labels("made"), (store.Start + (2 * Minute), 3));
        (await store.Shipper.ShipAsync(Cancel)).ShouldBeFalse();
        store.Shipper.Trouble.ShouldNotBeNull().Answer.Verdict.ShouldBe(PeerVerdict.Later);

        // What is here is read, and why there may be more is said; a program is not given a part for the whole.
        var one = (await store.Store.FindAsync(client, [], 10, Cancel)).ShouldHaveSingleItem();
        var read = (await store.Store.SamplesAsync(client, [one], store.Start, store.Start + Stretch.Day, Cancel)).ShouldHaveSingleItem();
        read.Values.ToArray().ShouldBe([3]);
        read.Missing.ShouldNotBeNull().Rule.ShouldBe("unavailable-metrics");
        await store.Watched.Server.AddUserAsync("engineer@example.org", null, new Grant(Role.Engineer, client));
        using var people = await store.Watched.Server.ApiAsync("engineer@example.org");
        var answer = await people.GetAsync($"/api/v1/metrics/samples?clientId={client}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("127.0.0.1");

        await store.Peer.StartAsync();
        await store.SettleAsync();
        await store.ShouldBeReadAsync(client);
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "100000", 300)]
    [InlineData(503, null, 1)]
    [InlineData(401, null, 1)]
    public async Task A_peer_that_cannot_take_them_now_is_asked_again_when_it_says(int status, string? retryAfter, int seconds)
    {
        await using var peer = new FakePeer { Status = _ => status, RetryAfter = retryAfter, Says = "not now" };
        await using var watched = await StartAsync(peer);
        var shipper = watched.Server.Services.GetRequiredService<Shipper>();
        await WriteAsync(watched, "made", 1);

        (await shipper.ShipAsync(Cancel)).ShouldBeFalse();
        shipper.Wait.ShouldBe(TimeSpan.FromSeconds(seconds));
        shipper.Trouble!.Value.Answer.Reason.ShouldContain("not now");
        (await TroublesAsync(watched)).ShouldBeEmpty();
        watched.Server.Clock.Advance(Duration.FromMinutes(6));
        (await TroublesAsync(watched)).ShouldBe(["metrics-peer-silent"]);

        peer.RetryAfter = null;
        (await shipper.ShipAsync(Cancel)).ShouldBeFalse();
        shipper.Wait.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        peer.Status = _ => 204;
        (await shipper.ShipAsync(Cancel)).ShouldBeTrue();
        shipper.Wait.ShouldBe(TimeSpan.FromSeconds(1));
        peer.Taken["made"].ShouldBe([1]);
        (await TroublesAsync(watched)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_peer_refuses_stays_here_with_its_reason_and_its_neighbours_go()
    {
        await using var peer = new FakePeer { Status = names => names.Contains("bad") ? 400 : 204, Says = "no such thing" };
        await using var watched = await StartAsync(peer);
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(watched, i == 13 ? "bad" : $"good_{i}", i);
        }

        (await watched.Server.Services.GetRequiredService<Shipper>().ShipAsync(Cancel)).ShouldBeTrue();

        peer.Taken.Keys.ShouldBe(Enumerable.Range(0, 20).Where(i => i != 13).Select(i => $"good_{i}"), ignoreOrder: true);
        peer.Taken.Values.ShouldAllBe(values => values.Count == 1);
        var aside = (await watched.AllAsync<MetricBatchRow>()).Where(row => row.Way == (int)BatchWay.Refused).ShouldHaveSingleItem();
        (aside.Samples, aside.Reason).ShouldBe((1, "HTTP 400 no such thing"));
        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        var bad = await store.FindAsync(watched.ClientId, [new(LabelBlock.Name, "bad")], 10, Cancel);
        var now = watched.Now.ToUnixTimeTicks() / 10;
        (await store.SamplesAsync(watched.ClientId, bad, now - Minute, now + Minute, Cancel))[0].Values.ToArray().ShouldBe([13]);
        (await TroublesAsync(watched)).ShouldBe(["metrics-peer-refused"]);
    }

    [Theory]
    [InlineData("s3cret", "Bearer s3cret")]
    [InlineData("me:s3cret", "Basic bWU6czNjcmV0")]
    public async Task The_peer_is_shown_the_secret_of_the_file(string secret, string header)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, secret + "\n", Cancel);
        await using var peer = new FakePeer();
        await using var watched = await StartAsync(peer, options => options with { MetricsSecretFile = file });
        await WriteAsync(watched, "made", 1);
        (await watched.Server.Services.GetRequiredService<Shipper>().ShipAsync(Cancel)).ShouldBeTrue();
        peer.Authorizations.ShouldBe([header]);
        File.Delete(file);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1", null, null, "metrics-url-malformed")]
    [InlineData("http://me:secret@127.0.0.1", null, null, "metrics-url-malformed")]
    [InlineData(null, "http://127.0.0.1/write", null, "metrics-url-missing")]
    [InlineData("http://127.0.0.1", null, "/nowhere/secret", "metrics-secret-missing")]
    public void An_address_that_cannot_be_used_is_refused_at_the_start(string? url, string? write, string? secret, string rule) =>
        Should.Throw<StartRefusedException>(() => MetricsAddress.Of(new ServerOptions { MetricsUrl = url, MetricsWriteUrl = write, MetricsSecretFile = secret })).Rule.ShouldBe(rule);

    private static Task<Watched> StartAsync(FakePeer peer, Func<ServerOptions, ServerOptions>? more = null) =>
        Watched.StartAsync(DatabaseKind.Sqlite, options: given => (more ?? (same => same))(given with { MetricsUrl = peer.Url }));

    private static async Task WriteAsync(Watched watched, string name, double value)
    {
        var writer = watched.Server.Services.GetRequiredService<BatchWriter>();
        var at = watched.Now.ToUnixTimeTicks() / 10;
        (await writer.WriteAsync(
            new BatchKey(watched.ClientId, Guid.CreateVersion7(), 1, 1), draft => { draft.Add(LabelBlock.Of(Labels(name)), at, value); return null; }, Cancel)).Value.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<string>> TroublesAsync(Watched watched)
    {
        await using var scope = watched.Server.Services.CreateAsyncScope();
        return [.. (await scope.ServiceProvider.GetServices<IWatched>().OfType<PeerWatched>().Single().LookAsync(Cancel)).Select(r => r.Rule)];
    }

    private static KeyValuePair<string, string>[] Labels(string name) => [new(LabelBlock.Name, name), new("instance", "srv-1")];
}
