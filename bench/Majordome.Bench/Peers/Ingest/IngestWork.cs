using System.Diagnostics;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>Remote write as fast as it is taken, and what remains of it on disk.</summary>
public sealed class IngestWork : IPeerWork
{
    private const int Connections = 8;
    private const string Rate = "samples per CPU s";
    private const string New = "while the series are new";
    private const string Known = "once they are known";
    private const string Whole = "with what is done later";
    private const string Bytes = "bytes per sample";
    private const string Memory = "peak memory, MB";
    private const string Wall = "samples/s";

    /// <inheritdoc/>
    public string Name => "ingest";

    /// <inheritdoc/>
    public string Story => $"""
        The series of a real node_exporter, scraped 120 times, as those of {IngestLoad.Hosts} hosts, 15 s from scrape to scrape, half before and half after a full hour, as remote write 1.0: some 2,500 samples a request, encoded before
        anything is measured, over {Connections} connections, as fast as each answers. Processor time is that of the contestant's process tree. «{New}» is the first scrape, «{Known}» the
        others. Then each is brought into the form in which its samples stay: Majordome is stopped and compacts as it would two days later (days and the figures of their hours, both kept);
        Prometheus writes its head as a block (snapshot); VictoriaMetrics is asked to merge; Zabbix is waited for until its database no longer grows. «{Whole}» counts that too. Bytes are those of all files that then remain (index and labels
        included; of Majordome those beyond an empty installation). Every sample is counted back, and 20 series are compared value by value; VictoriaMetrics may round decimals in the 15th digit.

        Zabbix does not speak remote write: it gets the same values in the protocol of zabbix_sender, each request on a connection of its own, for trapper items named by a number (names and
        labels it is spared), laid out as they are sent. Its PostgreSQL runs beside it without fsync, and both are counted.

        Guarantees: when Majordome answers, the samples are on disk (fsync, group commit). Prometheus has written them to its log without a sync; VictoriaMetrics holds them in memory for up to a second or more; Zabbix in memory
        until its syncers have written them to PostgreSQL.
        """;

    /// <inheritdoc/>
    public IReadOnlyList<DebianPackage> Needs { get; } =
    [
        new("prometheus-node-exporter", "/usr/bin/prometheus-node-exporter"), new("prometheus", "/usr/bin/prometheus"), new("victoria-metrics", "/usr/bin/victoria-metrics"),
        ZabbixServer.Package, new("postgresql", "/usr/lib/postgresql"),
    ];

    /// <inheritdoc/>
    public async Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation)
    {
        var load = await IngestLoad.RecordAsync(TimeProvider.System.GetUtcNow(), cancellation);
        options.Say($"ingest: {load.Series:N0} series, {load.Samples:N0} samples, {load.Requests.Sum(scrape => scrape.Sum(request => (long)request.Length)) / 1e6:N0} MB of requests");
        (string Name, Func<CancellationToken, Task<IIngestPeer>> Start, DebianPackage? Package)[] contestants =
        [
            ("majordome", MajordomeStore.StartAsync, null),
            ("prometheus", PrometheusLike.StartPrometheusAsync, Needs[1]),
            ("victoria-metrics", PrometheusLike.StartVictoriaAsync, Needs[2]),
            ("zabbix", until => ZabbixServer.StartAsync(load, until), ZabbixServer.Package),
        ];
        var results = new List<PeerResult>();
        foreach (var (name, start, package) in contestants)
        {
            var version = package is null ? "this tree" : await package.VersionAsync();
            var rounds = new List<PeerResult>();
            for (var round = 0; round < options.Rounds; round++)
            {
                await using var peer = await start(cancellation);
                rounds.Add(await MeasureAsync(name, version, peer, load, cancellation));
                options.Say($"ingest: {name}: {string.Join(", ", rounds[^1].Figures.Select(figure => $"{figure.Key} {figure.Value:N2}"))} {rounds[^1].Fault}");
            }

            results.Add(PeerResult.Median(rounds));
        }

        double Of(int result, string figure) => results[result].Fault is null ? results[result].Figures[figure] : double.NaN;
        return new WorkReport(results,
        [
            new Goal("samples per CPU second, against prometheus: above 1", Of(0, Rate) / Of(1, Rate), Least: 1),
            new Goal("samples per CPU second, against victoria-metrics: above 1", Of(0, Rate) / Of(2, Rate), Least: 1),
            new Goal("samples per CPU second, against zabbix: above 1", Of(0, Rate) / Of(3, Rate), Least: 1),
            new Goal("bytes per sample: at most 1.0", Of(0, Bytes), Most: 1),
            new Goal("bytes per sample, against prometheus: at most 1", Of(0, Bytes) / Of(1, Bytes), Most: 1),
        ]);
    }

    private static async Task<PeerResult> MeasureAsync(string name, string version, IIngestPeer peer, IngestLoad load, CancellationToken cancellation)
    {
        using var ending = new CancellationTokenSource();
        var peak = peer.Tree.PeakAsync(ending.Token);
        var (before, watch) = (peer.Tree.ProcessorSeconds, Stopwatch.StartNew());
        await SendAsync(peer, load, 0, 1, cancellation);
        var met = peer.Tree.ProcessorSeconds;
        await SendAsync(peer, load, 1, load.Scrapes, cancellation);
        var (took, taken) = (watch.Elapsed.TotalSeconds, peer.Tree.ProcessorSeconds);
        await ending.CancelAsync();
        var later = await peer.SettleAsync(cancellation);
        var fault = await FaultAsync(peer, load, cancellation);
        return new PeerResult(
            name,
            version,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [Rate] = load.Samples / (taken - before),
                [New] = load.Series / (met - before),
                [Known] = (load.Samples - load.Series) / (taken - met),
                [Whole] = load.Samples / (taken - before + later),
                [Wall] = load.Samples / took,
                [Bytes] = (double)peer.BytesOnDisk() / load.Samples,
                [Memory] = await peak,
            },
            fault);
    }

    /// <summary>Sends scrapes, each connection its own groups of hosts, in the order of time.</summary>
    private static Task SendAsync(IIngestPeer peer, IngestLoad load, int first, int end, CancellationToken cancellation) => Task.WhenAll(
        Enumerable.Range(0, Connections).Select(connection => Task.Run(
            async () =>
            {
                for (var scrape = first; scrape < end; scrape++)
                {
                    for (var group = connection; group < IngestLoad.Groups; group += Connections)
                    {
                        await peer.SendAsync(load, scrape, group, cancellation);
                    }
                }
            },
            cancellation)));

    private static async Task<string?> FaultAsync(IIngestPeer peer, IngestLoad load, CancellationToken cancellation)
    {
        if (await peer.CountAsync(load, cancellation) is var count && count != load.Samples)
        {
            return $"{count:N0} samples were read back of {load.Samples:N0}";
        }

        for (var which = 0; which < 20; which++)
        {
            var (metric, host, values) = load.Sample(which);
            var read = await peer.ValuesAsync(load, metric, host, cancellation);
            if (read.Length != values.Length || read.Zip(values).Any(pair => Math.Abs(pair.First - pair.Second) > Math.Abs(pair.Second) * 1e-12))
            {
                return $"{metric} of {host} is not read back as it was sent";
            }
        }

        return null;
    }
}
