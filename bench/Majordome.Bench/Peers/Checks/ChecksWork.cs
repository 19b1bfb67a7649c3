namespace Majordome.Bench.Peers.Checks;

/// <summary>TCP and HTTP checks at a steady rate: processor time at 5,000 a minute, memory at 10,000.</summary>
public sealed class ChecksWork : IPeerWork
{
    private const int Load = 5_000;
    private const int DoubleLoad = 10_000;
    private const string Processor = "CPU s per 1,000 checks";
    private const string Memory = "peak memory, MB";
    private const string Rate = "checks/minute";
    private const string Probe = "majordome's probe, without the server";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(70);

    /// <inheritdoc/>
    public string Name => "checks";

    /// <inheritdoc/>
    public string Story => """
        5,000, then 10,000 checks, each once a minute, half of them TCP and half HTTP, each of an address of its own of one nginx on this machine, which counts what it
        is asked: a contestant that did less than 95 % of either kind has no figures. Measured after 70 s, in which all have had each check at least once. Processor time is
        that of the whole process tree, with children already collected; memory is the peak of its resident sets, summed. Majordome is its probe alone, which also writes each
        result to its queue on disk, synced, before it hands it on to a server that takes everything and keeps nothing: the real server and its database are not measured. icinga2 and
        nagios4 keep states in memory and run Debian's plugins; the exporter is asked for each probe over connections kept open, by a client that is not counted, and keeps nothing.
        """;

    /// <inheritdoc/>
    public IReadOnlyList<DebianPackage> Needs =>
        [new("nginx-light", "/usr/sbin/nginx"), Contestants.Icinga, Contestants.IcingaTemplates, Contestants.Nagios, Contestants.Plugins, Contestants.Blackbox];

    /// <inheritdoc/>
    public async Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation)
    {
        await using var target = await TargetServer.StartAsync();
        (string Name, Func<CheckLoad, Task<Contestant>> Start, DebianPackage? Package)[] contestants =
        [
            (Probe, static load => Task.FromResult(new Contestant(Contestants.StartOwn(load))), null),
            ("icinga2", static async load => new Contestant(await Contestants.StartIcingaAsync(Contestants.Commands(load), 60)), Contestants.Icinga),
            ("nagios4", static async load => new Contestant(await Contestants.StartNagiosAsync(Contestants.Commands(load), 60)), Contestants.Nagios),
            ("blackbox_exporter", StartBlackboxAsync, Contestants.Blackbox),
        ];
        var results = new Dictionary<(string, int), PeerResult>();
        foreach (var count in new[] { Load, DoubleLoad })
        {
            foreach (var (name, start, package) in contestants)
            {
                var version = package is null ? "this tree" : await package.VersionAsync();
                var rounds = new List<PeerResult>();
                for (var round = 0; round < options.Rounds; round++)
                {
                    rounds.Add(await MeasureAsync($"{name}, {count:N0} a minute", version, start, new CheckLoad(count, target.Port), target, options, cancellation));
                    options.Say($"checks: {rounds[^1].Name}: {string.Join(", ", rounds[^1].Figures.Select(figure => $"{figure.Key} {figure.Value:0.00}"))} {rounds[^1].Fault}");
                }

                results[(name, count)] = PeerResult.Median(rounds);
            }
        }

        return new WorkReport([.. results.Values], Goals(results));
    }

    private static IReadOnlyList<Goal> Goals(Dictionary<(string Name, int Count), PeerResult> results)
    {
        double Figure(string name, int count, string figure) => results[(name, count)] is { Fault: null } result ? result.Figures[figure] : double.NaN;
        double Ratio(string figure, int count, params string[] peers) => Figure(Probe, count, figure) / peers.Min(peer => Figure(peer, count, figure));
        return
        [
            new Goal("CPU per check at 5,000 a minute, against the better of icinga2 and nagios4: at most 0.1", Ratio(Processor, Load, "icinga2", "nagios4"), Most: 0.1),
            new Goal("CPU per check at 5,000 a minute, against blackbox_exporter: at most 0.5", Ratio(Processor, Load, "blackbox_exporter"), Most: 0.5),
            new Goal("memory at 10,000 a minute, of the probe without the server, against the lower of icinga2 and nagios4: below 1", Ratio(Memory, DoubleLoad, "icinga2", "nagios4"), Most: 1),
        ];
    }

    private static async Task<PeerResult> MeasureAsync(
        string name, string version, Func<CheckLoad, Task<Contestant>> start, CheckLoad load, TargetServer target, PeerOptions options, CancellationToken cancellation)
    {
        await using var contestant = await start(load);
        using var ending = new CancellationTokenSource();
        var peak = contestant.Process.Tree.PeakAsync(ending.Token);
        await Task.Delay(WarmUp, TimeProvider.System, cancellation);
        var (before, cpu) = (await target.CountAsync(), contestant.Process.Tree.ProcessorSeconds);
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), TimeProvider.System, cancellation);
        var (after, used) = (await target.CountAsync(), contestant.Process.Tree.ProcessorSeconds - cpu);
        contestant.Process.MustLive();
        await ending.CancelAsync();
        var (tcp, http) = (after.Tcp - before.Tcp, after.Http - before.Http);
        var least = load.Count / 2.0 * options.Seconds / 60 * 0.95;
        return new PeerResult(
            name,
            version,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [Processor] = used / (tcp + http) * 1000,
                [Memory] = await peak,
                [Rate] = (tcp + http) * 60.0 / options.Seconds,
            },
            tcp < least || http < least ? $"{tcp} TCP and {http} HTTP checks reached the target within {options.Seconds} s, at least {least:0} of each should have" : null);
    }

    private static async Task<Contestant> StartBlackboxAsync(CheckLoad load)
    {
        var (process, port) = await Contestants.StartBlackboxAsync();
        return new Contestant(process, new BlackboxAsker(port, load));
    }

    /// <summary>A contestant, and who asks it when it does nothing by itself.</summary>
    private sealed class Contestant : IAsyncDisposable
    {
        private readonly CancellationTokenSource ending = new();
        private readonly BlackboxAsker? asker;
        private readonly Task asking;

        public Contestant(PeerProcess process, BlackboxAsker? asker = null)
        {
            (Process, this.asker) = (process, asker);
            asking = asker is null ? Task.CompletedTask : AskAsync(asker);
        }

        public PeerProcess Process { get; }

        public async ValueTask DisposeAsync()
        {
            await ending.CancelAsync();
            await asking;
            asker?.Dispose();
            await Process.DisposeAsync();
            ending.Dispose();
        }

        // It takes a moment to listen.
        private async Task AskAsync(BlackboxAsker who)
        {
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    await who.RunAsync(ending.Token);
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }
}
