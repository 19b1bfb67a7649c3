using System.Diagnostics;
using System.Globalization;
using System.Net;
using Majordome.Probe.Network;

namespace Majordome.Bench.Peers.Icmp;

/// <summary>Majordome's own part: pings the targets a few times over, in a process of its own, and prints a line for each: seconds, sent, lost.</summary>
internal static class EngineEcho
{
    public static async Task<int> RunAsync(int targets, int count, int repeat, TextWriter output)
    {
        using var pinger = new Pinger(TimeProvider.System);
        var addresses = EchoTargets.Addresses(targets).Select(IPAddress.Parse).ToArray();
        var plan = new EchoPlan(count, Size: 56, Spacing: TimeSpan.Zero, Patience: TimeSpan.FromSeconds(1));
        for (var i = 0; i < repeat; i++)
        {
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var figures = await pinger.PingAllAsync(addresses, plan, CancellationToken.None);
            var took = watch.Elapsed;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{took.TotalSeconds:0.000000} {figures.Sum(f => f.Sent)} {figures.Sum(f => f.Sent - f.Received)} {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.000}"));
        }

        return 0;
    }
}
