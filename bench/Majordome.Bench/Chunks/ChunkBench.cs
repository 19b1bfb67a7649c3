using System.CommandLine;
using System.Diagnostics;
using Majordome.Bench.Server;

namespace Majordome.Bench.Chunks;

/// <summary>
/// <c>bench chunks</c>: bytes and nanoseconds per sample of our blocks (entries, summaries, time columns and checks included), of Gorilla and of
/// Brotli over the raw numbers, for made series, NAB and a real node_exporter. Everything written is read back and compared.
/// </summary>
internal static class ChunkBench
{
    /// <summary>The command, for the list of measurements.</summary>
    public static Command Create()
    {
        var pages = new Option<string?>("--pages") { Description = "A folder of pages of an exporter, in the order of their names, instead of starting one" };
        var every = new Option<double>("--every") { Description = "Seconds between two scrapes of the exporter", DefaultValueFactory = _ => 0.25 };
        var nab = new Option<string>("--nab") { Description = "The folder of NAB series", DefaultValueFactory = _ => "../shared/data/nab" };
        var command = new Command("chunks", "Bytes and nanoseconds per sample") { pages, every, nab };
        command.SetAction(async (call, cancel) =>
        {
            var output = call.InvocationConfiguration.Output;
            output.WriteLine(Machine.Describe());
            output.WriteLine("one thread; bytes and nanoseconds per sample; the best of 5 rounds of at least 0.2 s\n");
            output.WriteLine("| series | samples | ours: bytes | write ns | read ns | Gorilla: bytes | write ns | read ns | Brotli 5: bytes |");
            output.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var recording in SyntheticSeries.All().Concat(NumentaSeries.All(call.GetRequiredValue(nab))))
            {
                output.WriteLine(Row(recording));
            }

            if (call.GetValue(pages) is { } folder)
            {
                output.WriteLine(Row(NodeExporter.Read("node_exporter, pages", [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllText)])));
            }
            else if (NodeExporter.IsInstalled)
            {
                output.WriteLine(Row(await NodeExporter.RecordAsync(TimeSpan.FromSeconds(call.GetValue(every)), cancel)));
            }
            else
            {
                output.WriteLine("node_exporter: not installed (apt-get install prometheus-node-exporter)");
            }
        });
        return command;
    }

    private static string Row(Recording recording)
    {
        var (ours, gorilla) = (new OurBlocks(recording), new GorillaStreams(recording));
        var samples = (double)recording.Samples;
        return $"| {recording.Name} | {samples:N0} | **{ours.Write() / samples:0.00}** | {Time(ours.Write) / samples:0.0} | {Time(ours.Read) / samples:0.0} | {gorilla.Write() / samples:0.00} | {Time(gorilla.Write) / samples:0.0} | {Time(gorilla.Read) / samples:0.0} | {RawNumbers.Compressed(recording) / samples:0.00} |";
    }

    /// <summary>Nanoseconds that one run takes.</summary>
    private static double Time(Func<long> run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var (runs, watch) = (0, Stopwatch.StartNew());
            for (; watch.ElapsedMilliseconds < 200; runs++)
            {
                run();
            }

            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / runs);
        }

        return best;
    }
}
