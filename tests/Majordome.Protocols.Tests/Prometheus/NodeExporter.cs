using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Prometheus;

/// <summary>A request of the shape that a Prometheus which scrapes node_exporter sends: 628 series of 8 labels, one sample each.</summary>
public static class NodeExporter
{
    /// <summary>Series of one scrape.</summary>
    public const int SeriesCount = 628;

    /// <summary>The request, not compressed.</summary>
    public static byte[] Request(long timestamp, string instance = "srv-web-01.client.example:9100")
    {
        var writer = new RemoteWriteWriter();
        for (var i = 0; i < SeriesCount; i++)
        {
            writer.Series(Block(i, instance), [new RemoteWriteSample(i * 1000.25, timestamp)]);
        }

        return writer.Written.ToArray();
    }

    private static byte[] Block(int i, string instance) => RemoteWriteWriter.LabelBlock(
    [
        new("__name__", i % 3 == 0 ? "node_cpu_seconds_total" : "node_filesystem_avail_bytes"),
        new("cpu", $"{i / 8}"),
        new("device", "/dev/mapper/vg0-root"),
        new("environment", "production"),
        new("fstype", "ext4"),
        new("instance", instance),
        new("job", "node"),
        new("mode", (i % 8) switch { 0 => "idle", 1 => "iowait", 2 => "irq", 3 => "nice", 4 => "softirq", 5 => "steal", 6 => "system", _ => "user" }),
    ]);
}
