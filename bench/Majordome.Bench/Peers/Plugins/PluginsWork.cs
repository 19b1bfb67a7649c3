using System.Globalization;
using Majordome.Bench.Peers.Checks;
using Majordome.EndToEnd.Tests.Support;

namespace Majordome.Bench.Peers.Plugins;

/// <summary>A trivial plugin as often as each can start it.</summary>
public sealed class PluginsWork : IPeerWork
{
    private const int Checks = 4_000;
    private const string Rate = "plugins/s";
    private const string Processor = "CPU s per 1,000 plugins";
    private const string Memory = "peak memory, MB";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LatestStart = TimeSpan.FromMinutes(2);
    private static readonly DebianPackage Xargs = new("findutils", "/usr/bin/xargs");

    /// <inheritdoc/>
    public string Name => "plugins";

    /// <inheritdoc/>
    public string Story => """
        4,000 checks, each due every second, which nobody keeps up with: each starts as many plugins as it can. The plugin is Debian's check_tcp to one nginx on this
        machine, which counts them: what is counted is what reached it. Measured 20 s after its first plugin, for which nagios4 takes its time. Processor time and memory are those of the whole
        process tree. xargs is no contestant: it starts the plugin eight at a time, reads nothing of what it prints and keeps nothing, and so shows what starting it costs by itself.
        """;

    /// <inheritdoc/>
    public IReadOnlyList<DebianPackage> Needs =>
        [new("nginx-light", "/usr/sbin/nginx"), Contestants.Icinga, Contestants.IcingaTemplates, Contestants.Nagios, Contestants.Plugins];

    /// <inheritdoc/>
    public async Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation)
    {
        await using var target = await TargetServer.StartAsync();
        (string Name, Func<Task<PeerProcess>> Start, DebianPackage? Package)[] contestants =
        [
            ("majordome", () => Task.FromResult(StartOwn(target.Port)), null),
            ("icinga2", () => Contestants.StartIcingaAsync(Commands(target.Port), 1), Contestants.Icinga),
            ("nagios4", () => Contestants.StartNagiosAsync(Commands(target.Port), 1), Contestants.Nagios),
            ("xargs", () => Task.FromResult(StartBare(target.Port)), Xargs),
        ];
        var results = new List<PeerResult>();
        foreach (var (name, start, package) in contestants)
        {
            var version = package is null ? "this tree" : await package.VersionAsync();
            var rounds = new List<PeerResult>();
            for (var round = 0; round < options.Rounds; round++)
            {
                rounds.Add(await MeasureAsync(name, version, start, target, options, cancellation));
                options.Say($"plugins: {name}: {rounds[^1].Figures[Rate]:0} a second");
            }

            results.Add(PeerResult.Median(rounds));
        }

        double RateOf(int result) => results[result].Fault is null ? results[result].Figures[Rate] : double.NaN;
        return new WorkReport(results, [new Goal("plugins/s, against the faster of icinga2 and nagios4: at least 1.5", RateOf(0) / Math.Max(RateOf(1), RateOf(2)), Least: 1.5)]);
    }

    /// <summary>The command lines of the checks, each of an address of its own.</summary>
    internal static IEnumerable<(string Name, string Command)> Commands(int port) => Enumerable.Range(0, Checks).Select(check => (
        $"c{CheckLoad.Address(check)}",
        string.Create(CultureInfo.InvariantCulture, $"{Contestants.Plugins.File} -H {CheckLoad.Address(check)} -p {port}")));

    private static PeerProcess StartOwn(int port)
    {
        var folder = PeerProcess.MakeFolder("engine");
        return PeerProcess.StartOwn(folder, "plugins", folder, port);
    }

    private static PeerProcess StartBare(int port) => PeerProcess.Start(
        PeerProcess.MakeFolder("xargs"), listens: false, "/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"yes 127.0.0.1 | xargs -P 8 -n 1 {Contestants.Plugins.File} -p {port} -H"));

    /// <summary>Waits for the first plugin; who starts none in time is measured all the same, and has done nothing.</summary>
    private static async Task BeginsAsync(TargetServer target)
    {
        var before = (await target.CountAsync()).Tcp;
        try
        {
            await Wait.UntilAsync(async () => (await target.CountAsync()).Tcp > before, "a plugin reaches the target", LatestStart);
        }
        catch (TimeoutException)
        {
            // It has no figures then.
        }
    }

    private static async Task<PeerResult> MeasureAsync(
        string name, string version, Func<Task<PeerProcess>> start, TargetServer target, PeerOptions options, CancellationToken cancellation)
    {
        await using var contestant = await start();
        using var ending = new CancellationTokenSource();
        var peak = contestant.Tree.PeakAsync(ending.Token);
        await BeginsAsync(target);
        await Task.Delay(WarmUp, TimeProvider.System, cancellation);
        var (before, cpu) = (await target.CountAsync(), contestant.Tree.ProcessorSeconds);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), TimeProvider.System, cancellation);
        var (done, used) = ((await target.CountAsync()).Tcp - before.Tcp, contestant.Tree.ProcessorSeconds - cpu);
        contestant.MustLive();
        await ending.CancelAsync();
        return new PeerResult(
            name,
            version,
            new Dictionary<string, double>(StringComparer.Ordinal) { [Rate] = (double)done / options.Seconds, [Processor] = used / done * 1000, [Memory] = await peak },
            done == 0 ? "no plugin reached the target" : null);
    }
}
