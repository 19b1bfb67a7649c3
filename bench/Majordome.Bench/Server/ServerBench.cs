using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Bench.Server;

/// <summary>
/// <c>majordome bench server</c>: the published program as its users have it. Start-up, idle memory, and the first page of the day with 1,000 open
/// tickets under a steady rate of requests, on each database; written to <c>bench/results</c>.
/// </summary>
public static class ServerBench
{
    private const int Tickets = 1_000;
    private const int Starts = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Requests a second", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "How long the rate is held", DefaultValueFactory = _ => 60 };
        var command = new Command("server", "Start-up, idle memory and the page of the day; writes bench/results") { rate, seconds };
        command.SetAction((parse, _) => RunAsync(parse.GetValue(rate), parse.GetValue(seconds)));
        return command;
    }

    private static async Task<int> RunAsync(int rate, int seconds)
    {
        var command = $"./majordome bench server --rate {rate} --seconds {seconds}";
        var report = new StringBuilder($"""
            # The server: start-up, idle memory, the page of the day
            - **Date**: {Today()}
            - **Machine**: {Machine.Describe()}
            - **Command**: `{command}`
            - **Goals**: started within 5 s; under 200 MB idle; the page with {Tickets:N0} open tickets at p99 under 50 ms at 50 requests a second on 2 cores

            The client runs on the same machine and takes its share of the processors. The rate is held whatever the answers take (open loop), and a request is timed from
            the instant at which it was due, to the last byte of its page. Memory is the resident set (`VmRSS`), {Idle.TotalSeconds:0} s after the last request; the machine is adopted and its
            checks run meanwhile; what of it is the program's own files, mapped and shared, is told apart. PostgreSQL is a server of its own on this machine, and not counted.

            | | SQLite | PostgreSQL |
            |---|---|---|

            """);
        var columns = new List<IReadOnlyList<(string Name, string Value)>>();
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            columns.Add(await MeasureAsync(kind, rate, seconds));
        }

        foreach (var (first, second) in columns[0].Zip(columns[1]))
        {
            report.Append($"| {first.Name} | {first.Value} | {second.Value} |\n");
        }

        var file = Path.Combine(Repository.Root, "bench/results", $"{Today()}-server.md");
        await File.WriteAllTextAsync(file, report.ToString());
        Console.Out.WriteLine(report);
        return 0;
    }

    private static async Task<IReadOnlyList<(string Name, string Value)>> MeasureAsync(DatabaseKind kind, int rate, int seconds)
    {
        await using var server = await RunningServer.StartAsync(kind, arguments: "--adopt-this-machine");
        var first = server.StartTime;
        using var api = await server.ApiAsync();
        await DeskWorld.FillAsync(api, Tickets);
        var starts = new List<TimeSpan>();
        for (var start = 0; start < Starts; start++)
        {
            await server.StopAsync();
            await server.StartAsync();
            starts.Add(server.StartTime);
        }

        await Task.Delay(Idle, TimeProvider.System);
        var idle = Machine.Memory(server.ProcessId);
        using var reader = await DeskWorld.SignInAsync(server);
        await OpenLoop.RunAsync(reader, "/", rate, TimeSpan.FromSeconds(10)); // first requests compile what they meet
        var cpu = Machine.ProcessorTime(server.ProcessId);
        var watch = Stopwatch.StartNew();
        var run = await OpenLoop.RunAsync(reader, "/", rate, TimeSpan.FromSeconds(seconds));
        var busy = (Machine.ProcessorTime(server.ProcessId) - cpu) / watch.Elapsed;
        await Task.Delay(Idle, TimeProvider.System);
        return
        [
            ("first start, with the making of the schema, to the printed address", Milliseconds(first)),
            ($"later starts, median of {Starts} (least – most)", $"{Milliseconds(starts.Order().ElementAt(Starts / 2))} ({Milliseconds(starts.Min())} – {Milliseconds(starts.Max())})"),
            ("memory idle after a start", idle),
            ($"page of the day, {rate} requests/s for {seconds} s: median", Milliseconds(run.Percentile(50))),
            ("p90", Milliseconds(run.Percentile(90))),
            ("**p99**", $"**{Milliseconds(run.Percentile(99))}**"),
            ("slowest", Milliseconds(run.Percentile(100))),
            ("pages answered, with their tickets, of those asked", $"{run.Answered:N0} of {run.Asked:N0}"),
            ("size of the page", $"{run.BodyBytes / 1024.0:0} KiB"),
            ("processors kept busy by the server meanwhile", $"{busy:0.00}"),
            ("memory idle after that", Machine.Memory(server.ProcessId)),
        ];
    }

    private static string Today() => SystemClock.Instance.GetCurrentInstant().InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";

}
