using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Probe.Tests;
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
        (await ReadAsync(watched, "bad")).ShouldBe([13]);
        (await TroublesAsync(watched)).ShouldBe(["metrics-peer-refused"]);
    }

    [Fact]
    public async Task What_was_refused_is_told_for_an_hour_and_kept_as_long_as_everything_else()
    {
        await using var peer = new FakePeer { Status = names => names.Count > 0 ? 400 : 204, Says = "no such thing" };
        await using var watched = await StartAsync(peer);
        var (shipper, compactor) = (watched.Server.Services.GetRequiredService<Shipper>(), watched.Server.Services.GetRequiredService<Compactor>());
        await WriteAsync(watched, "bad", 13);
        (await shipper.ShipAsync(Cancel)).ShouldBeTrue();
        await compactor.CompactAsync(Cancel);
        (await TroublesAsync(watched)).ShouldBe(["metrics-peer-refused"]);

        watched.Server.Clock.Advance(Compactor.RestOfRefused);
        (await shipper.ShipAsync(Cancel)).ShouldBeTrue();
        await compactor.CompactAsync(Cancel);
        (await TroublesAsync(watched)).ShouldBeEmpty();
        (await watched.AllAsync<MetricBatchRow>()).ShouldBeEmpty();
        (await ReadAsync(watched, "bad")).ShouldBe([13]);

        watched.Server.Clock.Advance(watched.Server.Services.GetRequiredService<MetricRetention>().Samples + Duration.FromDays(2));
        await compactor.CompactAsync(Cancel);
        (await ReadAsync(watched, "bad")).ShouldBeEmpty();
    }

    /// <summary>Whatever stands before the peer and answers 400 to everything for ten minutes: nothing is put aside for that.</summary>
    [Fact]
    public async Task Where_everything_is_refused_everything_waits()
    {
        await using var peer = new FakePeer { Status = _ => 400, Says = "no such upstream" };
        await using var watched = await StartAsync(peer);
        var shipper = watched.Server.Services.GetRequiredService<Shipper>();
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(watched, $"made_{i}", i);
            (await shipper.ShipAsync(Cancel)).ShouldBeFalse();
            watched.Server.Clock.Advance(Duration.FromSeconds(30));
        }

        shipper.Trouble!.Value.Answer.Verdict.ShouldBe(PeerVerdict.Later);
        (await watched.AllAsync<MetricBatchRow>()).ShouldAllBe(row => row.Way == (int)BatchWay.There);
        (await TroublesAsync(watched)).ShouldBe(["metrics-peer-silent"]);

        peer.Status = _ => 204;
        (await shipper.ShipAsync(Cancel)).ShouldBeTrue();
        peer.Taken.ToDictionary(taken => taken.Key, taken => taken.Value.ShouldHaveSingleItem()).ShouldBe(
            Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"made_{i}", (double)i)), ignoreOrder: true);
        (await TroublesAsync(watched)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_that_is_damaged_stays_here_and_others_go()
    {
        await using var peer = new FakePeer();
        await using var watched = await StartAsync(peer);
        await WriteAsync(watched, "damaged", 1);
        await watched.ExecuteAsync("UPDATE metric_batches SET payload = substr(payload, 1, length(payload) - 1)");
        await WriteAsync(watched, "good", 2);

        var told = await Should.ThrowAsync<AggregateException>(() => watched.Server.Services.GetRequiredService<Shipper>().ShipAsync(Cancel));

        told.InnerExceptions.ShouldHaveSingleItem().Message.ShouldContain(watched.ClientId.ToString());
        peer.Taken.Keys.ShouldBe(["good"]);
        (await watched.AllAsync<MetricBatchRow>()).OrderBy(row => row.Id).Select(row => (BatchWay)row.Way).ShouldBe([BatchWay.There, BatchWay.Taken]);
    }

    /// <summary>One minute is what a question takes at most: of a peer that hangs, and of one whose every part takes long.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task A_slow_peer_has_one_minute_however_long_the_stretch_is(bool answers, int questions)
    {
        var time = new ManualTime();
        await using var peer = new FakePeer();
        await using var watched = await StartAsync(peer);
        await WriteAsync(watched, "made", 1);
        peer.Answers = () =>
        {
            time.Advance(TimeSpan.FromSeconds(answers ? 25 : 0));
            return answers;
        };
        var here = watched.Server.Services.GetRequiredService<EmbeddedStore>();
        using var asked = new MetricPeer(MetricsAddress.Of(new ServerOptions { MetricsUrl = peer.Url })!, time);
        var (series, now) = (await here.FindAsync(watched.ClientId, [], 10, Cancel), watched.Now.ToUnixTimeTicks() / 10);

        var reading = new PrometheusStore(here, asked).HoursAsync(watched.ClientId, series, now - (365 * Stretch.Day), now + Minute, Cancel);
        await Eventually.HoldsAsync(() => Task.FromResult(peer.Questions == questions));
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return Task.FromResult(reading.IsCompleted);
        });

        var read = (await reading).ShouldHaveSingleItem();
        read.Missing.ShouldNotBeNull().Rule.ShouldBe("unavailable-metrics");
        read.Hours.ShouldHaveSingleItem().Last.ShouldBe(1, "what is here");
        peer.Questions.ShouldBe(questions);
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

    private static async Task<double[]> ReadAsync(Watched watched, string name)
    {
        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        var found = await store.FindAsync(watched.ClientId, [new(LabelBlock.Name, name)], 10, Cancel);
        var now = watched.Now.ToUnixTimeTicks() / 10;
        return (await store.SamplesAsync(watched.ClientId, found, now - (200 * Stretch.Day), now + Minute, Cancel)).ShouldHaveSingleItem().Values.ToArray();
    }

    private static async Task<IReadOnlyList<string>> TroublesAsync(Watched watched)
    {
        await using var scope = watched.Server.Services.CreateAsyncScope();
        return [.. (await scope.ServiceProvider.GetServices<IWatched>().OfType<PeerWatched>().Single().LookAsync(Cancel)).Select(r => r.Rule)];
    }

    private static KeyValuePair<string, string>[] Labels(string name) => [new(LabelBlock.Name, name), new("instance", "srv-1")];
}
