using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>The published program on its embedded database.</summary>
internal sealed class MajordomeStore : IIngestPeer
{
    private readonly RunningServer server;
    private readonly HttpClient api;
    private readonly Guid client;
    private readonly HttpClient sender;
    private readonly long empty;

    private MajordomeStore(RunningServer server, HttpClient api, Guid client, string token)
    {
        (this.server, this.api, this.client) = (server, api, client);
        sender = new HttpClient { BaseAddress = new Uri(server.Url.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)), Timeout = TimeSpan.FromMinutes(2) };
        sender.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Tree = new ProcessTree(server.ProcessId);
        empty = new FileInfo(Database.FileIn(server.DataFolder)).Length;
    }

    /// <inheritdoc/>
    public ProcessTree Tree { get; }

    public static async Task<IIngestPeer> StartAsync(CancellationToken cancellation)
    {
        var server = await RunningServer.StartAsync(DatabaseKind.Sqlite);
        var api = await server.ApiAsync();
        var made = await (await api.PostAsJsonAsync("/api/v1/clients", new { name = "Laiterie", code = "LV", language = "fr", zone = "Europe/Paris" }, cancellation)).Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var client = made.GetProperty("id").GetGuid();
        var answer = await api.PostAsJsonAsync(
            "/api/v1/sources", new { clientId = client, source = new { name = "prometheus", mostSeries = 10_000_000, mostSamples = 100_000_000, mostMessages = 1_000_000 } }, cancellation);
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("token").GetString()!;
        return new MajordomeStore(server, api, client, token);
    }

    /// <inheritdoc/>
    public Task SendAsync(IngestLoad load, int scrape, int group, CancellationToken cancellation) =>
        RemoteWrite.SendAsync(sender, "/api/v1/write", load.Requests[scrape][group], cancellation);

    /// <inheritdoc/>
    public long BytesOnDisk() => new DirectoryInfo(server.DataFolder).EnumerateFiles("majordome.db*").Sum(file => file.Length) - empty;

    /// <inheritdoc/>
    /// <remarks>As two days later: the program is ended, and its compactor and what gives space back are run in a process of their own.</remarks>
    public async Task<double> SettleAsync(CancellationToken cancellation)
    {
        if (await server.StopAsync() is var code && code != 0)
        {
            throw new InvalidOperationException($"The program ended with {code}: {server.Log}");
        }

        var folder = PeerProcess.MakeFolder("compact");
        await using var compactor = PeerProcess.StartOwn(folder, "compact", server.DataFolder);
        var printed = await compactor.Output.ReadLineAsync(cancellation);
        return double.Parse(printed ?? "", CultureInfo.InvariantCulture);
    }

    /// <summary>The process that compacts, and prints the processor seconds it took.</summary>
    public static async Task<int> CompactAsync(string folder, TextWriter output)
    {
        var (database, clock) = (Database.InFolder(folder), new TestClock(SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(2)));
        using (var compactor = new Compactor(
            database, new SeriesCatalogues(database), MetricRetention.Of(new ServerOptions()), clock, new Heartbeats(clock), TimeProvider.System, NullLogger<Compactor>.Instance))
        using (var space = new ReturnSpace(database, new Heartbeats(clock), TimeProvider.System, NullLogger<ReturnSpace>.Instance))
        {
            await compactor.CompactAsync(default);
            while (await space.StepAsync(default))
            {
            }
        }

        await using (var connection = await database.OpenAsync(default))
        {
            await using var checkpoint = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
            await checkpoint.ExecuteNonQueryAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await output.WriteLineAsync(Environment.CpuUsage.TotalTime.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture));
        return 0;
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(IngestLoad load, CancellationToken cancellation)
    {
        var store = Store();
        var series = await store.FindAsync(client, [new("job", "node")], int.MaxValue, cancellation);
        var count = 0L;
        foreach (var some in series.Chunk(MetricBlockRow.ShardSize))
        {
            count += (await store.SamplesAsync(client, some, load.Start * 1000, load.End * 1000, cancellation)).Sum(samples => (long)samples.Values.Length);
        }

        return count;
    }

    /// <inheritdoc/>
    public async Task<double[]> ValuesAsync(IngestLoad load, string metric, string host, CancellationToken cancellation)
    {
        var store = Store();
        var series = await store.FindAsync(client, [new(LabelBlock.Name, metric), new("instance", host)], 1, cancellation);
        return (await store.SamplesAsync(client, series, load.Start * 1000, load.End * 1000, cancellation))[0].Values.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        sender.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await server.DisposeAsync();
    }

    private EmbeddedStore Store() => new(Database.InFolder(server.DataFolder), new SeriesCatalogues(Database.InFolder(server.DataFolder)));
}
