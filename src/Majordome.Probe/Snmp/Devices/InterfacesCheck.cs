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
/// <c>described</c> those of them that he gave a description (ifAlias); <c>all</c>; <c>none</c>. Only those, or with <c>none</c> those that are up, are measured. One that had
/// to be up and is listed no more is missed; one whose hardware is missing (notPresent) counts where it has to be up, of <c>admin-up</c> only after it was there: empty
/// slots are admin-up too. A name that several share is told apart (<see cref="PortNames"/>).
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
        private readonly PortNames names = new();

        /// <summary>The ports that are missed when they are not listed: those seen up, or those that had to be up when they were last listed.</summary>
        private readonly HashSet<string> expected = new(StringComparer.Ordinal);
        private double busiest;
        private string busiestSaid = "";

        public override IEnumerable<Oid> Roots(WalkedObjects system) => [.. InterfaceTable.PortRoots, .. InterfaceCounters.Roots];

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            rates.Begin(now);
            (busiest, busiestSaid) = (-1, "");
            var (figures, findings) = (new FigureList(), new FindingList("interfaces"));
            var listed = names.Of(InterfaceTable.Listed(walked));
            var ports = new List<PortFacts>();
            foreach (var port in listed)
            {
                var isTaken = Takes(port.Facts);
                var isWanted = isTaken && IsWanted(port);
                Remember(port.Name, isTaken && IsUp(port.Facts), isWanted);
                if (isWanted || (isTaken && InterfaceTable.IsPresent(port.Facts)))
                {
                    ports.Add(port.Facts);
                    Look(walked, port, isWanted, figures, findings);
                }
            }

            foreach (var gone in Missing(listed, ports))
            {
                findings.Add(CheckStatus.Critical, $"{gone} is not there");
            }

            if (ports.Count == 0 && findings.Count == 0)
            {
                return filter.IsOpen ? None("the device tells of no interface") : CheckOutcome.Unknown("no interface of that name");
            }

            var up = ports.Count(IsUp);
            figures.Add(new PerformanceDatum("interfaces-up", up, Minimum: 0, Maximum: ports.Count));
            return findings.Outcome(string.Create(CultureInfo.InvariantCulture, $"{up} of {ports.Count} interfaces up{busiestSaid}{Rateless()}"), figures);
        }

        private bool Takes(PortFacts port) => filter.IsOpen ? port.Type != "softwareLoopback" : filter.Takes(port.Name, port.Description, port.Alias);

        private string Rateless() => busiestSaid.Length > 0 ? "" : !rates.HasBefore ? ", rates come with the next run" : rates.IsRestart ? ", the agent restarted, the rates come with the next run" : "";

        /// <summary>Those asked for by name, and those expected, that the device does not list. A name that was not shared when it was learnt is any port's of that name.</summary>
        private IEnumerable<string> Missing(List<NamedPort> listed, List<PortFacts> ports)
        {
            var named = filter.Names.Where(name => !ports.Exists(port =>
                new[] { port.Name, port.Description, port.Alias }.Contains(name, StringComparer.OrdinalIgnoreCase)));
            var there = listed.SelectMany(port => new[] { port.Name, port.Facts.Name }).ToHashSet(StringComparer.Ordinal);
            return named.Concat(expected.Where(name => IsWhole && !there.Contains(name))).Distinct(StringComparer.Ordinal);
        }

        private static bool IsUp(PortFacts port) => port.OperationalStatus == "up";

        private bool IsWanted(NamedPort port) => mustBeUp switch
        {
            SeenUp => expected.Contains(port.Name) && port.Facts.AdministrativeStatus != "down",
            Described => IsDescribed(port.Facts) && port.Facts.AdministrativeStatus == "up",
            AdminUp => port.Facts.AdministrativeStatus == "up" && (InterfaceTable.IsPresent(port.Facts) || expected.Contains(port.Name)),
            All => true,
            _ => false,
        };

        private void Remember(string name, bool isUp, bool isWanted)
        {
            if (mustBeUp == SeenUp ? isUp : isWanted)
            {
                expected.Add(name);
            }
            else if (mustBeUp != SeenUp)
            {
                expected.Remove(name);
            }
        }

        private void Look(WalkedObjects walked, NamedPort port, bool isWanted, FigureList figures, FindingList findings)
        {
            var state = port.Facts.OperationalStatus;
            if (isWanted && !IsUp(port.Facts))
            {
                findings.Add(CheckStatus.Critical, $"{Called(port)} is down{(state is null or "down" ? "" : $" ({state})")}");
            }
            else if (IsUp(port.Facts))
            {
                Measure(port, rates.Of(walked, port.Facts), figures, findings);
            }
        }

        private void Measure(NamedPort port, double?[] perSecond, FigureList figures, FindingList findings)
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
                if (isOctets && port.Facts.Speed is > 0 and var speed)
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

        private void Busiest(NamedPort port, double share, string direction)
        {
            if (share > busiest)
            {
                busiest = share;
                busiestSaid = string.Create(CultureInfo.InvariantCulture, $", the busiest {port.Name} with {share:0.#} % {direction}");
            }
        }

        private static string Called(NamedPort port) => IsDescribed(port.Facts) ? $"{port.Name} ({port.Facts.Alias})" : port.Name;

        /// <summary>An agent without descriptions gives the port's own name for one.</summary>
        private static bool IsDescribed(PortFacts port) => port.Alias != port.Description && port.Alias != port.Name;
    }
}
