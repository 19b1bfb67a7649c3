using System.Diagnostics;
using System.Net;
using System.Text;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Tests.Shared;

namespace Majordome.Protocols.Tests.Prometheus;

/// <summary>Debian's node_exporter shows its metrics, Debian's prometheus reads them and writes them here.</summary>
public sealed class PrometheusPeerTests
{
    [Fact]
    public async Task What_node_exporter_shows_is_read_to_the_last_line()
    {
        using var exporter = StartExporter(out var port);
        try
        {
            var text = await FetchAsync(port);
            var reader = new ExpositionReader(text, ExpositionFormat.Text);
            var (samples, untold) = (0, 0);
            while (reader.MoveNext())
            {
                samples++;
                untold += reader.Kind == MetricKind.Unknown ? 1 : 0;
            }

            reader.Faults.ShouldBeEmpty();
            samples.ShouldBe(Encoding.UTF8.GetString(text).Split('\n').Count(line => line.Length > 0 && line[0] != '#'));
            samples.ShouldBeGreaterThan(100);
            untold.ShouldBeLessThan(samples / 10);
        }
        finally
        {
            exporter.Kill();
        }
    }

    [Fact]
    public async Task What_prometheus_writes_is_read_and_its_labels_are_right()
    {
        var program = Needs.File("prometheus", "/usr/bin/prometheus");
        using var exporter = StartExporter(out var exporterPort);
        var folder = Directory.CreateTempSubdirectory("majordome-prometheus-");
        var port = Ports.Free();
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        listener.Start();
        var config = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(config, $$$"""
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs: [{job_name: node, static_configs: [{targets: ["127.0.0.1:{{{exporterPort}}}"]}]}]
            remote_write: [{url: "http://127.0.0.1:{{{port}}}/api/v1/write", queue_config: {batch_send_deadline: 1s}}]
            """);
        using var prometheus = Peer.Start(program, $"--config.file={config}", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address=127.0.0.1:{Ports.Free()}");
        try
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            using var patience = new CancellationTokenSource(Peer.Patience);
            while (!found.Contains("up") || !found.Contains("node_cpu_seconds_total"))
            {
                var context = await listener.GetContextAsync().WaitAsync(patience.Token);
                context.Request.Headers[RemoteWriteWriter.VersionHeader].ShouldBe(RemoteWriteWriter.Version);
                var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body, patience.Token);
                context.Response.StatusCode = 204;
                context.Response.Close();
                Take(body.ToArray(), found);
            }
        }
        finally
        {
            prometheus.Kill();
            exporter.Kill();
            await prometheus.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static void Take(byte[] body, HashSet<string> found)
    {
        SnappyBlock.TryReadLength(body, out var length).ShouldBeTrue();
        var request = new byte[length];
        SnappyBlock.TryDecompress(body, request, out _, out var broken).ShouldBeTrue(broken?.ToString());
        var reader = new RemoteWriteReader(request);
        while (reader.MoveNext())
        {
            reader.Current.FaultOf(RemoteWriteLimits.Default).ShouldBeNull();
            reader.Current.SampleCount.ShouldBeGreaterThan(0);
            foreach (var label in reader.Current.Labels)
            {
                if (label.Name.SequenceEqual(RemoteWriteLabelRules.MetricName))
                {
                    found.Add(Encoding.UTF8.GetString(label.Value));
                }
            }
        }

        reader.Fault.ShouldBeNull();
    }

    private static Process StartExporter(out int port)
    {
        var program = Needs.File("prometheus-node-exporter", "/usr/bin/prometheus-node-exporter");
        port = Ports.Free();
        return Peer.Start(program, $"--web.listen-address=127.0.0.1:{port}");
    }

    private static async Task<byte[]> FetchAsync(int port)
    {
        using var client = new HttpClient { Timeout = Peer.Patience };
        using var patience = new CancellationTokenSource(Peer.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            try
            {
                return await client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{port}/metrics"), patience.Token);
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        return [];
    }
}
