using System.CommandLine;
using System.Globalization;
using Majordome.Bench.Peers.Checks;
using Majordome.Bench.Peers.Icmp;
using Majordome.Bench.Peers.Ingest;
using Majordome.Bench.Peers.Plugins;
using Majordome.Bench.Peers.Snmp;
using Majordome.Bench.Server;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Bench.Peers;

/// <summary>
/// <c>majordome bench peers [WORK…]</c>: the same work for Majordome and for those who do it too, on this machine, in one run; who did not do it
/// has no figures. Written to <c>bench/results/DATE-peers-WORK.md</c>.
/// </summary>
public static class PeersBench
{
    private static readonly IReadOnlyList<IPeerWork> Works = [new IcmpWork(), new ChecksWork(), new PluginsWork(), new SnmpWork(), new IngestWork()];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var works = new Argument<string[]>("work") { Description = $"Which: {string.Join(", ", Works.Select(work => work.Name))}; all when none is named", Arity = ArgumentArity.ZeroOrMore };
        works.AcceptOnlyFromAmong([.. Works.Select(work => work.Name)]);
        var rounds = new Option<int>("--rounds") { Description = "How often each contestant has the work; figures are medians", DefaultValueFactory = _ => 3 };
        var seconds = new Option<int>("--seconds") { Description = "How long a work with a length is measured", DefaultValueFactory = _ => 60 };
        var command = new Command("peers", "The same work for Majordome and its peers; installs them from Debian; writes bench/results") { works, rounds, seconds };
        command.SetAction((parse, cancellation) => RunAsync(
            parse.GetValue(works) is { Length: > 0 } named ? named : [.. Works.Select(work => work.Name)], parse.GetValue(rounds), parse.GetValue(seconds), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] names, int rounds, int seconds, CancellationToken cancellation)
    {
        var chosen = Works.Where(work => names.Contains(work.Name, StringComparer.Ordinal)).ToArray();
        await DebianPackage.InstallAsync(chosen.SelectMany(work => work.Needs), Console.Error.WriteLine);
        foreach (var work in chosen)
        {
            var machine = Machine.Describe();
            var report = await work.RunAsync(new PeerOptions(Math.Max(1, rounds), Math.Max(10, seconds), Console.Error.WriteLine), cancellation);
            var date = SystemClock.Instance.GetCurrentInstant().InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
            var text = PeerReport.Write(work, report, date, machine, $"./majordome bench peers {work.Name} --rounds {rounds} --seconds {seconds}");
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, "bench/results", $"{date}-peers-{work.Name}.md"), text, cancellation);
            Console.Out.WriteLine(text);
        }

        return 0;
    }
}
