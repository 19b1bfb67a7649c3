using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Tests.Support;
using Majordome.Tests.Shared;
using Npgsql;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>
/// Zabbix with PostgreSQL, by the protocol of zabbix_sender: a trapper item for every series, named by its number. Its database is one that does
/// not sync, which spares it what it would else wait for.
/// </summary>
internal sealed class ZabbixServer : IIngestPeer
{
    public static readonly DebianPackage Package = new("zabbix-server-pgsql", "/usr/sbin/zabbix_server");

    /// <summary>The heads of its protocol: a mark, the flags, the length, and four bytes more.</summary>
    private const int HeadLength = 13;

    /// <summary>What its answer says when it took every value.</summary>
    private const string AllTaken = "failed: 0";

    private const int FirstHost = 20_000;
    private const int FirstItem = 1_000_000;

    private readonly PeerProcess process;
    private readonly PostgresCluster cluster;
    private readonly NpgsqlDataSource source;
    private readonly string database;
    private readonly int port;
    private readonly long empty;
    private long settled;

    private ZabbixServer(PeerProcess process, PostgresCluster cluster, NpgsqlDataSource source, string database, int port, long empty)
    {
        (this.process, this.cluster, this.source, this.database, this.port, this.empty) = (process, cluster, source, database, port, empty);
        Tree = new ProcessTree(process.Id, cluster.ProcessId);
    }

    /// <inheritdoc/>
    public ProcessTree Tree { get; }

    public static async Task<IIngestPeer> StartAsync(IngestLoad load, CancellationToken cancellation)
    {
        var (cluster, folder, port) = (PostgresCluster.Get(), PeerProcess.MakeFolder("zabbix"), Ports.Free()); // it takes no port above 32,767
        var database = await cluster.CreateDatabaseAsync();
        var source = NpgsqlDataSource.Create(cluster.ConnectionTo(database) + ";Command Timeout=600");
        foreach (var part in new[] { "schema", "images", "data" })
        {
            await ExecuteAsync(source, await SqlAsync(part, cancellation), cancellation);
        }

        await ExecuteAsync(source, Items(load), cancellation);
        var empty = await SizeAsync(source, database, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "zabbix_server.conf"), $"""
            ListenIP=127.0.0.1
            ListenPort={port}
            LogFile={folder}/zabbix_server.log
            PidFile={folder}/zabbix_server.pid
            SocketDir={folder}
            AllowRoot=1
            DBHost=127.0.0.1
            DBPort={cluster.Port}
            DBName={database}
            DBUser=postgres
            CacheSize=1G
            HistoryCacheSize=256M
            HistoryIndexCacheSize=128M
            TrendCacheSize=256M
            ValueCacheSize=256M
            StartTrappers=8
            StartDBSyncers=4
            StartPollers=0
            StartPollersUnreachable=0
            StartPingers=0
            StartDiscoverers=0
            StartHTTPPollers=0
            HousekeepingFrequency=0

            """, cancellation);
        var process = PeerProcess.Start(folder, listens: false, Package.File, "-f", "-c", Path.Combine(folder, "zabbix_server.conf"));
        var peer = new ZabbixServer(process, cluster, source, database, port, empty);

        // It answers before it knows its items; a value before the load's shows when it does.
        var known = Body(load, 0, 1, (load.Start / 1000) - 86_400, static (_, _) => 0);
        await Wait.UntilAsync(async () => await peer.TryExchangeAsync(known, cancellation) is { } said && said.Contains(AllTaken, StringComparison.Ordinal), "it knows its items", TimeSpan.FromMinutes(3));
        return peer;
    }

    /// <inheritdoc/>
    public async Task SendAsync(IngestLoad load, int scrape, int group, CancellationToken cancellation)
    {
        var body = Body(load, group * IngestLoad.HostsOfRequest, IngestLoad.HostsOfRequest, load.InstantOf(scrape) / 1000, (load, series) => load.ValuesOf(series)[scrape]);
        if (await ExchangeAsync(body, cancellation) is var said && !said.Contains(AllTaken, StringComparison.Ordinal))
        {
            throw new InvalidOperationException(said);
        }
    }

    /// <inheritdoc/>
    public long BytesOnDisk() => settled - empty;

    /// <inheritdoc/>
    /// <remarks>It answers when the values lie in its memory; this waits until they lie in its database.</remarks>
    public async Task<double> SettleAsync(CancellationToken cancellation)
    {
        var before = Tree.ProcessorSeconds;
        settled = await Disk.SettledAsync(() => SizeAsync(source, database, cancellation), TimeSpan.FromSeconds(2), cancellation);
        return Tree.ProcessorSeconds - before;
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(IngestLoad load, CancellationToken cancellation) => (long)(await ReadAsync(
        "SELECT count(*)::double precision FROM history WHERE clock >= @from AND clock < @to", load, 0, cancellation))[0];

    /// <inheritdoc/>
    public Task<double[]> ValuesAsync(IngestLoad load, string metric, string host, CancellationToken cancellation)
    {
        var number = Enumerable.Range(0, IngestLoad.Hosts).First(which => IngestLoad.HostOf(which) == host);
        return ReadAsync("SELECT value FROM history WHERE itemid = @item AND clock >= @from AND clock < @to ORDER BY clock", load, ItemOf(load, number, load.SeriesOf(metric)), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await source.DisposeAsync();
        await cluster.ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)");
    }

    private static long ItemOf(IngestLoad load, int host, int series) => FirstItem + ((long)host * load.SeriesOfHost) + series;

    // As its own pages would make them: a trapper item of floating-point numbers with history and trends as by default, and the row that says it works.
    private static string Items(IngestLoad load) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO hosts (hostid, host, name, status, description) SELECT {FirstHost} + h, 'srv-' || h, 'srv-' || h, 0, '' FROM generate_series(0, {IngestLoad.Hosts - 1}) h;
        INSERT INTO items (itemid, type, hostid, name, key_, delay, value_type, params, description, posts, headers)
        SELECT {FirstItem} + h * {load.SeriesOfHost} + s, 2, {FirstHost} + h, 'node ' || s, 'node[' || s || ']', '0', 0, '', '', '', ''
        FROM generate_series(0, {IngestLoad.Hosts - 1}) h, generate_series(0, {load.SeriesOfHost - 1}) s;
        INSERT INTO item_rtdata (itemid) SELECT itemid FROM items WHERE itemid >= {FirstItem};
        ANALYZE;
        """);

    private static byte[] Body(IngestLoad load, int firstHost, int hosts, long clock, Func<IngestLoad, int, double> value)
    {
        using var stream = new MemoryStream();
        stream.Write("ZBXD\u0001"u8);
        stream.Write(stackalloc byte[HeadLength - 5]);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("request", "sender data");
            json.WriteStartArray("data");
            for (var host = firstHost; host < firstHost + hosts; host++)
            {
                for (var series = 0; series < load.SeriesOfHost; series++)
                {
                    json.WriteStartObject();
                    json.WriteString("host", string.Create(CultureInfo.InvariantCulture, $"srv-{host}"));
                    json.WriteString("key", string.Create(CultureInfo.InvariantCulture, $"node[{series}]"));
                    json.WriteString("value", value(load, series).ToString("R", CultureInfo.InvariantCulture));
                    json.WriteNumber("clock", clock);
                    json.WriteNumber("ns", 0);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var body = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(5), body.Length - HeadLength);
        return body;
    }

    private static async Task<string> SqlAsync(string part, CancellationToken cancellation)
    {
        await using var file = File.OpenRead($"/usr/share/zabbix-server-pgsql/{part}.sql.gz");
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<long> SizeAsync(NpgsqlDataSource source, string database, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"SELECT pg_database_size('{database}')");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<double[]> ReadAsync(string sql, IngestLoad load, long item, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("from", load.Start / 1000);
        command.Parameters.AddWithValue("to", load.End / 1000);
        command.Parameters.AddWithValue("item", item);
        var read = new List<double>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            read.Add(reader.GetDouble(0));
        }

        return [.. read];
    }

    private async Task<string?> TryExchangeAsync(byte[] body, CancellationToken cancellation)
    {
        try
        {
            process.MustLive();
            return await ExchangeAsync(body, cancellation);
        }
        catch (SocketException)
        {
            return null; // it does not listen yet
        }
    }

    /// <summary>One request, on a connection of its own, as its protocol has it; what it answers.</summary>
    private async Task<string> ExchangeAsync(byte[] body, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(body, cancellation);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, cancellation);
        return answer.Length > HeadLength ? Encoding.UTF8.GetString(answer.GetBuffer().AsSpan(HeadLength, (int)answer.Length - HeadLength)) : "";
    }
}
