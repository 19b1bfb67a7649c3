using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>Debian's prometheus or victoria-metrics, with a folder and a port of its own.</summary>
internal sealed class MetricServer : IAsyncDisposable
{
    public const string Prometheus = "prometheus";
    public const string Victoria = "victoria-metrics";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("majordome-metrics-").FullName;
    private readonly int port = FreePort();
    private readonly string package;
    private Process? process;

    private MetricServer(string package) => this.package = package;

    public string Url => $"http://127.0.0.1:{port}";

    public static async Task<MetricServer> StartAsync(string package)
    {
        if (!File.Exists($"/usr/bin/{package}"))
        {
            Missing.Package(package);
        }

        var server = new MetricServer(package);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), "global: {}\n");
        string[] arguments = package == Prometheus
            ? [$"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=10y", "--log.level=error"]
            : [$"-storageDataPath={folder}/data", $"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=10y", "-loggerLevel=ERROR", "-maxLabelsPerTimeseries=65"];
        process = Process.Start(new ProcessStartInfo($"/usr/bin/{package}", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient();
        await UntilAsync(async () =>
        {
            process.HasExited.ShouldBeFalse();
            try
            {
                return (await http.GetAsync(new Uri(Url + (package == Prometheus ? "/-/ready" : "/health")))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Ends it as an administrator does, so that what it took is on its disk.</summary>
    public async Task StopAsync()
    {
        if (process is { HasExited: false })
        {
            using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync().WaitAsync(Patience);
        }

        process?.Dispose();
        process = null;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
