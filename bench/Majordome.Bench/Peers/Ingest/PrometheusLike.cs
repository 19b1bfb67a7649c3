using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>A peer that is asked in PromQL: Prometheus as a receiver, or VictoriaMetrics.</summary>
internal sealed class PrometheusLike : IIngestPeer
{
    private readonly PeerProcess process;
    private readonly HttpClient http;
    private readonly string data;
    private readonly Func<PrometheusLike, CancellationToken, Task<string>> settle;
    private string settled;

    private PrometheusLike(PeerProcess process, int port, string data, Func<PrometheusLike, CancellationToken, Task<string>> settle)
    {
        (this.process, this.data, this.settle, settled) = (process, data, settle, data);
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <inheritdoc/>
    public ProcessTree Tree => process.Tree;

    public static async Task<IIngestPeer> StartPrometheusAsync(CancellationToken cancellation)
    {
        var (folder, port) = (PeerProcess.MakeFolder("prometheus"), Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), "global: {scrape_interval: 1h}\n", cancellation);
        var process = PeerProcess.Start(
            folder, listens: false, "/usr/bin/prometheus", $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-remote-write-receiver", "--web.enable-admin-api", "--query.max-samples=100000000", "--query.timeout=10m");
        return await new PrometheusLike(process, port, Path.Combine(folder, "data"), SnapshotAsync).ReadyAsync("/-/ready", cancellation);
    }

    public static async Task<IIngestPeer> StartVictoriaAsync(CancellationToken cancellation)
    {
        var (folder, port) = (PeerProcess.MakeFolder("victoria"), Ports.Free());
        var process = PeerProcess.Start(
            folder, listens: false, "/usr/bin/victoria-metrics", $"-storageDataPath={folder}/data", $"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=12", "-search.maxUniqueTimeseries=1000000",
            "-search.latencyOffset=0s", "-search.maxQueryDuration=10m");
        return await new PrometheusLike(process, port, Path.Combine(folder, "data"), MergeAsync).ReadyAsync("/health", cancellation);
    }

    /// <inheritdoc/>
    public Task SendAsync(IngestLoad load, int scrape, int group, CancellationToken cancellation) =>
        RemoteWrite.SendAsync(http, "/api/v1/write", load.Requests[scrape][group], cancellation);

    /// <inheritdoc/>
    public long BytesOnDisk() => Disk.BytesOf(settled);

    /// <inheritdoc/>
    public async Task<double> SettleAsync(CancellationToken cancellation)
    {
        var before = Tree.ProcessorSeconds;
        settled = await settle(this, cancellation);
        return Tree.ProcessorSeconds - before;
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(IngestLoad load, CancellationToken cancellation)
    {
        // Metric by metric: a count has no name any more, and without it series of several metrics are alike.
        var count = 0L;
        foreach (var metric in load.Metrics)
        {
            var answer = await QueryAsync($"sum(count_over_time({metric}{{job=\"node\"}}[{Range(load)}]))", load.End, cancellation);
            count += answer.GetArrayLength() == 0 ? 0 : (long)double.Parse(answer[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
        }

        return count;
    }

    /// <inheritdoc/>
    public async Task<double[]> ValuesAsync(IngestLoad load, string metric, string host, CancellationToken cancellation)
    {
        var answer = await QueryAsync($"{metric}{{instance=\"{host}\"}}[{Range(load)}]", load.End, cancellation);
        return answer.GetArrayLength() == 0 ? [] : [.. answer[0].GetProperty("values").EnumerateArray().Select(v => double.Parse(v[1].GetString()!, CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }

    private static string Range(IngestLoad load) => string.Create(CultureInfo.InvariantCulture, $"{((load.End - load.Start) / 1000) + 60}s");

    private async Task<JsonElement> QueryAsync(string query, long at, CancellationToken cancellation)
    {
        var seconds = (at / 1000.0).ToString(CultureInfo.InvariantCulture);
        using var answer = await http.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}&time={seconds}&timeout=10m", cancellation);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("data").GetProperty("result")
            : throw new InvalidOperationException($"{query}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private async Task<PrometheusLike> ReadyAsync(string path, CancellationToken cancellation)
    {
        await Wait.UntilAsync(async () => (await http.GetAsync(path, cancellation)).IsSuccessStatusCode, $"{path} answers", TimeSpan.FromSeconds(30));
        return this;
    }

    // What lies in memory and its log becomes a block, as it would after two hours.
    private static async Task<string> SnapshotAsync(PrometheusLike self, CancellationToken cancellation)
    {
        using var answer = await self.http.PostAsync("/api/v1/admin/tsdb/snapshot", null, cancellation);
        var name = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("data").GetProperty("name").GetString()!;
        return Path.Combine(self.data, "snapshots", name);
    }

    private static async Task<string> MergeAsync(PrometheusLike self, CancellationToken cancellation)
    {
        await self.http.GetAsync("/internal/force_flush", cancellation);
        await self.http.GetAsync("/internal/force_merge", cancellation);

        // The merge goes on behind the answer; it is over when the folder no longer changes.
        await Disk.SettledAsync(() => Task.FromResult(SizeNow(self.data)), TimeSpan.FromSeconds(1), cancellation);
        return self.data;
    }

    private static long SizeNow(string folder)
    {
        try
        {
            return Disk.BytesOf(folder);
        }
        catch (IOException)
        {
            return -1; // a part went while it was looked at
        }
    }
}
