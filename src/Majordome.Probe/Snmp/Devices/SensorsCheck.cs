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
/// down. Warning: a UPS on its battery or bypass, or with alarms; a printer with errors. A sensor without a value (unavailable: an empty slot) is no fault and not listed. Thresholds by class.
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
            var (figures, findings) = (new FigureList(), new FindingList("sensors"));
            foreach (var sensor in InventoryReader.Sensors(walked).Concat(PrinterReadings.Left(walked)).Where(sensor => double.IsFinite(sensor.Current) && filter.Takes(sensor.Description)))
            {
                var (ranges, unit) = (thresholds.GetValueOrDefault(sensor.Class), Units.GetValueOrDefault(sensor.Class, ""));
                findings.Add(ranges.Judge(sensor.Current), string.Create(CultureInfo.InvariantCulture, $"{sensor.Description} {sensor.Current:0.###} {unit}").TrimEnd());
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

            return findings.Count == 0
                ? filter.IsOpen ? None("the device tells of no sensor") : CheckOutcome.Unknown("no sensor of that name")
                : findings.Outcome(string.Create(CultureInfo.InvariantCulture, $"{findings.Count} sensors, all as they should be"), figures);
        }
    }
}
