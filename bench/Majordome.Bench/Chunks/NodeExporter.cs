using System.Diagnostics;
using System.Globalization;
using System.Net;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Chunks;

/// <summary>The series of a real <c>prometheus-node-exporter</c>, as its pages give them one after the other.</summary>
internal static class NodeExporter
{
    private const string Program = "/usr/bin/prometheus-node-exporter";

    /// <summary>Whether Debian's package is installed.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Starts the exporter on a loopback port and asks it 120 times. The instants are those of a scrape every 15 s.</summary>
    /// <param name="every">The time between two scrapes.</param>
    /// <param name="cancel">Ends the recording.</param>
    public static async Task<Recording> RecordAsync(TimeSpan every, CancellationToken cancel) =>
        Read($"node_exporter, real, every {every.TotalSeconds:0.##} s", await PagesAsync(every, cancel));

    /// <summary>Starts the exporter on a loopback port and gives 120 of its pages.</summary>
    public static async Task<IReadOnlyList<string>> PagesAsync(TimeSpan every, CancellationToken cancel)
    {
        var port = Ports.Free();
        using var exporter = Process.Start(new ProcessStartInfo(Program, [$"--web.listen-address=127.0.0.1:{port}"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        exporter.ErrorDataReceived += (_, _) => { };
        exporter.BeginErrorReadLine();
        try
        {
            return await ScrapeAsync(new Uri($"http://127.0.0.1:{port}/metrics"), every, cancel);
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The series of pages in the text format, in the order of their first page; those that are not on every page are left out.</summary>
    public static Recording Read(string name, IReadOnlyList<string> pages)
    {
        var clock = SyntheticSeries.Clock(pages.Count);
        return new Recording(name, [.. Columns(pages).Select(series => (clock, series.Values))]);
    }

    /// <summary>The same with what each is called: name and labels as the page writes them.</summary>
    public static IReadOnlyList<(string Name, double[] Values)> Columns(IReadOnlyList<string> pages)
    {
        var series = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            foreach (var line in page.Split('\n'))
            {
                if (line.Length > 0 && line[0] != '#' && line.LastIndexOf(' ') is > 0 and var space)
                {
                    (series.TryGetValue(line[..space], out var values) ? values : series[line[..space]] = []).Add(Number(line[(space + 1)..]));
                }
            }
        }

        return [.. series.Where(one => one.Value.Count == pages.Count).Select(one => (one.Key, one.Value.ToArray()))];
    }

    private static async Task<List<string>> ScrapeAsync(Uri address, TimeSpan every, CancellationToken cancel)
    {
        using var client = new HttpClient();
        using var pace = new PeriodicTimer(every);
        var pages = new List<string>();
        var patience = Stopwatch.StartNew();
        while (pages.Count < SyntheticSeries.Samples)
        {
            try
            {
                pages.Add(await client.GetStringAsync(address, cancel));
            }
            catch (HttpRequestException) when (pages.Count == 0 && patience.Elapsed < TimeSpan.FromSeconds(10))
            {
                // Not yet listening.
            }

            await pace.WaitForNextTickAsync(cancel);
        }

        return pages;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
