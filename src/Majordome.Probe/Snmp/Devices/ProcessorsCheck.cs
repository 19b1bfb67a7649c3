using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Standard;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>
/// How busy the processors of a device are: its maker's own objects, else hrProcessorLoad (HOST-RESOURCES-MIB, RFC 2790), else net-snmp's (UCD-SNMP-MIB).
/// Measures <c>usage</c>, the average of all (%), <c>usage-most</c>, the busiest (%), and <c>processors</c>, how many.
/// </summary>
internal sealed class ProcessorsCheck(SnmpClient client, TimeProvider time) : DeviceCheck(client, time)
{
    /// <summary>How many processors have a line of their own.</summary>
    private const int MostLines = 100;

    public override string Name => "snmp-processors";

    protected override ImmutableArray<CheckParameter> OwnParameters { get; } =
    [
        .. CheckParameter.Thresholds("usage", "%", "85", "95"),
        .. CheckParameter.Thresholds("usage-most", "%"),
    ];

    protected override DeviceReading Read(ParameterReader definition) => new Reading(definition.Thresholds("usage"), definition.Thresholds("usage-most"));

    private sealed class Reading(Thresholds usage, Thresholds most) : DeviceReading
    {
        public override IEnumerable<Oid> Roots(WalkedObjects system) => InventoryRoots.Outermost(
            [HostResources.ProcessorRoot, NetSnmpMachine.ProcessorRoot, .. Made(system, maker => maker.Processors.Select(load => load.Column))]);

        protected override CheckOutcome Judge(WalkedObjects walked, Sighting now)
        {
            var found = InventoryReader.Processors(walked).Take(FigureList.Most).ToList();
            if (found.Count == 0)
            {
                return None("the device tells of no processor");
            }

            var (average, worst) = (Math.Round(found.Average(one => one.Usage), 2), found.MaxBy(one => one.Usage)!);
            var busiest = found.Count > 1 ? FormattableString.Invariant($" on average of {found.Count} processors, {worst.Usage:0.#} % the busiest") : "";
            return new CheckOutcome(
                CheckStatusExtensions.Worst(usage.Judge(average), most.Judge(worst.Usage)), FormattableString.Invariant($"{average:0.#} % busy{busiest}"))
            {
                LongText = string.Join('\n', found.OrderByDescending(one => one.Usage).Take(MostLines).Select(one => FormattableString.Invariant($"{one.Description}: {one.Usage:0.#} %"))),
                Measurements =
                [
                    usage.Measurement("usage", average, "%", 0, 100),
                    most.Measurement("usage-most", worst.Usage, "%", 0, 100),
                    new("processors", found.Count, Minimum: 0),
                ],
            };
        }
    }
}
