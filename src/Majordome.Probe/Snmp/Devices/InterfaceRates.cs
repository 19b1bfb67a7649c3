using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>The counters of interfaces from run to run. Not for several threads.</summary>
internal sealed class InterfaceRates
{
    private const int BitsOfOctet = 8;

    private Dictionary<(long Index, string Name), InterfaceCounters> before = [];
    private Dictionary<(long Index, string Name), InterfaceCounters> present = [];
    private Sighting seen;
    private Sighting now;

    /// <summary>Whether an earlier run has counters to compare with.</summary>
    public bool HasBefore => before.Count > 0;

    /// <summary>Whether the agent restarted since the earlier run.</summary>
    public bool IsRestart => HasBefore && CounterStep.IsRestart(seen.Uptime, now.Uptime, now.Since(seen));

    /// <summary>Begins a run: what was read in the last one is what is compared with.</summary>
    public void Begin(Sighting sighting)
    {
        (before, present) = (present, []);
        (seen, now) = (now, sighting);
    }

    /// <summary>
    /// The rates of an interface a second, in the order of <see cref="InterfaceCounters.Names"/>: octets as bits, the others as they are. None where it cannot be
    /// known: no earlier run, a restart, counters that were cleared, or ones that are another's (the device counted its interfaces anew). Errors and discards that go
    /// back were cleared: 2³² of them between two runs are not to be told from that, and are no rate to believe.
    /// </summary>
    public double?[] Of(WalkedObjects walked, PortFacts port)
    {
        var key = (port.Index, port.Name);
        var after = InterfaceCounters.Read(walked, port.Index, now.Uptime);
        present[key] = after;
        var rates = new double?[InterfaceCounters.Names.Length];
        if (!before.TryGetValue(key, out var earlier) || earlier.Discontinuity != after.Discontinuity)
        {
            return rates;
        }

        for (var at = 0; at < rates.Length; at++)
        {
            var isOctets = at < InterfaceCounters.OctetCounters;
            if (earlier.Readings[at] is { } then && after.Readings[at] is { } here && then.Type == here.Type && (isOctets || here.Value >= then.Value))
            {
                var most = isOctets && port.Speed is > 0 and var speed ? speed / (double)BitsOfOctet : (double?)null;
                rates[at] = CounterStep.Between(then, here, now.Since(seen), most).PerSecond * (isOctets ? BitsOfOctet : 1);
            }
        }

        return rates;
    }
}
