using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// Memory of this machine from <c>/proc/meminfo</c>: <c>used</c> (% of the whole that is not available to programs, by the kernel's own
/// estimate <c>MemAvailable</c>), <c>available</c> and <c>total</c> (B), <c>swap-used</c> (%). The target is not used.
/// </summary>
/// <remarks>Default thresholds 90 % and 95 %: product rule. Swap has none by default: having been used once is no fault.</remarks>
public sealed class MemoryCheck(MachineFiles machine) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "memory";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        .. CheckParameter.Thresholds("used", "%", "90", "95"),
        .. CheckParameter.Thresholds("swap-used", "%"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck Prepare(ParameterReader definition) =>
        new Prepared(definition.Thresholds("used"), definition.Thresholds("swap-used"), machine);

    private sealed class Prepared(Thresholds used, Thresholds swapUsed, MachineFiles machine) : PreparedCheck
    {
        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) => Task.FromResult(Look());

        private CheckOutcome Look()
        {
            var sizes = machine.Memory();
            if (!sizes.TryGetValue("MemTotal", out var total) || total <= 0 || !sizes.TryGetValue("MemAvailable", out var available))
            {
                return CheckOutcome.Unknown("/proc/meminfo cannot be read");
            }

            var share = Math.Round(100.0 * (total - available) / total, 2);
            var (swap, swapFree) = (sizes.GetValueOrDefault("SwapTotal"), sizes.GetValueOrDefault("SwapFree"));
            var swapShare = swap > 0 ? Math.Round(100.0 * (swap - swapFree) / swap, 2) : 0;
            return new CheckOutcome(
                CheckStatusExtensions.Worst(used.Judge(share), swapUsed.Judge(swapShare)),
                FormattableString.Invariant($"{share:0.#} % used, {ByteSize.Text(available)} available of {ByteSize.Text(total)}"))
            {
                Measurements =
                [
                    used.Measurement("used", share, "%", 0, 100),
                    new PerformanceDatum("available", available, "B", Minimum: 0, Maximum: total),
                    new PerformanceDatum("total", total, "B", Minimum: 0),
                    swapUsed.Measurement("swap-used", swapShare, "%", 0, 100),
                ],
            };
        }
    }
}

/// <summary>Sizes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A size in the largest binary unit (IEC 80000-13) of which there is at least one.</summary>
    public static string Text(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return FormattableString.Invariant($"{size:0.#} {Units[unit]}");
    }
}
