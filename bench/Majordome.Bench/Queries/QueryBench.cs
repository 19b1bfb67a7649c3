using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Majordome.Bench.Server;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Bench.Queries;

/// <summary>
/// <c>bench queries</c>: what a chart asks of the embedded store, from the labels to the points of a screen's width, on both databases; written to
/// <c>bench/results</c>. Every answer is looked at: it must hold the spike that was written.
/// </summary>
internal static class QueryBench
{
    private const int Width = 800;

    /// <summary>The command, for the list of measurements.</summary>
    public static Command Create()
    {
        var series = new Option<int>("--series") { Description = "Series of the day", DefaultValueFactory = _ => 20_000 };
        var runs = new Option<int>("--runs") { Description = "Questions of each kind", DefaultValueFactory = _ => 50 };
        var note = new Option<string>("--note") { Description = "What must be said of the machine", DefaultValueFactory = _ => "" };
        var command = new Command("queries", "What charts ask of the store: medians and 95th percentiles; writes bench/results") { series, runs, note };
        command.SetAction((call, _) => RunAsync(call.GetValue(series), call.GetValue(runs), call.GetValue(note)!, call.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(int series, int runs, string note, TextWriter output)
    {
        var report = new StringBuilder($"""
            # Queries of the embedded store

            `./majordome bench queries --series {series} --runs {runs}`, {Today()}.

            {Machine.Describe()}{(note.Length == 0 ? "" : "; " + note)}

            One client with {series:N0} series of a day and {QueryWorld.Yearly} of a year, a sample a minute, the latter each fiftieth of {QueryWorld.Neighbours:N0} series of that year; compacted but
            for the last five minutes. Everything is in the system's cache; reading the labels of a request and writing JSON is not counted. A question goes from labels to the points
            of a chart {Width} pixels wide (finding the series included), one after the other; milliseconds, {runs} questions after three to warm up. Goals: a day of a series
            under 50 ms, a year of {QueryWorld.Yearly} series under 200 ms.

            | question | SQLite: median | 95 % | PostgreSQL: median | 95 % |
            |---|---|---|---|---|

            """);
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await using var world = await QueryWorld.FillAsync(kind, series, output.WriteLine);
            foreach (var (name, ask) in Questions(world, series))
            {
                var times = await TimeAsync(ask, runs);
                rows[name] = rows.GetValueOrDefault(name, "") + string.Create(CultureInfo.InvariantCulture, $" {times[times.Length / 2]:0.0} | {times[times.Length * 95 / 100]:0.0} |");
                output.WriteLine($"{kind}: {name}:{rows[name]}");
            }
        }

        foreach (var (name, times) in rows)
        {
            report.Append(CultureInfo.InvariantCulture, $"| {name} |{times}\n");
        }

        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "bench/results", $"{Today()}-queries.md"), report.ToString());
        output.WriteLine(report);
        return 0;
    }

    private static IEnumerable<(string Name, Func<int, Task> Ask)> Questions(QueryWorld world, int series)
    {
        var (day, days, month, year) = (Before(1), Before(4), Before(30), Before(365));
        Interval Before(int days) => new(world.End - Duration.FromDays(days), world.End);
        LabelWish[] One(int run) => [new(LabelBlock.Name, QueryWorld.Name(run * 7919 % series)), new("instance", QueryWorld.Host(run * 7919 % series))];
        LabelWish[] all = [new(LabelBlock.Name, "year_figure")];
        return
        [
            ("**a day of a series**", run => ChartAsync(One(run), 1, day, MetricAspect.Value)),
            ("its rate", run => ChartAsync(One(run), 1, day, MetricAspect.Rate)),
            ($"four days of {QueryWorld.Yearly} series, from samples", _ => ChartAsync(all, QueryWorld.Yearly, days, MetricAspect.Value)),
            ($"**a year of {QueryWorld.Yearly} series**", _ => ChartAsync(all, QueryWorld.Yearly, year, MetricAspect.Value)),
            ("their increases", _ => ChartAsync(all, QueryWorld.Yearly, year, MetricAspect.Increase)),
            ("their averages by hour", _ => HoursAsync(year, HourAspect.Average)),
            ("30 days of their 95th percentiles by hour", _ => HoursAsync(month, HourAspect.Percentile)),
        ];

        async Task ChartAsync(LabelWish[] wishes, int count, Interval over, MetricAspect aspect)
        {
            var found = await world.Store.FindAsync(world.ClientId, wishes, 50, default);
            found.Count.ShouldBe(count);
            var lines = await world.Charts.ReadAsync(world.ClientId, found, over, Width, _ => aspect, default);
            lines.ShouldAllBe(line => line.Points.Count > 100);
            (aspect is not MetricAspect.Value || over.Duration < Duration.FromDays(100) && count > 1 || lines.All(line => line.Points.Any(p => p.Value == QueryWorld.Spike))).ShouldBeTrue();
        }

        async Task HoursAsync(Interval over, HourAspect aspect)
        {
            var found = await world.Store.FindAsync(world.ClientId, all, 50, default);
            var lines = await world.Hours.ReadAsync(world.ClientId, found, over, aspect, 95, default);
            lines.Select(line => line.Values.Count).ShouldAllBe(count => count >= 24 * (int)over.Duration.TotalDays);
            lines.SelectMany(line => line.Values).ShouldAllBe(value => value != null);
        }
    }

    private static async Task<double[]> TimeAsync(Func<int, Task> ask, int runs)
    {
        var times = new double[runs];
        for (var run = -3; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            await ask(run + 3);
            times[Math.Max(run, 0)] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static string Today() => SystemClock.Instance.GetCurrentInstant().InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
