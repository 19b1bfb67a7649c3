using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

public sealed class MetricStoreTests
{
    private const long Minute = 60_000_000;
    private const int SeriesCount = 40;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    /// <summary>Wherever samples lie (as they came, in fresh blocks, in windows, in days), the same bits are read, once.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_same_samples_are_read_wherever_they_lie(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var given = new Samples(watched);
        await given.WriteAsync(minutes: 300);
        await given.ShouldBeReadAsync();

        await given.CompactAsync();
        await given.ShouldBeReadAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Fresh, MetricTier.Window], ignoreOrder: true);

        // The same batches again, as after a lost answer, and more behind.
        given.Repeat();
        await given.WriteAsync(minutes: 300);
        await given.WriteAsync(minutes: 200);
        await given.ShouldBeReadAsync();

        watched.Server.Clock.Advance(Duration.FromHours(48));
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);
        await given.ShouldBeReadAsync();
        await given.HoursShouldBeReadAsync();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_comes_late_finds_its_place_in_a_day_that_is_merged(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var given = new Samples(watched);
        await given.WriteAsync(minutes: 100);
        watched.Server.Clock.Advance(Duration.FromHours(48));
        await given.CompactAsync();

        await given.WriteAsync(minutes: 50);
        await given.CompactAsync();

        (await given.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);
        await given.ShouldBeReadAsync();
        await given.HoursShouldBeReadAsync();
    }

    /// <summary>The hours of a day are made from its samples, never from what they were: hours that can no longer be read are whole again.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Hours_of_a_day_that_is_merged_anew_are_not_read(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var given = new Samples(watched);
        await given.WriteAsync(minutes: 100);
        watched.Server.Clock.Advance(Duration.FromHours(48));
        await given.CompactAsync();
        await using (var connection = await watched.Server.Services.GetRequiredService<Database>().OpenAsync(Cancel))
        {
            await connection.RunAsync(
                null, "UPDATE metric_blocks SET payload = @damaged WHERE tier = @hours", [("damaged", new byte[] { 0 }), ("hours", (int)MetricTier.Hours)], Cancel);
        }

        await given.WriteAsync(minutes: 50);
        await given.CompactAsync();

        await given.HoursShouldBeReadAsync();
    }

    /// <summary>
    /// The hours of a month lie in one place when it is over. Those of a day that are made anew since, as samples came late, count before it: while they lie beside
    /// it and when they are in it, also where they leave out a figure that the earlier ones had to say.
    /// </summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_comes_late_counts_in_a_month_that_is_merged(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var given = new Samples(watched);
        given.Skip(minutes: 70);
        await given.WriteAsync(minutes: 30);
        watched.Server.Clock.Advance(Duration.FromDays(70));
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Month], ignoreOrder: true);
        await given.HoursShouldBeReadAsync();

        given.Repeat();
        await given.WriteAsync(minutes: 200);
        MetricTier[][] ways =
        [
            [MetricTier.Day, MetricTier.Month, MetricTier.Fresh], [MetricTier.Day, MetricTier.Month, MetricTier.Hours], [MetricTier.Day, MetricTier.Month],
        ];
        foreach (var tiers in ways)
        {
            watched.Server.Clock.Advance(Compactor.Rest);
            await given.CompactAsync(Compactor.Rest);
            (await given.TiersAsync()).ShouldBe(tiers, ignoreOrder: true);
            await given.ShouldBeReadAsync();
            if (!tiers.Contains(MetricTier.Fresh))
            {
                await given.HoursShouldBeReadAsync();
            }
        }
    }

    /// <summary>
    /// Samples go first, their hours long after, whole days at once; what comes for a day whose samples are gone changes nothing of its hours.
    /// </summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Samples_are_forgotten_before_their_hours(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var given = new Samples(watched);
        var kept = watched.Server.Services.GetRequiredService<MetricRetention>();
        await given.WriteAsync(minutes: 300);
        watched.Server.Clock.Advance(kept.Samples - Duration.FromHours(10));
        await given.CompactAsync();
        await given.ShouldBeReadAsync();

        watched.Server.Clock.Advance(Duration.FromDays(3));
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Month]);
        await given.HoursShouldBeReadAsync();

        given.Repeat();
        await given.WriteAsync(minutes: 100);
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Month]);
        await given.HoursShouldBeReadAsync();

        watched.Server.Clock.Advance(kept.Hours - kept.Samples);
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBe([MetricTier.Month]);
        await given.HoursShouldBeReadAsync();

        watched.Server.Clock.Advance(Duration.FromDays(30));
        await given.CompactAsync();
        (await given.TiersAsync()).ShouldBeEmpty();
    }

    /// <summary>What is damaged of a client stays where it is, and is told; the numbers of the others are placed, merged and forgotten in time.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_damaged_of_one_client_holds_up_no_other(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var sound = new Samples(watched);
        var batch = new Samples(watched, (await watched.MakeEstateAsync("BB", "SRV-1")).Value.Client);
        var block = new Samples(watched, (await watched.MakeEstateAsync("CC", "SRV-1")).Value.Client);
        async Task<IReadOnlyList<string>> FailuresAsync() =>
            [.. (await Should.ThrowAsync<AggregateException>(() => sound.CompactAsync())).InnerExceptions.Select(failure => failure.Message)];
        await Task.WhenAll(sound.WriteAsync(minutes: 100), batch.WriteAsync(minutes: 100), block.WriteAsync(minutes: 100));
        await batch.DamageAsync("metric_batches");
        watched.Server.Clock.Advance(Duration.FromHours(48));

        (await FailuresAsync()).ShouldHaveSingleItem().ShouldContain(batch.ClientId.ToString());
        (await sound.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);
        (await block.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);

        await block.DamageAsync("metric_blocks");
        await block.WriteAsync(minutes: 50);
        await sound.WriteAsync(minutes: 50);
        (await FailuresAsync()).Single(message => !message.Contains(batch.ClientId.ToString(), StringComparison.Ordinal)).ShouldContain(block.ClientId.ToString());
        (await sound.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);
        await sound.ShouldBeReadAsync();
        await sound.HoursShouldBeReadAsync();

        watched.Server.Clock.Advance(watched.Server.Services.GetRequiredService<MetricRetention>().Samples + Duration.FromDays(3));
        var compactor = watched.Server.Services.GetRequiredService<Compactor>();
        await compactor.StartAsync(Cancel);
        await Eventually.HoldsAsync(async () => await sound.TiersAsync() is [MetricTier.Month]);
        await compactor.StopAsync(Cancel);
        (await watched.AllAsync<MetricBatchRow>()).Count(row => row.ClientId == batch.ClientId).ShouldBe(100);
    }

    /// <summary>A series that sends a thousand samples a second for as long as it takes to have more than a block may hold.</summary>
    [Fact]
    public async Task A_series_of_more_samples_than_a_block_holds_is_kept_whole_and_holds_up_no_other_client()
    {
        const int Count = 1_100_000;
        await using var watched = await Watched.StartAsync(DatabaseKind.Sqlite);
        var other = new Samples(watched, (await watched.MakeEstateAsync("BB", "SRV-1")).Value.Client);
        await other.WriteAsync(minutes: 100);
        var start = Stretch.StartOf(Micros(watched.Now), Stretch.Hour) - Stretch.Hour;
        var instants = Enumerable.Range(0, Count).Select(i => start + (i * 1000L)).ToArray();
        var values = instants.Select(at => Math.Sqrt(at)).ToArray();
        (await watched.Server.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(watched.ClientId, watched.CheckId, 1, 1), draft => { draft.Add(draft.Number(Labels("fast", 1)), instants, values); return null; }, Cancel))
            .Value.ShouldBe(Count);

        foreach (var tier in (MetricTier[])[MetricTier.Fresh, MetricTier.Window, MetricTier.Day])
        {
            await other.CompactAsync();
            var blocks = (await watched.AllAsync<MetricBlockRow>()).Where(block => block.ClientId == watched.ClientId && block.Tier == (int)tier).ToList();
            blocks.Sum(block => block.Samples).ShouldBe(Count, tier.ToString());
            var store = watched.Server.Services.GetRequiredService<IMetricStore>();
            var fast = await store.FindAsync(watched.ClientId, [], 10, Cancel);
            var read = (await store.SamplesAsync(watched.ClientId, fast, start, start + Stretch.Day, Cancel)).ShouldHaveSingleItem();
            (read.Instants.Span.SequenceEqual(instants), read.Values.Span.SequenceEqual(values)).ShouldBe((true, true), tier.ToString());
            (await store.HoursAsync(watched.ClientId, fast, start, start + Stretch.Day, Cancel)).ShouldHaveSingleItem().Hours.ShouldBe(HourFigures.Of(instants, values));
            await other.ShouldBeReadAsync();
            watched.Server.Clock.Advance(tier is MetricTier.Fresh ? Duration.FromHours(4) : Duration.FromHours(48));
        }

        (await other.TiersAsync()).ShouldBe([MetricTier.Day, MetricTier.Hours], ignoreOrder: true);
    }

    [Fact]
    public async Task Deleted_numbers_give_their_space_back_to_the_disk()
    {
        await using var watched = await Watched.StartAsync(DatabaseKind.Sqlite);
        var space = ActivatorUtilities.CreateInstance<ReturnSpace>(watched.Server.Services);
        var database = watched.Server.Services.GetRequiredService<Database>();
        await using var connection = await database.OpenAsync(Cancel);
        async Task<long> PagesAsync()
        {
            await using var command = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
            await command.ExecuteNonQueryAsync(Cancel);
            return new FileInfo(Path.Combine(watched.Server.DataFolder, "majordome.db")).Length / 4096;
        }

        var before = await PagesAsync();
        await connection.RunAsync(null, "CREATE TABLE filler (id integer PRIMARY KEY, payload blob)", [], Cancel);
        for (var i = 0; i < 40; i++)
        {
            await connection.RunAsync(null, "INSERT INTO filler (payload) VALUES (randomblob(400000))", [], Cancel);
        }

        (await PagesAsync()).ShouldBeGreaterThan(before + 3_900);
        await connection.RunAsync(null, "DROP TABLE filler", [], Cancel);
        while (await space.StepAsync(Cancel))
        {
        }

        (await PagesAsync()).ShouldBeLessThan(before + 400);
    }

    /// <summary>Two servers on one database, each with its own idea of the series: neither gives a number that the other gave.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_servers_that_meet_new_series_at_once_agree_on_their_numbers(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var database = watched.Server.Services.GetRequiredService<Database>();
        BatchWriter[] servers = [.. Enumerable.Range(0, 2).Select(_ => new BatchWriter(database, new SeriesCatalogues(database), watched.Server.Clock))];
        var at = Micros(watched.Server.Clock.GetCurrentInstant());
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => servers[i % 2].WriteAsync(
            new BatchKey(watched.ClientId, Guid.CreateVersion7(), 1, i),
            draft =>
            {
                draft.Add(Labels("shared", i / 4), at + i, i);
                draft.Add(Labels("own", i), at, i);
                return null;
            },
            Cancel)));

        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        var own = await store.FindAsync(watched.ClientId, [new(LabelBlock.Name, "own")], 1000, Cancel);
        own.Count.ShouldBe(40);
        var samples = await store.SamplesAsync(watched.ClientId, own, at, at + 1000, Cancel);
        samples.Select(s => (s.Series["place"], s.Values.Span[0].ToString(System.Globalization.CultureInfo.InvariantCulture))).ShouldAllBe(s => s.Item1 == s.Item2);
        var shared = await store.FindAsync(watched.ClientId, [new(LabelBlock.Name, "shared")], 1000, Cancel);
        (await store.SamplesAsync(watched.ClientId, shared, at, at + 1000, Cancel)).ShouldAllBe(s => s.Instants.Length == 4);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_does_not_take_its_neighbours_with_it()
    {
        await using var watched = await Watched.StartAsync(DatabaseKind.Sqlite);
        var writer = watched.Server.Services.GetRequiredService<BatchWriter>();
        var nobody = Guid.CreateVersion7();
        Task<Domain.Result<int>> WriteAsync(Guid client, int i) => writer.WriteAsync(
            new BatchKey(client, watched.CheckId, 1, i), draft => { draft.Add(Labels("some", i), i, i); return null; }, Cancel);

        var good = Enumerable.Range(0, 20).Select(i => WriteAsync(watched.ClientId, i)).ToArray();
        var bad = WriteAsync(nobody, 1);
        var more = Enumerable.Range(20, 20).Select(i => WriteAsync(watched.ClientId, i)).ToArray();

        await Should.ThrowAsync<System.Data.Common.DbException>(bad);
        (await Task.WhenAll([.. good, .. more])).ShouldAllBe(written => written.Value == 1);
    }

    private static byte[] Labels(string name, int place) => LabelBlock.Of(
        [new(LabelBlock.Name, name), new("place", place.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("instance", "srv-1:9100")]);

    private static long Micros(Instant instant) => instant.ToUnixTimeTicks() / 10;

    /// <summary>What was written, to be compared with what is read.</summary>
    private sealed class Samples(Watched watched, Guid? client = null)
    {
        public Guid ClientId { get; } = client ?? watched.ClientId;

        private readonly Dictionary<int, SortedDictionary<long, double>> written = [];
        private readonly long start = Micros(watched.Server.Clock.GetCurrentInstant()) - (300 * Minute);
        private readonly Guid source = Guid.CreateVersion7();
        private int minute;
        private int repeated;

        public void Skip(int minutes) => minute += minutes;

        public void Repeat() => (repeated, minute) = (minute, 0);

        public async Task WriteAsync(int minutes)
        {
            var writer = watched.Server.Services.GetRequiredService<BatchWriter>();
            for (var end = minute + minutes; minute < end; minute++)
            {
                var at = start + (minute * Minute);
                (await writer.WriteAsync(
                    new BatchKey(ClientId, source, 1, minute),
                    draft =>
                    {
                        for (var series = 0; series < SeriesCount; series++)
                        {
                            draft.Add(Labels("made", series), at, Value(series, minute));
                        }

                        return null;
                    },
                    Cancel)).Value.ShouldBe(SeriesCount);
                for (var series = 0; series < SeriesCount; series++)
                {
                    (written.TryGetValue(series, out var samples) ? samples : written[series] = [])[at] = Value(series, minute);
                }
            }

            minute = Math.Max(minute, repeated);
            repeated = 0;
        }

        public async Task DamageAsync(string table)
        {
            await using var connection = await watched.Server.Services.GetRequiredService<Database>().OpenAsync(Cancel);
            await connection.RunAsync(null, $"UPDATE {table} SET payload = @damaged WHERE client_id = @client", [("damaged", new byte[] { 0x80 }), ("client", ClientId)], Cancel);
        }

        public Task CompactAsync(Duration rest = default) => watched.Server.Services.GetRequiredService<Compactor>().CompactAsync(rest, Cancel);

        public async Task<IReadOnlyList<MetricTier>> TiersAsync() =>
            [.. (await watched.AllAsync<MetricBlockRow>()).Where(block => block.ClientId == ClientId).Select(block => (MetricTier)block.Tier).Distinct()];

        public async Task ShouldBeReadAsync()
        {
            var store = watched.Server.Services.GetRequiredService<IMetricStore>();
            var found = await store.FindAsync(ClientId, [new(LabelBlock.Name, "made"), new("instance", "other", "srv-1:9100")], 1000, Cancel);
            found.Count.ShouldBe(SeriesCount);
            foreach (var samples in await store.SamplesAsync(ClientId, found, start, start + (10_000 * Minute), Cancel))
            {
                var expected = written[int.Parse(samples.Series["place"], System.Globalization.CultureInfo.InvariantCulture)];
                samples.Instants.ToArray().ShouldBe(expected.Keys);
                samples.Values.ToArray().Select(BitConverter.DoubleToInt64Bits).ShouldBe(expected.Values.Select(BitConverter.DoubleToInt64Bits));
            }

            // A part of it, its start included and its end not.
            var (from, to) = (start + (10 * Minute), start + (20 * Minute));
            (await store.SamplesAsync(ClientId, [found[0]], from, to, Cancel))[0].Instants.ToArray()
                .ShouldBe(written[0].Keys.Where(at => at >= from && at < to));
        }

        public async Task HoursShouldBeReadAsync()
        {
            var store = watched.Server.Services.GetRequiredService<IMetricStore>();
            var found = await store.FindAsync(ClientId, [new(LabelBlock.Name, "made")], 1000, Cancel);
            foreach (var hours in await store.HoursAsync(ClientId, found, Stretch.StartOf(start, Stretch.Day), start + (10_000 * Minute), Cancel))
            {
                var expected = written[int.Parse(hours.Series["place"], System.Globalization.CultureInfo.InvariantCulture)];
                hours.Hours.ShouldBe(HourFigures.Of([.. expected.Keys], [.. expected.Values]));
            }
        }

        private static double Value(int series, int minute) => (series % 7) switch
        {
            0 => 7,
            1 => minute * 1000,
            2 => Math.Round(Math.Sin(minute), 3),
            3 => minute % 50 == 3 ? BitConverter.Int64BitsToDouble(0x7FF0000000000002) : minute,
            4 => Math.Sqrt(minute),
            5 => minute == 70 ? 80.5 : minute, // first and not least from here on, but not of the whole hour
            _ => minute % 90 * 4096,
        };
    }
}
