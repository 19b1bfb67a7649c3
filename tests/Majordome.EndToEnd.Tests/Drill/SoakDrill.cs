using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Majordome.Probe;
using Majordome.Probe.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>
/// A probe with many checks a minute for a long time: ICMP, TCP, HTTP and DNS against listeners of this process, some of which are down or hang, and a few plugins. Memory
/// must not grow, starts must not be late, the pace must hold.
/// </summary>
/// <remarks>
/// Bounds, product rules: memory grows by less than 8 MB an hour after the warm-up, judged over ten minutes at least; fewer than 1 run in 1,000 starts more than a second late; at least 98 % of the runs due are done.
/// </remarks>
public sealed class SoakDrill(int checks, TimeSpan length, Action<string> report)
{
    private const double MostMegabytesAnHour = 8;
    private const double MostLate = 0.001;
    private const double LeastPace = 0.98;
    private static readonly TimeSpan LeastSlope = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private readonly List<Sample> samples = [];

    /// <summary>Runs it; gives what was found wrong, empty when nothing was.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("majordome-soak-").FullName;
        await using var listeners = await SoakListeners.StartAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var server = new TakingServer(new ProbeConfiguration(ProbeContract.Version, "soak", Assignments(listeners)));
        var probe = new ProbeAgent(new ProbeOptions(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), folder), server, TimeProvider.System, SystemClock.Instance, NullLoggerFactory.Instance);
        var working = probe.RunAsync(ending.Token);
        var watch = Stopwatch.StartNew();
        using (var timer = new PeriodicTimer(Step))
        {
            while (watch.Elapsed < length && await timer.WaitForNextTickAsync(cancellation))
            {
                Look(probe, server, watch.Elapsed);
            }
        }

        await ending.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await probe.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return [.. Judge()];
    }

    private void Look(ProbeAgent probe, TakingServer server, TimeSpan at)
    {
        var (runs, rss) = (probe.Scheduling, Environment.WorkingSet / 1e6);
        samples.Add(new Sample(at, runs.Started, runs.LateStarts, rss));
        report(string.Create(
            CultureInfo.InvariantCulture,
            $"{at.TotalSeconds,6:0} s  {runs.Started,9:N0} runs  {runs.LateStarts,5} late  worst {runs.WorstDelay.TotalMilliseconds,6:0} ms  {runs.Running,4} at work  {server.Taken,9:N0} results  RSS {rss,6:0.0} MB  GC heap {GC.GetTotalMemory(forceFullCollection: false) / 1e6,6:0.0} MB"));
    }

    private IEnumerable<string> Judge()
    {
        // The first third, at most ten minutes, compiles, fills pools and meets every target for the first time.
        var warm = TimeSpan.FromTicks(Math.Min(length.Ticks / 3, TimeSpan.FromMinutes(10).Ticks));
        var steady = samples.Where(sample => sample.At >= warm).ToArray();
        if (steady.Length < 2)
        {
            yield return "too short to judge";
            yield break;
        }

        var (first, last) = (steady[0], steady[^1]);
        var (slope, late) = (MegabytesAnHour(steady), (double)(last.Late - first.Late) / Math.Max(1, last.Runs - first.Runs));
        var pace = (last.Runs - first.Runs) / (checks * (last.At - first.At).TotalMinutes);
        report(string.Create(CultureInfo.InvariantCulture, $"memory {slope:+0.00;-0.00} MB/hour; late starts {late:P3}; pace {pace:P2} of {checks:N0} checks a minute"));
        if (slope > MostMegabytesAnHour && last.At - first.At >= LeastSlope)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"memory grows by {slope:0.0} MB an hour, at most {MostMegabytesAnHour}");
        }

        if (late > MostLate)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{late:P3} of the starts were late, at most {MostLate:P1}");
        }

        if (pace < LeastPace)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{pace:P2} of the pace was kept, at least {LeastPace:P0}");
        }
    }

    /// <summary>The slope of the least-squares line through memory over time.</summary>
    private static double MegabytesAnHour(Sample[] steady)
    {
        var (meanAt, meanMemory) = (steady.Average(sample => sample.At.TotalHours), steady.Average(sample => sample.Megabytes));
        var spread = steady.Sum(sample => Math.Pow(sample.At.TotalHours - meanAt, 2));
        return steady.Sum(sample => (sample.At.TotalHours - meanAt) * (sample.Megabytes - meanMemory)) / spread;
    }

    private ImmutableArray<CheckAssignment> Assignments(SoakListeners listeners) => [.. Enumerable.Range(0, checks).Select(number => Assignment(number, listeners))];

    /// <summary>Of 100 checks: 25 ICMP, 33 TCP (2 refused), 24 HTTP (2 hang), 17 DNS, 1 plugin.</summary>
    private static CheckAssignment Assignment(int number, SoakListeners listeners)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.{2 + (number >> 16)}.{(number >> 8) & 0xFF}.{number & 0xFF}");
        var (type, target, parameters) = (number % 100) switch
        {
            < 25 => ("icmp", address, ["count=2", "spacing=20"]),
            < 27 => ("tcp", $"{address}:1", Array.Empty<string>()),
            < 58 => ("tcp", $"{address}:{listeners.Web}", []),
            < 60 => ("http", $"http://{address}:{listeners.Hung}/", []),
            < 82 => ("http", $"http://{address}:{listeners.Web}/", []),
            < 99 => ("dns", $"127.0.0.1:{listeners.Names}", ["name=majordome.test"]),
            _ => ("plugin", address, ["command=check_dummy", "arguments=0 fine"]),
        };
        return new CheckAssignment
        {
            Check = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(number)),
            Definition = 1,
            Type = type,
            Target = target,
            Parameters = parameters.Select(text => text.Split('=', 2)).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
            Interval = Duration.FromMinutes(1),
            Timeout = Duration.FromSeconds(10),
            RetryInterval = Duration.FromMinutes(1),
        };
    }

    private sealed record Sample(TimeSpan At, long Runs, long Late, double Megabytes);

    /// <summary>A server that takes every batch and keeps none.</summary>
    private sealed class TakingServer(ProbeConfiguration configuration) : IServerLink
    {
        private long taken;

        public long Taken => Interlocked.Read(ref taken);

        public Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation) =>
            Task.FromResult(knownTag == configuration.Tag ? null : configuration);

        public Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation)
        {
            Interlocked.Add(ref taken, batch.Results.Length);
            return Task.FromResult(new BatchAcknowledgement(batch.Epoch, batch.FirstSequence + batch.Results.Length - 1));
        }
    }
}
