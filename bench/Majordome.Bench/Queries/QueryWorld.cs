using System.Diagnostics;
using System.Globalization;
using Majordome.Protocols.Prometheus;
using Majordome.Server;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Bench.Queries;

/// <summary>
/// A client whose numbers are as an installation has them: a year of <see cref="Yearly"/> series, read each minute, far apart among
/// <see cref="Neighbours"/> (read each ten minutes, which makes as many hours), and a day of many, read each minute; compacted but for the last five minutes. Each series has one spike, which is looked for in what is read.
/// </summary>
internal sealed class QueryWorld : IAsyncDisposable
{
    public const int Yearly = 20;
    public const int Neighbours = 1_000;
    public const double Spike = 1e12;

    private const int Days = 365;
    private const long Minute = 60_000_000;

    private readonly WebApplication app;
    private readonly string folder;
    private readonly int series;

    private QueryWorld(WebApplication app, string folder, int series) => (this.app, this.folder, this.series) = (app, folder, series);

    public Guid ClientId { get; private set; }

    public Instant End { get; } = SystemClock.Instance.GetCurrentInstant();

    public IMetricStore Store => app.Services.GetRequiredService<IMetricStore>();

    public MetricCharts Charts => app.Services.GetRequiredService<MetricCharts>();

    public MetricHours Hours => app.Services.GetRequiredService<MetricHours>();

    private long Last => End.ToUnixTimeTicks() / 10 / Minute * Minute;

    /// <summary>Fills a database.</summary>
    public static async Task<QueryWorld> FillAsync(DatabaseKind kind, int series, Action<string> tell)
    {
        var folder = Directory.CreateTempSubdirectory("majordome-queries-").FullName;
        var connection = kind is DatabaseKind.Postgres ? PostgresCluster.Get().ConnectionTo(await PostgresCluster.Get().CreateDatabaseAsync()) : null;
        var options = new ServerOptions { Data = folder, Database = kind, Connection = connection, Listen = "127.0.0.1:0", KeepSamples = Days + 2, KeepHours = 2 * Days };
        await SchemaUpgrade.ApplyAsync(options.OpenDatabase(), SystemClock.Instance, default);
        var world = new QueryWorld(ServerHost.Build(options, AllModules.List), folder, series);
        await world.AddClientAsync();
        var watch = Stopwatch.StartNew();
        var samples = await world.WriteYearAsync() + await world.WriteDayAsync();
        tell(string.Create(CultureInfo.InvariantCulture, $"{kind}: {samples:N0} samples written and compacted in {watch.Elapsed.TotalSeconds:N0} s"));
        return world;
    }

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"node_figure_{number % 200}");

    public static string Host(int number) => string.Create(CultureInfo.InvariantCulture, $"srv-{number / 200}:9100");

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] Labels(string name, string host) => LabelBlock.Of([new(LabelBlock.Name, name), new("instance", host), new("job", "node"), new("device", "eth0")]);

    // A third are counters, a third gauges of two decimals, a third rarely change.
    private static double Value(int number, long minute) => (minute % 1440) == 1 + (number * 7 % 1400) && minute / 1440 % 50 == 0 ? Spike : (number % 3) switch
    {
        0 => (minute * 1000) + ((minute * 7919) % 613),
        1 => Math.Round(50 + (20 * Math.Sin(minute / 229.0)) + ((minute * 31 * (number + 1) % 97) / 10.0), 2),
        _ => minute / 700,
    };

    private async Task AddClientAsync() =>
        ClientId = (await app.Services.GetRequiredService<Commands>().RunAsync(
            Caller.Program("bench"), (CreateClient c) => c.HandleAsync(new ClientForm("Bench", "BE", "fr", "Europe/Paris"), default), default)).Value;

    private async Task<long> WriteYearAsync()
    {
        const int Apart = Neighbours / Yearly;
        var blocks = Enumerable.Range(0, Neighbours).Select(i => Labels(i % Apart == 0 ? "year_figure" : "other_figure", Host(i * 200))).ToArray();
        var written = 0L;
        for (var day = 0; day < Days; day++)
        {
            await WriteAsync(1, day, draft =>
            {
                for (var i = 0; i < Neighbours; i++)
                {
                    var step = i % Apart == 0 ? 1 : 10;
                    var (instants, values) = (new long[1440 / step], new double[1440 / step]);
                    for (var j = 0; j < instants.Length; j++)
                    {
                        var number = (day * 1440) + (j * step);
                        (instants[j], values[j]) = (Last - ((((long)Days * 1440) - number) * Minute), Value(i, number));
                    }

                    draft.Add(draft.Number(blocks[i]), instants, values);
                }

                written += draft.Samples;
            });
            if (day % 60 == 59)
            {
                await CompactAsync();
            }
        }

        await CompactAsync();
        return written;
    }

    private async Task<long> WriteDayAsync()
    {
        var blocks = Enumerable.Range(0, series).Select(i => Labels(Name(i), Host(i))).ToArray();
        for (var minute = 0; minute < 1440; minute++)
        {
            var at = Last - ((1440 - minute) * Minute);
            await WriteAsync(2, minute, draft =>
            {
                for (var i = 0; i < series; i++)
                {
                    draft.Add(draft.Number(blocks[i]), [at], [Value(i, minute)]);
                }
            });
            if (minute % 60 == 59 || minute == 1434)
            {
                await (minute == 1439 ? Task.CompletedTask : CompactAsync());
            }
        }

        return 1440L * series;
    }

    private Task CompactAsync() => app.Services.GetRequiredService<Compactor>().CompactAsync(default);

    private async Task WriteAsync(long epoch, long sequence, Action<BatchDraft> fill) =>
        (await app.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(ClientId, ClientId, epoch, sequence),
            draft =>
            {
                fill(draft);
                return null;
            },
            default)).Value.ShouldBeGreaterThan(0);
}
