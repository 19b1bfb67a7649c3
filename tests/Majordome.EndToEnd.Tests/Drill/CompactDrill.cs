using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>
/// Kills the compactor (SIGKILL of a process that does nothing else) at random moments, again and again on the same database, while more samples come and
/// days pass. In the end every sample is read, once, to the bit, and every hour is what its samples say.
/// </summary>
public sealed class CompactDrill : IAsyncDisposable
{
    private const int SeriesCount = 300;
    private const int MinutesEachRound = 200;
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 0, 0);
    private static readonly Guid Client = Guid.Parse("0196c0de-0000-7000-8000-000000000001");

    private readonly string folder;
    private readonly Database database;
    private readonly Random random;
    private readonly SortedDictionary<long, double>[] written = [.. Enumerable.Range(0, SeriesCount).Select(_ => new SortedDictionary<long, double>())];
    private int minute;

    private CompactDrill(string folder, Database database, int seed) => (this.folder, this.database, random) = (folder, database, new Random(seed));

    /// <summary>Runs the drill.</summary>
    /// <param name="kind">On which database.</param>
    /// <param name="count">How many deaths.</param>
    /// <param name="seed">Of the moments and the values.</param>
    /// <param name="report">Gets a line for each death.</param>
    public static async Task<DeathToll> RunAsync(DatabaseKind kind, int count, int seed, Action<string> report)
    {
        await using var drill = await StartAsync(kind, seed);
        var whole = TimeSpan.FromMilliseconds(250);
        var deaths = 0;
        for (var rounds = 0; deaths < count && rounds < count * 4; rounds++)
        {
            await drill.WriteAsync(MinutesEachRound);
            drill.PassDays();
            var delay = whole * drill.random.NextDouble();
            var (died, took) = await drill.CompactAsync(delay);
            deaths += died ? 1 : 0;

            // Moments are drawn from all that a compaction takes: as long as one that ended by itself, and longer as more is left undone.
            whole = died ? whole * 1.15 : took;
            var shelf = await drill.ShelfAsync();
            report(string.Create(CultureInfo.InvariantCulture, $"{kind} {deaths}/{count}  after {took.TotalMilliseconds,4:0} ms  {(died ? "killed" : "done")}  {shelf}"));
        }

        var faults = new List<string>();
        await drill.CompareAsync(faults, "after the last death");
        await drill.CompactAsync(null);
        await drill.CompareAsync(faults, "after a compaction that nobody cut off");
        return DeathToll.Of(deaths, count, faults);
    }

    /// <summary>The process that is killed: says that it begins, and places everything there is.</summary>
    public static async Task CompactAsync(Database database, Instant now)
    {
        var clock = new TestClock(now);
        using var compactor = new Compactor(
            database, new SeriesCatalogues(database), MetricRetention.Of(new ServerOptions { KeepSamples = ServerOptions.MostKept }), clock, new Heartbeats(clock), TimeProvider.System, NullLogger<Compactor>.Instance);
        await using (await database.OpenAsync(default))
        {
            await Console.Out.WriteLineAsync("begins");
        }

        await compactor.CompactAsync(default);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<CompactDrill> StartAsync(DatabaseKind kind, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("majordome-compact-").FullName;
        Database database;
        if (kind is DatabaseKind.Postgres)
        {
            var cluster = PostgresCluster.Get();
            database = new Database(kind, cluster.ConnectionTo(await cluster.CreateDatabaseAsync()));
        }
        else
        {
            database = Database.InFolder(folder);
        }

        await SchemaUpgrade.ApplyAsync(database, new TestClock(Start), default);
        await using var connection = await database.OpenAsync(default);
        await connection.RunAsync(
            null,
            "INSERT INTO clients (id, code, name, language, zone, created_at, version) VALUES (@id, 'DRILL', 'Drill', 'fr', 'Europe/Paris', @at, 1)",
            [("id", Client), ("at", Start.ToDateTimeUtc())],
            default);
        return new CompactDrill(folder, database, seed);
    }

    private Instant Now => Start + Duration.FromMinutes(minute);

    /// <summary>Days of which there is nothing, so that months end too, and what a killed compaction left of them is met by the next.</summary>
    private void PassDays() => minute += 1440 * random.Next(4);

    private async Task WriteAsync(int minutes)
    {
        var writer = new BatchWriter(database, new SeriesCatalogues(database), new TestClock(Now));
        for (var end = minute + minutes; minute < end; minute++)
        {
            var at = Micros(Now);
            await writer.WriteAsync(new BatchKey(Client, Client, 1, minute), draft => Fill(draft, at), default);
        }
    }

    private Domain.Refusal? Fill(BatchDraft draft, long at)
    {
        for (var series = 0; series < SeriesCount; series++)
        {
            var value = series % 3 == 0 ? minute * series : Math.Round(random.NextDouble() * 100, series % 4);
            draft.Add(LabelBlock.Of([new(LabelBlock.Name, "drill"), new("place", series.ToString(CultureInfo.InvariantCulture))]), at, value);
            written[series][at] = value;
        }

        return null;
    }

    /// <summary>Runs the process, and kills it after a delay from its beginning.</summary>
    private async Task<(bool Died, TimeSpan Took)> CompactAsync(TimeSpan? delay)
    {
        string[] arguments =
        [
            "drill", "compact-once", "--database", database.Kind.ToString(), "--connection", database.ConnectionString,
            "--now", Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadLineAsync();
        var watch = Stopwatch.StartNew();
        if (delay is { } wait)
        {
            using var cut = new CancellationTokenSource(wait);
            await process.WaitForExitAsync(cut.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            process.Kill();
        }

        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 137
            ? (process.ExitCode != 0, watch.Elapsed)
            : throw new InvalidOperationException($"The compaction failed with {process.ExitCode}.");
    }

    private async Task CompareAsync(List<string> faults, string when)
    {
        var store = new EmbeddedStore(database, new SeriesCatalogues(database));
        var (from, to) = (Micros(Start), Micros(Now));
        var found = await store.FindAsync(Client, [new(LabelBlock.Name, "drill")], SeriesCount + 1, default);
        if (found.Count != SeriesCount)
        {
            faults.Add($"{when}: {found.Count} series of {SeriesCount}");
        }

        foreach (var samples in await store.SamplesAsync(Client, found, from, to, default))
        {
            var expected = written[Place(samples.Series)];
            if (!samples.Instants.Span.SequenceEqual([.. expected.Keys]) || !samples.Values.Span.SequenceEqual([.. expected.Values]))
            {
                faults.Add($"{when}: series {samples.Series["place"]} has {samples.Instants.Length} samples of {expected.Count}, or others");
            }
        }

        foreach (var hours in await store.HoursAsync(Client, found, from, to, default))
        {
            var expected = written[Place(hours.Series)];
            if (!hours.Hours.SequenceEqual(HourFigures.Of([.. expected.Keys], [.. expected.Values])))
            {
                faults.Add($"{when}: the hours of series {hours.Series["place"]} are not those of its samples");
            }
        }
    }

    private async Task<string> ShelfAsync()
    {
        await using var connection = await database.OpenAsync(default);
        await using var command = connection.Command("SELECT tier, count(*) FROM metric_blocks GROUP BY tier UNION ALL SELECT -1, count(*) FROM metric_batches ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync();
        var parts = new List<string>();
        while (await reader.ReadAsync())
        {
            parts.Add($"{(reader.GetInt32(0) < 0 ? "batches" : ((MetricTier)reader.GetInt32(0)).ToString())} {reader.GetInt64(1)}");
        }

        return string.Join(", ", parts);
    }

    private static int Place(Series series) => int.Parse(series["place"], CultureInfo.InvariantCulture);

    private static long Micros(Instant instant) => instant.ToUnixTimeTicks() / 10;
}
