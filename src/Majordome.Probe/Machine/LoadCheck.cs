using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// Load of this machine from <c>/proc/loadavg</c>, divided by its processors: <c>load1</c>, <c>load5</c>, <c>load15</c>. The target is not used.
/// </summary>
/// <remarks>Judged over five minutes by default, at 2 and 4 tasks for each processor: product rule.</remarks>
public sealed class LoadCheck(MachineFiles machine) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "load";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("per-processor", ParameterKind.Flag, "true"),
        .. CheckParameter.Thresholds("load1", ""),
        .. CheckParameter.Thresholds("load5", "", "2", "4"),
        .. CheckParameter.Thresholds("load15", ""),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck Prepare(ParameterReader definition) => new Prepared(
        definition.Flag("per-processor"),
        [definition.Thresholds("load1"), definition.Thresholds("load5"), definition.Thresholds("load15")],
        machine);

    private sealed class Prepared(bool perProcessor, Thresholds[] thresholds, MachineFiles machine) : PreparedCheck
    {
        private static readonly string[] Labels = ["load1", "load5", "load15"];

        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) => Task.FromResult(Look());

        private CheckOutcome Look()
        {
            var fields = machine.TryRead("proc/loadavg")?.Split(' ');
            var divisor = perProcessor ? Environment.ProcessorCount : 1;
            var loads = new double[3];
            for (var i = 0; i < loads.Length; i++)
            {
                if (fields is null || fields.Length <= i || !double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var load))
                {
                    return CheckOutcome.Unknown("/proc/loadavg cannot be read");
                }

                loads[i] = Math.Round(load / divisor, 3);
            }

            var status = CheckStatus.Ok;
            var measurements = ImmutableArray.CreateBuilder<PerformanceDatum>(3);
            for (var i = 0; i < loads.Length; i++)
            {
                status = CheckStatusExtensions.Worst(status, thresholds[i].Judge(loads[i]));
                measurements.Add(thresholds[i].Measurement(Labels[i], loads[i], "", least: 0));
            }

            var text = FormattableString.Invariant($"load {loads[0]:0.##}, {loads[1]:0.##}, {loads[2]:0.##}{(perProcessor ? " for each processor" : "")}");
            return new CheckOutcome(status, text) { Measurements = measurements.MoveToImmutable() };
        }
    }
}
