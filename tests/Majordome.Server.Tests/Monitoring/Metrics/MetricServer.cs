using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>Debian's prometheus or victoria-metrics.</summary>
internal sealed class MetricServer : Daemon
{
    public const string Prometheus = "prometheus";
    public const string Victoria = "victoria-metrics";

    private readonly string package;

    private MetricServer(string package)
        : base(package, package == Prometheus ? "/-/ready" : "/health") => this.package = package;

    public static async Task<MetricServer> StartAsync(string package)
    {
        var server = new MetricServer(package);
        await server.StartAsync();
        return server;
    }

    protected override string[] Arguments()
    {
        File.WriteAllText($"{Folder}/prometheus.yml", "global: {}\n");
        return package == Prometheus
            ? [$"--config.file={Folder}/prometheus.yml", $"--storage.tsdb.path={Folder}/data", $"--web.listen-address=127.0.0.1:{Port}", "--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=10y", "--log.level=error"]
            : [$"-storageDataPath={Folder}/data", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=10y", "-loggerLevel=ERROR", "-maxLabelsPerTimeseries=65"];
    }
}
