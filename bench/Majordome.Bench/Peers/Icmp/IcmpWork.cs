using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Majordome.Bench.Peers.Icmp;

/// <summary>2,000 addresses of the loopback network, five echo requests each.</summary>
public sealed partial class IcmpWork : IPeerWork
{
    private const int Targets = 2000;
    private const int Count = 5;
    private const string Rate = "packets/s";
    private const string Loss = "lost";
    private const string Processor = "CPU s";
    private static readonly DebianPackage Fping = new("fping", "/usr/bin/fping");

    /// <inheritdoc/>
    public string Name => "icmp";

    /// <inheritdoc/>
    public string Story => """
        2,000 addresses of 127.0.0.0/8, 5 echo requests of 56 bytes each. The rate is replies over the time from the first request to the last reply, each by its own
        clock, without the start of the program; Majordome's rounds after its first, which compiles what it meets. fping unpaced is `-i 0 -p 1`; at its default pace it
        sends one packet every 10 ms, and is given 200 of the targets, as its rate does not depend on how many there are. Done is what was sent and
        came back: a request without a reply counts for nothing, and who did not send them all has no figures.
        """;

    /// <inheritdoc/>
    public IReadOnlyList<DebianPackage> Needs => [Fping];

    /// <inheritdoc/>
    public async Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation)
    {
        var (own, unpaced) = (await OwnAsync(options.Rounds, cancellation), new List<PeerResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            unpaced.Add(await FpingAsync("fping unpaced", Targets, "-i", "0", "-p", "1"));
        }

        options.Say("icmp: majordome and fping unpaced are done");
        PeerResult[] results = [PeerResult.Median(own), PeerResult.Median(unpaced), await FpingAsync("fping, default pace", Targets / 10)];
        double RateOf(int result) => results[result].Fault is null ? results[result].Figures[Rate] : double.NaN;
        return new WorkReport(results,
        [
            new Goal("packets/s, against fping unpaced: at least 1", RateOf(0) / RateOf(1), Least: 1),
            new Goal("packets/s, against fping at its default pace: at least 5", RateOf(0) / RateOf(2), Least: 5),
            new Goal("lost beyond what fping loses: none", results[0].Figures[Loss] - results[1].Figures[Loss], Most: 0),
        ]);
    }

    private static async Task<List<PeerResult>> OwnAsync(int rounds, CancellationToken cancellation)
    {
        var found = new List<PeerResult>();
        await using var engine = PeerProcess.StartOwn(PeerProcess.MakeFolder("icmp"), "icmp", Targets, Count, rounds + 1);
        for (var round = 0; round <= rounds; round++)
        {
            var line = await engine.Output.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("Majordome's own part ended early.");
            var numbers = line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            if (round > 0)
            {
                found.Add(Result("majordome", "this tree", Targets, numbers[0], numbers[1], numbers[2], numbers[3]));
            }
        }

        return found;
    }

    private static async Task<PeerResult> FpingAsync(string name, int targets, params string[] pace)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, EchoTargets.Addresses(targets));
            var before = ProcessTree.CollectedSeconds;
            using var fping = Process.Start(new ProcessStartInfo(Fping.File, ["-q", "-s", "-c", Count.ToString(CultureInfo.InvariantCulture), .. pace, "-f", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var texts = await Task.WhenAll(fping.StandardError.ReadToEndAsync(), fping.StandardOutput.ReadToEndAsync());
            await fping.WaitForExitAsync();
            var said = string.Concat(texts);
            double Said(Regex what) => double.Parse(what.Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var (sent, received) = (Said(Sent()), Said(Received()));
            return Result(name, await Fping.VersionAsync(), targets, Said(Elapsed()), sent, sent - received, ProcessTree.CollectedSeconds - before);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static PeerResult Result(string name, string version, int targets, double seconds, double sent, double lost, double processor) => new(
        name,
        version,
        new Dictionary<string, double>(StringComparer.Ordinal) { [Rate] = (sent - lost) / seconds, [Loss] = lost, [Processor] = processor },
        sent == targets * Count ? null : $"{sent} requests were sent of {targets * Count}");

    [GeneratedRegex(@"(\d+) ICMP Echos sent", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sent();

    [GeneratedRegex(@"(\d+) ICMP Echo Replies received", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Received();

    [GeneratedRegex(@"([\d.]+) sec \(elapsed real time\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Elapsed();
}
