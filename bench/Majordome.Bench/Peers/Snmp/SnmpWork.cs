using System.Diagnostics;
using System.Globalization;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Peers.Snmp;

/// <summary>The interface tables of 500 devices.</summary>
public sealed class SnmpWork : IPeerWork
{
    private const int Devices = 500;
    private const int Repetitions = 50;
    private const string Objects = "objects per CPU s";
    private const string Requests = "requests per CPU s";
    private const string Per = "objects per request";
    private const string Rate = "devices/s";
    private static readonly DebianPackage Walk = new("snmp", "/usr/bin/snmpbulkwalk");

    /// <inheritdoc/>
    public string Name => "snmp";

    /// <inheritdoc/>
    public string Story => $"""
        {Devices} simulated agents (version 2c), each on an address of its own, answer in a process apart whose time is nobody's. Of each, ifTable and ifXTable are walked whole: {InterfaceObjects.All.Count:N0}
        objects of 52 ports. Processor time is the client's alone. All may ask for {Repetitions} repetitions; Majordome begins with 10 at each device and goes up with what the agent bears. Majordome and the
        exporter live on and are measured after a first round; snmpbulkwalk is a program for each device (`-Cr{Repetitions} -Oqn`, `MIBS=` empty), two at a time, which is how it is used. All read and keep or print every
        value: the objects are counted at both ends, and the octets of all ports summed; the exporter also writes the page that a Prometheus would fetch. A `request` is a PDU that an agent answered.
        """;

    /// <inheritdoc/>
    public IReadOnlyList<DebianPackage> Needs => [Walk, SnmpExporter.Package];

    /// <inheritdoc/>
    public async Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation)
    {
        var port = Ports.Free();
        await using var farm = PeerProcess.StartOwn(PeerProcess.MakeFolder("agents"), "snmp-agents", Devices, port);
        await farm.Output.ReadLineAsync(cancellation);
        await using var engine = PeerProcess.StartOwn(PeerProcess.MakeFolder("walk"), "snmp-walk", Devices, port);
        await using var exporter = await SnmpExporter.StartAsync(Repetitions, cancellation);
        (string Name, string Version, bool WarmsUp, Func<Task<Walked>> Walk)[] contestants =
        [
            ("majordome", "this tree", true, () => OwnAsync(engine, cancellation)),
            ("snmpbulkwalk", await Walk.VersionAsync(), false, () => BulkWalkAsync(port, cancellation)),
            ("snmp_exporter", await SnmpExporter.Package.VersionAsync(), true, () => ExporterAsync(exporter, port, cancellation)),
        ];
        var results = new List<PeerResult>();
        foreach (var (name, version, warmsUp, walk) in contestants)
        {
            if (warmsUp)
            {
                await walk();
            }

            var rounds = new List<PeerResult>();
            for (var round = 0; round < options.Rounds; round++)
            {
                rounds.Add(await MeasureAsync(name, version, farm, walk, cancellation));
                options.Say($"snmp: {name}: {string.Join(", ", rounds[^1].Figures.Select(figure => $"{figure.Key} {figure.Value:N2}"))} {rounds[^1].Fault}");
            }

            results.Add(PeerResult.Median(rounds));
        }

        double Of(int result, string figure) => results[result].Fault is null ? results[result].Figures[figure] : double.NaN;
        return new WorkReport(results,
        [
            new Goal("objects per CPU second, against the better of the two: at least 3", Of(0, Objects) / Math.Max(Of(1, Objects), Of(2, Objects)), Least: 3),
            new Goal("requests per CPU second, against the better of the two: at least 3", Of(0, Requests) / Math.Max(Of(1, Requests), Of(2, Requests)), Least: 3),
        ]);
    }

    private static async Task<PeerResult> MeasureAsync(string name, string version, PeerProcess farm, Func<Task<Walked>> walk, CancellationToken cancellation)
    {
        var (before, watch) = (await AnsweredAsync(farm, cancellation), Stopwatch.StartNew());
        var walked = await walk();
        var (took, after) = (watch.Elapsed, await AnsweredAsync(farm, cancellation));
        var (requests, answered) = (after.Requests - before.Requests, after.Objects - before.Objects);
        var (wanted, sum) = ((long)InterfaceObjects.All.Count * Devices, InterfaceObjects.Sum * Devices);
        return new PeerResult(
            name,
            version,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [Objects] = wanted / walked.ProcessorSeconds,
                [Requests] = requests / walked.ProcessorSeconds,
                [Per] = (double)answered / requests,
                [Rate] = Devices / took.TotalSeconds,
            },
            walked.Objects != wanted || Math.Abs(walked.Sum - sum) > sum * 1e-9
                ? string.Create(CultureInfo.InvariantCulture, $"{walked.Objects} objects came of {wanted}, with octets of {walked.Sum:0} instead of {sum:0}")
                : null);
    }

    private static async Task<(long Requests, long Objects)> AnsweredAsync(PeerProcess farm, CancellationToken cancellation)
    {
        var numbers = await AskAsync(farm, cancellation);
        return ((long)numbers[0], (long)numbers[1]);
    }

    private static async Task<Walked> OwnAsync(PeerProcess engine, CancellationToken cancellation)
    {
        var numbers = await AskAsync(engine, cancellation);
        return new Walked(numbers[0], (long)numbers[1], numbers[2]);
    }

    private static async Task<Walked> ExporterAsync(SnmpExporter exporter, int port, CancellationToken cancellation)
    {
        var before = exporter.Tree.ProcessorSeconds;
        var (objects, sum) = await exporter.AskAsync(Devices, port, cancellation);
        return new Walked(exporter.Tree.ProcessorSeconds - before, objects, sum);
    }

    private static async Task<Walked> BulkWalkAsync(int port, CancellationToken cancellation)
    {
        var (before, objects, sum) = (ProcessTree.CollectedSeconds, 0L, 0.0);
        var (gate, summed) = (new Lock(), $".{InterfaceObjects.ExtendedEntry.Append(InterfaceObjects.SummedColumn)}.");
        await Parallel.ForEachAsync(AgentFarm.Addresses(Devices), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (address, stop) =>
        {
            // One walk over all a device has is cheaper than one for each table.
            var start = new ProcessStartInfo(Walk.File, ["-v2c", "-c", "public", $"-Cr{Repetitions}", "-Oqn", $"{address}:{port}", "1.3.6.1.2.1"]) { RedirectStandardOutput = true };
            start.Environment["MIBS"] = "";
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            var (count, part) = (0, 0.0);
            foreach (var line in text.AsSpan().EnumerateLines())
            {
                count += line.StartsWith(".1.") && !line.Contains("No more variables", StringComparison.Ordinal) ? 1 : 0;
                part += line.StartsWith(summed) ? double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) : 0;
            }

            lock (gate)
            {
                (objects, sum) = (objects + count, sum + part);
            }
        });
        return new Walked(ProcessTree.CollectedSeconds - before, objects, sum);
    }

    private static async Task<double[]> AskAsync(PeerProcess process, CancellationToken cancellation)
    {
        await process.Input.WriteLineAsync();
        await process.Input.FlushAsync(cancellation);
        var line = await process.Output.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("A part of this program ended early.");
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>What a walk over all devices took and brought.</summary>
    private sealed record Walked(double ProcessorSeconds, long Objects, double Sum);
}
