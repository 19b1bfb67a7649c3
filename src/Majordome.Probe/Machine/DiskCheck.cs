using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// A file system has room. Target: its mount point. Measures <c>used</c> (%, as <c>df</c> counts it: of what programs may use), <c>available</c>
/// and <c>total</c> (B), <c>inodes-used</c> (%).
/// </summary>
/// <remarks>Default thresholds 85 % and 95 % for both: product rule, from the room a file system needs to stay fast.</remarks>
public sealed class DiskCheck : CheckType
{
    /// <inheritdoc/>
    public override string Name => "disk";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        .. CheckParameter.Thresholds("used", "%", "85", "95"),
        .. CheckParameter.Thresholds("inodes-used", "%", "85", "95"),
        .. CheckParameter.Thresholds("available", "B"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (used, inodes, available) = (definition.Thresholds("used"), definition.Thresholds("inodes-used"), definition.Thresholds("available"));
        if (definition.Target.StartsWith('/') && !definition.Target.Contains('\0', StringComparison.Ordinal))
        {
            return new Prepared(definition.Target, used, inodes, available);
        }

        definition.RefuseTarget("target-not-a-path");
        return null;
    }

    private sealed class Prepared(string path, Thresholds used, Thresholds inodesUsed, Thresholds available) : PreparedCheck
    {
        private readonly BlockingLook looking = new();

        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) =>
            looking.RunAsync(Look, CheckOutcome.Critical($"{path} has not answered since an earlier check"), deadline);

        private CheckOutcome Look()
        {
            if (!Filesystem.TryLook(path, out var use, out var error))
            {
                return CheckOutcome.Unknown($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            var inUse = use.Total - use.Free;
            var usable = inUse + use.Available;
            var share = usable > 0 ? Math.Round(100.0 * inUse / usable, 2) : 0;
            var inodeShare = use.Inodes > 0 ? Math.Round(100.0 * (use.Inodes - use.FreeInodes) / use.Inodes, 2) : 0;
            var status = CheckStatusExtensions.Worst(
                available.Judge(use.Available), CheckStatusExtensions.Worst(used.Judge(share), inodesUsed.Judge(inodeShare)));
            return new CheckOutcome(
                status,
                FormattableString.Invariant($"{path} {share:0.#} % used, {ByteSize.Text(use.Available)} available, {inodeShare:0.#} % of the inodes used"))
            {
                Measurements =
                [
                    used.Measurement("used", share, "%", 0, 100),
                    available.Measurement("available", use.Available, "B", 0, usable),
                    new PerformanceDatum("total", use.Total, "B", Minimum: 0),
                    inodesUsed.Measurement("inodes-used", inodeShare, "%", 0, 100),
                ],
            };
        }
    }
}
