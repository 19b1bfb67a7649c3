using System.Globalization;
using Majordome.Bench.Chunks;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>
/// Requests of remote write, laid out beforehand so that who sends them costs next to nothing: the series of a real node_exporter, scraped 120 times,
/// as if every one of many hosts had them, 15 seconds from one scrape to the next.
/// </summary>
internal sealed class IngestLoad
{
    /// <summary>Machines that have the series.</summary>
    public const int Hosts = 200;

    /// <summary>Machines whose series share a request: some 2,000 samples, as a Prometheus sends them.</summary>
    public const int HostsOfRequest = 4;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly string[] names;
    private readonly double[][] values;

    private IngestLoad(string[] names, double[][] values, long start) => (this.names, this.values, Start) = (names, values, start);

    /// <summary>Instant of the first scrape, in milliseconds since 1970.</summary>
    public long Start { get; }

    /// <summary>Scrapes.</summary>
    public int Scrapes => values[0].Length;

    /// <summary>Series of a host.</summary>
    public int SeriesOfHost => names.Length;

    /// <summary>The names of the metrics.</summary>
    public IEnumerable<string> Metrics => names.Select(name => name.Split('{')[0]).Distinct(StringComparer.Ordinal);

    /// <summary>The values of a series of a host, scrape by scrape: they are those of every host.</summary>
    public ReadOnlySpan<double> ValuesOf(int series) => values[series];

    /// <summary>Instant of a scrape, in milliseconds since 1970.</summary>
    public long InstantOf(int scrape) => Start + (long)(scrape * Step.TotalMilliseconds);

    /// <summary>The number of the series of a metric that has only one on a host.</summary>
    public int SeriesOf(string metric) => Array.IndexOf(names, metric);

    /// <summary>All series.</summary>
    public int Series => SeriesOfHost * Hosts;

    /// <summary>All samples.</summary>
    public long Samples => (long)Series * Scrapes;

    /// <summary>Instant just after the last scrape, in milliseconds since 1970.</summary>
    public long End => Start + (long)(Scrapes * Step.TotalMilliseconds);

    /// <summary>Groups of hosts that share a request.</summary>
    public static int Groups => Hosts / HostsOfRequest;

    /// <summary>The requests: for each scrape, for each group of hosts, compressed.</summary>
    public required byte[][][] Requests { get; init; }

    /// <summary>
    /// Records an exporter and lays out its requests, so that half of the scrapes are of the last hour that was full a quarter ago: two hours have their figures
    /// then, which costs the most of what is kept.
    /// </summary>
    public static async Task<IngestLoad> RecordAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var columns = NodeExporter.Columns(await NodeExporter.PagesAsync(TimeSpan.FromSeconds(0.5), cancellation));
        var (names, values) = (columns.Select(one => one.Name).ToArray(), columns.Select(one => one.Values).ToArray());
        var (hour, half) = ((long)TimeSpan.FromHours(1).TotalMilliseconds, (long)(values[0].Length * Step.TotalMilliseconds / 2));
        var start = ((now.ToUnixTimeMilliseconds() - half) / hour * hour) - half;
        return new IngestLoad(names, values, start) { Requests = Encode(names, values, start) };
    }

    /// <summary>The name of a host's label.</summary>
    public static string HostOf(int host) => string.Create(CultureInfo.InvariantCulture, $"srv-{host:000}.example.net:9100");

    /// <summary>Values that a contestant must give back: those of one series of one host, whose metric has no other series.</summary>
    public (string Metric, string Host, double[] Values) Sample(int which)
    {
        var alone = Array.FindAll(names, name => !name.Contains('{', StringComparison.Ordinal));
        var metric = alone[which * 7919 % alone.Length];
        return (metric, HostOf(which * 31 % Hosts), values[SeriesOf(metric)]);
    }

    private static byte[][][] Encode(string[] names, double[][] values, long start)
    {
        var labels = Enumerable.Range(0, Hosts).Select(host => names.Select(name => LabelsOf(name, HostOf(host))).ToArray()).ToArray();
        var requests = new byte[values[0].Length][][];
        Parallel.For(0, requests.Length, scrape =>
        {
            var (writer, at) = (new RemoteWriteWriter(), start + (long)(scrape * Step.TotalMilliseconds));
            requests[scrape] = [.. Enumerable.Range(0, Groups).Select(group =>
            {
                writer.Clear();
                for (var host = group * HostsOfRequest; host < (group + 1) * HostsOfRequest; host++)
                {
                    for (var series = 0; series < names.Length; series++)
                    {
                        writer.Series(labels[host][series], [new RemoteWriteSample(values[series][scrape], at)]);
                    }
                }

                return SnappyBlock.Compress(writer.Written);
            })];
        });
        return requests;
    }

    // name{label="value",…} of the text format, whose values here hold neither quotes nor escapes that matter to anyone.
    private static byte[] LabelsOf(string series, string host)
    {
        var brace = series.IndexOf('{', StringComparison.Ordinal);
        var labels = new List<KeyValuePair<string, string>> { new("__name__", brace < 0 ? series : series[..brace]), new("instance", host), new("job", "node") };
        if (brace >= 0)
        {
            foreach (var part in series[(brace + 1)..^1].Split("\",", StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                labels.Add(new(part[..equals], part[(equals + 2)..].TrimEnd('"')));
            }
        }

        return RemoteWriteWriter.LabelBlock(labels.Where(label => label.Value.Length > 0));
    }
}
