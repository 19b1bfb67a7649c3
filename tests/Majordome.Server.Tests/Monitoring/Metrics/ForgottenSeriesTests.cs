using System.Collections.Concurrent;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Metrics.Peer;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>
/// Series of which nothing is kept any more are forgotten, by every server, and what is written meanwhile never goes to a number that is gone.
/// Everything is kept for two days here: what was last written to on a day is forgotten on the fifth day after.
/// </summary>
public sealed class ForgottenSeriesTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Duration UntilForgotten = Duration.FromDays(5);

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_series_is_known_as_long_as_an_hour_of_it_is_kept_and_no_longer(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var server = new OneServer(watched);
        await server.WriteAsync(("gone", 1), ("steady", 1));
        await server.WriteAsync(("gone with its row", 1));
        await server.Compactor.CompactAsync(Cancel);
        var gone = (await server.FindAsync("gone")).ShouldHaveSingleItem();

        var knownFor = 0;
        for (var day = 1; day <= 7; day++)
        {
            watched.Server.Clock.Advance(Duration.FromDays(1));
            await server.WriteAsync(("steady", day));
            await server.Compactor.CompactAsync(Cancel);
            var isKnown = (await server.FindAsync("gone")).Count > 0;
            var hours = (await server.Store.HoursAsync(watched.ClientId, [gone], 0, server.Now, Cancel)).ShouldHaveSingleItem().Hours;
            isKnown.ShouldBe(hours.Count > 0 || day < 5, $"on day {day}, {hours.Count} hours being there");
            (await server.CountAsync()).ShouldBe(isKnown ? 3 : 1);
            knownFor += isKnown ? 1 : 0;
        }

        knownFor.ShouldBe(4);
        (await server.FindAsync("steady")).ShouldHaveSingleItem().Number.ShouldBe(1);
        (await server.ReadAsync("steady"))[^1].ShouldBe(7);
        (await watched.AllAsync<MetricSeriesRow>()).ShouldHaveSingleItem().First.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_series_that_comes_back_has_another_number_and_none_of_its_old_samples(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var server = new OneServer(watched);
        await server.WriteAsync(("first", 1), ("back", 2));
        var before = (await server.FindAsync("back")).ShouldHaveSingleItem().Number;
        await server.ForgetAllAsync();
        (await watched.AllAsync<MetricSeriesRow>()).ShouldBeEmpty();

        await server.WriteAsync(("other", 3), ("back", 4));

        (await server.FindAsync("back")).ShouldHaveSingleItem().Number.ShouldBeGreaterThan(before);
        (await server.FindAsync("other")).ShouldHaveSingleItem().Number.ShouldBeGreaterThan(before);
        (await server.ReadAsync("back")).ShouldBe([4]);
        (await server.ReadAsync("other")).ShouldBe([3]);
        (await server.FindAsync("first")).ShouldBeEmpty();
    }

    /// <summary>What a second server holds in memory is no longer good once the first forgot: it must notice before it writes.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_server_that_still_knows_a_forgotten_number_does_not_write_to_it(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var forgetting = new OneServer(watched);
        using var writing = new OneServer(watched);
        await writing.WriteAsync(("a", 1), ("b", 2), ("steady", 3));
        await forgetting.Compactor.CompactAsync(Cancel);
        watched.Server.Clock.Advance(UntilForgotten - Duration.FromDays(1));
        await writing.WriteAsync(("steady", 4));
        await forgetting.Compactor.CompactAsync(Cancel);
        watched.Server.Clock.Advance(Duration.FromDays(1));
        await forgetting.Compactor.CompactAsync(Cancel);
        (await forgetting.FindAsync("a")).ShouldBeEmpty();
        (await writing.CountAsync()).ShouldBe(3);

        await writing.WriteAsync(("b", 5), ("steady", 6));
        await forgetting.WriteAsync(("a", 7));
        await writing.WriteAsync(("a", 8), ("steady", 9));
        await forgetting.Compactor.CompactAsync(Cancel);

        (await writing.ReadAsync("a")).ShouldBe([7, 8]);
        (await writing.ReadAsync("b")).ShouldBe([5]);
        (await writing.ReadAsync("steady"))[^3..].ShouldBe([4, 6, 9]);
        (await writing.CountAsync()).ShouldBe(3);
    }

    /// <summary>A source that has all the series it may has room again, also where another server forgot them and nothing could be written since.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Forgotten_series_do_not_count_towards_what_a_source_may_have(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var one = new OneServer(watched);
        using var other = new OneServer(watched);
        var sender = new Sender(watched.ClientId, watched.CheckId, "small", MostSeries: 2, MostSamples: 10, MostMessages: 10);
        await one.WriteAsync(("a", 1), ("b", 2));
        (await one.AdmitsAsync(sender, "c")).ShouldBeFalse();
        (await other.AdmitsAsync(sender, "c")).ShouldBeFalse();
        (await other.AdmitsAsync(sender, "b")).ShouldBeTrue();

        await one.ForgetAllAsync();

        (await one.AdmitsAsync(sender, "c")).ShouldBeTrue();
        (await other.AdmitsAsync(sender, "c")).ShouldBeFalse();
        await other.Compactor.CompactAsync(Cancel);
        (await other.AdmitsAsync(sender, "c")).ShouldBeTrue();
    }

    /// <summary>Two servers write at random while a third forgets: every sample that was acknowledged is read under its labels.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_written_while_series_are_forgotten_is_read_under_its_labels(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var forgetting = new OneServer(watched);
        OneServer[] writing = [new(watched), new(watched)];
        for (var round = 0; round < 8; round++)
        {
            watched.Server.Clock.Advance(UntilForgotten);
            var written = new ConcurrentBag<(string Series, double Value)>();
            var writers = Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => WriteSomeAsync(writing[i % 2], new Random((round * 10) + i), written), Cancel)));
            while (!writers.IsCompleted)
            {
                await forgetting.Compactor.CompactAsync(Cancel);
            }

            await writers;
            await forgetting.Compactor.CompactAsync(Cancel);
            using var reading = new OneServer(watched);
            foreach (var series in written.GroupBy(one => one.Series, one => one.Value))
            {
                (await reading.ReadAsync(series.Key)).Order().ShouldBe(series.Order(), $"{series.Key} in round {round}");
            }

            (await reading.CountAsync()).ShouldBe(written.Select(one => one.Series).Distinct().Count());
        }

        Array.ForEach(writing, server => server.Dispose());
    }

    /// <summary>Cut off anywhere, forgetting was done or was not, and what is written next finds its place.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Forgetting_that_is_cut_off_leaves_nothing_half_done(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var forgetting = new OneServer(watched);
        using var writing = new OneServer(watched);
        for (var i = 0; i < 40; i++)
        {
            await writing.WriteAsync(($"a{i}", i), ($"b{i}", i), ("steady", i));
        }

        await writing.Compactor.CompactAsync(Cancel);
        watched.Server.Clock.Advance(UntilForgotten);
        await writing.WriteAsync(("steady", 100));
        var expected = new List<double> { 100 };
        for (var cut = 0; cut < 30; cut++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(cut));
            try
            {
                await forgetting.Compactor.CompactAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
            }

            await writing.WriteAsync(("steady", 101 + cut), ($"a{cut}", 200 + cut));
            expected.Add(101 + cut);
            (await writing.ReadAsync("steady"))[^expected.Count..].ShouldBe(expected);
            (await writing.ReadAsync($"a{cut}"))[^1].ShouldBe(200 + cut);
        }

        await forgetting.Compactor.CompactAsync(Cancel);
        (await forgetting.CountAsync()).ShouldBe(31);
        (await writing.FindAsync("b0")).ShouldBeEmpty();
    }

    /// <summary>
    /// With the second store nothing lies here but when a series was last brought there, and what it refused: that counts as written when it is placed here,
    /// a day later in this case.
    /// </summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task With_a_second_store_the_day_counts_on_which_a_series_was_brought_there(DatabaseKind kind)
    {
        await using var peer = new FakePeer { Status = names => names.Contains("bad") ? 400 : 204, Says = "no such thing" };
        await using var watched = await StartAsync(kind, peer.Url);
        using var server = new OneServer(watched, BatchWay.There);
        var shipper = watched.Server.Services.GetRequiredService<Shipper>();
        await server.WriteAsync(("gone", 1), ("bad", 2), ("steady", 3));
        for (var day = 0; day < 8; day++)
        {
            (await shipper.ShipAsync(Cancel)).ShouldBeTrue();
            watched.Server.Clock.Advance(Duration.FromDays(1));
            await server.Compactor.CompactAsync(Cancel);
            await server.WriteAsync(("steady", 10 + day));
            (await server.FindAsync("gone")).Count.ShouldBe(day < 4 ? 1 : 0, $"on day {day + 1}");
            (await server.FindAsync("bad")).Count.ShouldBe(day < 5 ? 1 : 0, $"on day {day + 1}");
        }

        await server.WriteAsync(("gone", 4));
        (await shipper.ShipAsync(Cancel)).ShouldBeTrue();

        peer.Taken["gone"].ShouldBe([1, 4]);
        peer.Taken["steady"].ShouldBe([3, .. Enumerable.Range(10, 8).Select(value => (double)value)]);
        (await server.CountAsync()).ShouldBe(2);
    }

    /// <summary>Numbers are given once: those of a client that lives long lie far apart, and end before those of hours would.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Numbers_may_lie_far_apart_up_to_the_last_there_is(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using (var before = new OneServer(watched))
        {
            await before.WriteAsync(("near", 1));
        }

        await using var connection = await watched.Server.Services.GetRequiredService<Database>().OpenAsync(Cancel);
        await connection.RunAsync(null, "UPDATE metric_catalogues SET next = @next", [("next", SeriesCatalogue.MostNumbers - 1)], Cancel);
        using var server = new OneServer(watched);
        await server.WriteAsync(("near", 2), ("far", 3));
        (await server.FindAsync("far")).ShouldHaveSingleItem().Number.ShouldBe(SeriesCatalogue.MostNumbers - 1);
        (await server.Catalogues.OfAsync(watched.ClientId)).HasRoom(watched.CheckId, int.MaxValue).ShouldBeFalse();

        watched.Server.Clock.Advance(Duration.FromDays(2));
        await server.Compactor.CompactAsync(Cancel);

        (await watched.AllAsync<MetricBlockRow>()).ShouldContain(block => block.Tier == (int)MetricTier.Hours);
        (await server.ReadAsync("near")).ShouldBe([1, 2]);
        (await server.ReadAsync("far")).ShouldBe([3]);
        var far = (await server.FindAsync("far")).ShouldHaveSingleItem();
        (await server.Store.HoursAsync(watched.ClientId, [far], 0, server.Now, Cancel)).ShouldHaveSingleItem().Hours.ShouldHaveSingleItem().Last.ShouldBe(3);
    }

    private static Task<Watched> StartAsync(DatabaseKind kind, string? peer = null) =>
        Watched.StartAsync(kind, options: given => given with { KeepSamples = 2, KeepHours = 2, MetricsUrl = peer });

    private static async Task WriteSomeAsync(OneServer server, Random random, ConcurrentBag<(string, double)> written)
    {
        for (var batch = 0; batch < 12; batch++)
        {
            (string Name, double Value)[] samples = [.. Enumerable.Range(0, 3).Select(_ => ($"s{random.Next(60)}", (double)random.Next())).DistinctBy(sample => sample.Item1)];
            await server.WriteAsync(samples);
            Array.ForEach(samples, written.Add);
        }
    }
}
