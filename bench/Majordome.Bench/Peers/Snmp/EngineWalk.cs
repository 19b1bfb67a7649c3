using System.Globalization;
using System.Net;
using Majordome.Probe.Snmp;
using Majordome.Protocols.Snmp;

namespace Majordome.Bench.Peers.Snmp;

/// <summary>Majordome's own part: for each line it reads, walks both tables of all devices, and prints processor seconds, objects, and their sum.</summary>
internal static class EngineWalk
{
    private const int DevicesAtOnce = 64;

    public static async Task<int> RunAsync(int devices, int port, TextReader input, TextWriter output)
    {
        using var client = new SnmpClient(TimeProvider.System);
        SnmpTarget[] targets = [.. AgentFarm.Addresses(devices).Select(address =>
            new SnmpTarget(new IPEndPoint(IPAddress.Parse(address), port), new SnmpCommunity(SnmpVersion.V2c, "public"), TimeSpan.FromSeconds(2), 2))];
        while (await input.ReadLineAsync() is not null)
        {
            var before = Environment.CpuUsage.TotalTime;
            var found = new (int Objects, double Sum)[devices];
            await Parallel.ForAsync(0, devices, new ParallelOptions { MaxDegreeOfParallelism = DevicesAtOnce }, async (device, stop) =>
            {
                var walk = await client.WalkAsync(targets[device], [InterfaceObjects.Entry, InterfaceObjects.ExtendedEntry], stop);
                found[device] = (walk.Objects.Count, walk.Objects.Where(one => InterfaceObjects.IsSummed(new VarBind(one.Key, one.Value))).Sum(one => one.Value.AsDouble));
            });
            var used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{used:0.000} {found.Sum(one => (long)one.Objects)} {found.Sum(one => one.Sum):0}"));
        }

        return 0;
    }
}
