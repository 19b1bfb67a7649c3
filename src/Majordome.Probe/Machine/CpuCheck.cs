using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// How busy the processors of this machine were since the last run (over a second for the first): <c>usage</c>, <c>iowait</c> and
/// <c>steal</c>, in % of all processors together, from <c>/proc/stat</c>. The target is not used.
/// </summary>
/// <remarks>Usage leaves out idle time and waiting for disks. Default thresholds 90 % and 98 %: product rule.</remarks>
public sealed class CpuCheck(MachineFiles machine, TimeProvider time) : CheckType
{
    private static readonly TimeSpan FirstSpan = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        .. CheckParameter.Thresholds("usage", "%", "90", "98"),
        .. CheckParameter.Thresholds("iowait", "%"),
        .. CheckParameter.Thresholds("steal", "%"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck Prepare(ParameterReader definition) =>
        new Prepared(definition.Thresholds("usage"), definition.Thresholds("iowait"), definition.Thresholds("steal"), machine, time);

    /// <summary>Time spent since the start of the system, in ticks of all processors together.</summary>
    private readonly record struct Ticks(ulong Total, ulong Idle, ulong Waiting, ulong Stolen);

    private static Ticks? Read(MachineFiles machine)
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice: guests are counted in user and nice already.
        var line = machine.LinesOf("proc/stat").FirstOrDefault(text => text.StartsWith("cpu ", StringComparison.Ordinal));
        var fields = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : 0).ToArray();
        return fields is { Length: 8 }
            ? new Ticks(fields.Aggregate(0UL, static (sum, ticks) => sum + ticks), fields[3], fields[4], fields[7])
            : null;
    }

    private sealed class Prepared(Thresholds usage, Thresholds iowait, Thresholds steal, MachineFiles machine, TimeProvider time) : PreparedCheck
    {
        private Ticks? last;

        public override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
        {
            if (last is null)
            {
                last = Read(machine);
                await Task.Delay(FirstSpan, time, deadline).ConfigureAwait(false);
            }

            var (before, now) = (last, Read(machine));
            last = now;
            if (before is not { } from || now is not { } to)
            {
                return CheckOutcome.Unknown("/proc/stat cannot be read");
            }

            // The kernel's counters may step back a little (iowait) or stand still on a machine that was suspended.
            return to.Total <= from.Total ? CheckOutcome.Unknown("no processor time has passed") : Judge(from, to);
        }

        private CheckOutcome Judge(Ticks from, Ticks to)
        {
            var total = (double)(to.Total - from.Total);
            double Share(ulong before, ulong after) => after < before ? 0 : Math.Round(100 * (after - before) / total, 2);
            var (waiting, stolen) = (Share(from.Waiting, to.Waiting), Share(from.Stolen, to.Stolen));
            var busy = Math.Round(Math.Clamp(100 - Share(from.Idle, to.Idle) - waiting, 0, 100), 2);
            var status = CheckStatusExtensions.Worst(
                usage.Judge(busy), CheckStatusExtensions.Worst(iowait.Judge(waiting), steal.Judge(stolen)));
            return new CheckOutcome(status, FormattableString.Invariant($"{busy:0.#} % busy, {waiting:0.#} % waiting for disks, {stolen:0.#} % stolen"))
            {
                Measurements =
                [
                    usage.Measurement("usage", busy, "%", 0, 100),
                    iowait.Measurement("iowait", waiting, "%", 0, 100),
                    steal.Measurement("steal", stolen, "%", 0, 100),
                ],
            };
        }
    }
}
