using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>
/// The network interfaces of a device: ifTable and ifXTable (IF-MIB, RFC 2863). Measures for each that works <c>in NAME</c>, <c>out NAME</c> (bit/s),
/// <c>utilisation-in NAME</c>, <c>utilisation-out NAME</c> (% of its speed), <c>errors-in</c>, <c>errors-out</c>, <c>discards-in</c>, <c>discards-out NAME</c> (/s),
/// from the second run on, and <c>interfaces-up</c>. A 32-bit counter that may have gone round more than once between two runs has no rate.
/// </summary>
/// <remarks>
/// Names and pattern are compared with ifName, ifDescr and ifAlias; loopbacks are looked at only when asked for. <c>must-be-up</c>: <c>seen-up</c> those that were up in a
/// run since the check was last defined or the probe started, and are not shut down by their administrator; <c>admin-up</c> those that their administrator wants up;
/// <c>described</c> those of them that he gave a description (ifAlias); <c>all</c>; <c>none</c>. Only those, or with <c>none</c> those that are up, are measured.
/// </remarks>
internal sealed class InterfacesCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    private const string SeenUp = "seen-up", Described = "described", AdminUp = "admin-up", All = "all", None = "none";

    public override string Name => "snmp-interfaces";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. NameFilter.Parameters,
        new("must-be-up", ParameterKind.Choice, SeenUp, Choices: [SeenUp, Described, AdminUp, All, None]),
        .. CheckParameter.Thresholds("utilisation", "%", "80", "95"),
        .. CheckParameter.Thresholds("errors", "/s", "1", "10"),
        .. CheckParameter.Thresholds("discards", "/s"),
    ];

    protected override DeviceReading Read(ParameterReader definition) => new Reading(
        NameFilter.Read(definition),
        definition.Choice("must-be-up"),
        new Limits(definition.Thresholds("utilisation"), definition.Thresholds("errors"), definition.Thresholds("discards")));

    private sealed record Limits(Thresholds Utilisation, Thresholds Errors, Thresholds Discards);

    private sealed class Reading(NameFilter filter, string mustBeUp, Limits limits) : DeviceReading
    {
        private readonly InterfaceRates rates = new();
        private readonly HashSet<string> seenUp = new(StringComparer.Ordinal);
        private double busiest;
        private string busiestSaid = "";

        public override IEnumerable<Oid> Roots(WalkedObjects system) => [.. InterfaceTable.PortRoots, .. InterfaceCounters.Roots];

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            rates.Begin(now);
            (busiest, busiestSaid) = (-1, "");
            var (figures, findings) = (new FigureList(), new FindingList("interfaces"));
            var ports = InterfaceTable.Read(walked).Where(Takes).ToList();
            var up = ports.Count(port => port.OperationalStatus == "up");
            foreach (var port in ports)
            {
                Look(walked, port, figures, findings);
            }

            foreach (var gone in Missing(ports))
            {
                findings.Add(CheckStatus.Critical, $"{gone} is not there");
            }

            if (ports.Count == 0 && findings.Count == 0)
            {
                return filter.IsOpen ? None("the device tells of no interface") : CheckOutcome.Unknown("no interface of that name");
            }

            figures.Add(new PerformanceDatum("interfaces-up", up, Minimum: 0, Maximum: ports.Count));
            return findings.Outcome(string.Create(CultureInfo.InvariantCulture, $"{up} of {ports.Count} interfaces up{busiestSaid}{Rateless()}"), figures);
        }

        private bool Takes(PortFacts port) => filter.IsOpen ? port.Type != "softwareLoopback" : filter.Takes(port.Name, port.Description, port.Alias);

        private string Rateless() => busiestSaid.Length > 0 ? "" : !rates.HasBefore ? ", rates come with the next run" : rates.IsRestart ? ", the agent restarted, the rates come with the next run" : "";

        /// <summary>Those asked for by name, and those that have been up, that the device does not list.</summary>
        private IEnumerable<string> Missing(List<PortFacts> ports)
        {
            var named = filter.Names.Where(name => !ports.Exists(port =>
                new[] { port.Name, port.Description, port.Alias }.Contains(name, StringComparer.OrdinalIgnoreCase)));
            return mustBeUp == SeenUp ? named.Concat(seenUp.Where(name => !ports.Exists(port => port.Name == name))).Distinct(StringComparer.Ordinal) : named;
        }

        private void Look(WalkedObjects walked, PortFacts port, FigureList figures, FindingList findings)
        {
            var isUp = port.OperationalStatus == "up";
            if (isUp)
            {
                seenUp.Add(port.Name);
            }

            var isWanted = mustBeUp switch
            {
                SeenUp => seenUp.Contains(port.Name) && port.AdministrativeStatus != "down",
                Described => IsDescribed(port) && port.AdministrativeStatus == "up",
                AdminUp => port.AdministrativeStatus == "up",
                All => true,
                _ => false,
            };
            if (isWanted && !isUp)
            {
                findings.Add(CheckStatus.Critical, $"{Called(port)} is down{(port.OperationalStatus is null or "down" ? "" : $" ({port.OperationalStatus})")}");
            }
            else if (isUp)
            {
                Measure(port, rates.Of(walked, port), figures, findings);
            }
        }

        private void Measure(PortFacts port, double?[] perSecond, FigureList figures, FindingList findings)
        {
            var (worth, said) = (CheckStatus.Ok, new List<string>());
            for (var at = 0; at < perSecond.Length; at++)
            {
                var (name, isOctets) = (InterfaceCounters.Names[at], at < InterfaceCounters.OctetCounters);
                if (perSecond[at] is not { } rate)
                {
                    continue;
                }

                var thresholds = isOctets ? default : name.StartsWith("errors", StringComparison.Ordinal) ? limits.Errors : limits.Discards;
                figures.Add(thresholds.Measurement($"{name} {port.Name}", Math.Round(rate, 3), isOctets ? "bit/s" : "/s", least: 0));
                if (isOctets && port.Speed is > 0 and var speed)
                {
                    var share = Math.Round(100 * rate / speed, 2);
                    Busiest(port, share, name);
                    figures.Add(limits.Utilisation.Measurement($"utilisation-{name} {port.Name}", share, "%", 0, 100));
                    Add(limits.Utilisation.Judge(share), string.Create(CultureInfo.InvariantCulture, $"{share:0.#} % {name}"));
                }
                else if (!isOctets)
                {
                    Add(thresholds.Judge(rate), string.Create(CultureInfo.InvariantCulture, $"{rate:0.###} {name} each second"));
                }
            }

            findings.Add(worth, said.Count == 0 ? $"{Called(port)} is up" : $"{Called(port)} has {string.Join(", ", said)}");

            void Add(CheckStatus one, string what)
            {
                worth = CheckStatusExtensions.Worst(worth, one);
                if (one != CheckStatus.Ok)
                {
                    said.Add(what);
                }
            }
        }

        private void Busiest(PortFacts port, double share, string direction)
        {
            if (share > busiest)
            {
                busiest = share;
                busiestSaid = string.Create(CultureInfo.InvariantCulture, $", the busiest {port.Name} with {share:0.#} % {direction}");
            }
        }

        private static string Called(PortFacts port) => IsDescribed(port) ? $"{port.Name} ({port.Alias})" : port.Name;

        /// <summary>An agent without descriptions gives the port's own name for one.</summary>
        private static bool IsDescribed(PortFacts port) => port.Alias != port.Description && port.Alias != port.Name;
    }
}
