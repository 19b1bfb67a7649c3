using Majordome.Bench.Peers.Checks;

namespace Majordome.Bench.Peers.Icmp;

/// <summary>Who is pinged: addresses of 127.0.0.0/8, which all answer.</summary>
internal static class EchoTargets
{
    public static IEnumerable<string> Addresses(int count) => Enumerable.Range(1, count).Select(CheckLoad.Address);
}
