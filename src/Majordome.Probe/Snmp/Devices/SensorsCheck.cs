using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>
/// What the parts of a device measure: ENTITY-SENSOR-MIB (RFC 3433) and Cisco's twin of it, UPS-MIB (RFC 1628), LM-SENSORS-MIB of net-snmp, the state and the
/// supplies of a printer (RFC 2790, RFC 3805), and its maker's own objects. Measures each as <c>CLASS NAME</c> in the unit of the class (<see cref="SensorFacts"/>).
/// </summary>
/// <remarks>
/// Critical: a sensor that says it does not work (entPhySensorOperStatus nonoperational), a UPS whose battery is low or depleted or that gives no output, a printer that is
/// down. Warning: a UPS on its battery or bypass, or with alarms; a printer with errors. A sensor without a value (unavailable: an empty slot) is no fault and not listed. Thresholds by class;
/// a runtime is time that is left. States by what their maker's MIB says of their numbers; those of which it is not known are measured, and said not to be judged.
/// </remarks>
internal sealed class SensorsCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["temperature"] = "°C",
        ["voltage"] = "V",
        ["current"] = "A",
        ["power"] = "W",
        ["frequency"] = "Hz",
        ["humidity"] = "%",
        ["load"] = "%",
        ["charge"] = "%",
        ["percent"] = "%",
        ["supply"] = "%",
        ["runtime"] = "min",
        ["fanspeed"] = "rpm",
        ["dbm"] = "dBm",
        ["signal"] = "dBm",
        ["snr"] = "dB",
        ["power_consumed"] = "kWh",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string State = "state";

    /// <summary>How many states that are not judged have a line of their own.</summary>
    private const int MostLines = 100;

    private static readonly string[] Judged = ["temperature", "humidity", "fanspeed", "charge", "load", "runtime", "supply"];

    public override string Name => "snmp-sensors";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. NameFilter.Parameters,
        .. CheckParameter.Thresholds("temperature", "°C"),
        .. CheckParameter.Thresholds("humidity", "%"),
        .. CheckParameter.Thresholds("fanspeed", "rpm"),
        .. CheckParameter.Thresholds("charge", "%", "50:", "20:"),
        .. CheckParameter.Thresholds("load", "%", "80", "95"),
        .. CheckParameter.Thresholds("runtime", "min"),
        .. CheckParameter.Thresholds("supply", "%", "10:", "2:"),
    ];

    protected override DeviceReading Read(ParameterReader definition) =>
        new Reading(NameFilter.Read(definition), Judged.ToFrozenDictionary(kind => kind, definition.Thresholds, StringComparer.Ordinal));

    private sealed class Reading(NameFilter filter, FrozenDictionary<string, Thresholds> thresholds) : DeviceReading
    {
        public override IEnumerable<Oid> Roots(WalkedObjects system) => InventoryRoots.Outermost(
        [
            .. EntityTable.NameRoots, .. EntitySensors.Roots, .. EntitySensors.CiscoRoots, .. HostResources.PrinterRoots, .. PrinterReadings.Roots, UpsReadings.Root, MachineSensors.Root,
            .. Made(system, maker => maker.Sensors.Select(gauge => gauge.Column)),
        ]);

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            var (figures, findings, unjudged) = (new FigureList(), new FindingList("sensors"), new List<string>());
            foreach (var sensor in InventoryReader.Sensors(walked).Concat(PrinterReadings.Left(walked)).Where(sensor => double.IsFinite(sensor.Current) && filter.Takes(sensor.Description)))
            {
                var (ranges, unit) = (sensor.IsElapsed ? default : thresholds.GetValueOrDefault(sensor.Class), Units.GetValueOrDefault(sensor.Class, ""));
                var said = string.Create(CultureInfo.InvariantCulture, $"{sensor.Description} {sensor.Current:0.###} {unit}").TrimEnd();
                if (sensor is { Class: State, Worth: null })
                {
                    unjudged.Add(said);
                }
                else
                {
                    findings.Add(sensor.Worth ?? ranges.Judge(sensor.Current), sensor.Fault.Length > 0 ? $"{sensor.Description} {sensor.Fault}" : said);
                }

                figures.Add(ranges.Measurement($"{sensor.Class} {sensor.Description}", sensor.Current, unit));
            }

            foreach (var broken in EntitySensors.Broken(walked).Where(name => filter.Takes(name)))
            {
                findings.Add(CheckStatus.Critical, $"{broken} does not work");
            }

            foreach (var (worth, said) in UpsReadings.Alarms(walked).Concat(PrinterReadings.Alarms(walked)))
            {
                findings.Add(worth, said);
            }

            if (findings.Count + unjudged.Count == 0)
            {
                return filter.IsOpen ? None("the device tells of no sensor") : CheckOutcome.Unknown("no sensor of that name");
            }

            var outcome = findings.Outcome(Fine(findings.Count, unjudged.Count), figures);
            return outcome with { LongText = string.Join('\n', unjudged.Take(MostLines).Select(state => $"NOT JUDGED {state}").Prepend(outcome.LongText)).Trim('\n') };
        }

        private static string Fine(int judged, int unjudged) => (judged, unjudged) switch
        {
            (_, 0) => FormattableString.Invariant($"{judged} sensors, all as they should be"),
            (0, _) => FormattableString.Invariant($"{unjudged} states not judged"),
            _ => FormattableString.Invariant($"{judged} sensors as they should be, {unjudged} states not judged"),
        };
    }
}
