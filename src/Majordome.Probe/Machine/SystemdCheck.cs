using System.Collections.Immutable;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Plugins;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// A unit of systemd is in the state it should be in, as <c>systemctl show</c> tells it. Target: the unit. Measures <c>restarts</c>.
/// Unknown where systemd does not run.
/// </summary>
public sealed class SystemdCheck : CheckType
{
    private const int LongestOutput = 16384;
    private const string RunsHere = "/run/systemd/system"; // sd_booted(3)

    /// <inheritdoc/>
    public override string Name => "systemd";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("state", ParameterKind.Choice, "active", Choices: ["active", "inactive"]),
        .. CheckParameter.Thresholds("restarts", ""),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (state, restarts) = (definition.Choice("state"), definition.Thresholds("restarts"));
        if (definition.Target.Length is > 0 and < 256 && !definition.Target.StartsWith('-') && !definition.Target.Any(char.IsWhiteSpace))
        {
            return new Prepared(definition.Target, state, restarts);
        }

        definition.RefuseTarget("target-not-a-unit");
        return null;
    }

    /// <summary>Judges the properties that <c>systemctl show</c> printed, one <c>Name=value</c> a line.</summary>
    internal static CheckOutcome Judge(string unit, string wanted, Thresholds restarts, string printed)
    {
        var properties = printed.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal);
        string Value(string name) => properties[name].FirstOrDefault() ?? "";
        var (load, active, sub, result) = (Value("LoadState"), Value("ActiveState"), Value("SubState"), Value("Result"));
        if (load is "not-found" or "")
        {
            return CheckOutcome.Unknown($"{unit}: no such unit");
        }

        var count = double.TryParse(Value("NRestarts"), System.Globalization.CultureInfo.InvariantCulture, out var read) ? read : 0;
        var status = active == wanted ? CheckStatus.Ok
            : active is "activating" or "deactivating" or "reloading" ? CheckStatus.Warning
            : CheckStatus.Critical;
        var why = active == "failed" && result is not ("" or "success") ? $", {result}" : "";
        return new CheckOutcome(CheckStatusExtensions.Worst(status, restarts.Judge(count)), $"{unit} is {active} ({sub}{why})")
        {
            Measurements = [restarts.Measurement("restarts", count, "", least: 0)],
        };
    }

    private sealed class Prepared(string unit, string state, Thresholds restarts) : PreparedCheck
    {
        private static readonly string[] Arguments =
            ["show", "--property=LoadState,ActiveState,SubState,Result,NRestarts", "--no-pager", "--"];

        public override bool StartsProcess => true;

        public override CheckOutcome TimedOut(TimeSpan limit) => CheckOutcome.Unknown("systemctl does not answer");

        public override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
        {
            if (!Directory.Exists(RunsHere))
            {
                return CheckOutcome.Unknown("systemd does not run on this machine");
            }

            var exit = await ChildProcess.RunAsync("/usr/bin/systemctl", [.. Arguments, unit], LongestOutput, deadline).ConfigureAwait(false);
            return exit.Code == 0
                ? Judge(unit, state, restarts, Encoding.UTF8.GetString(exit.Output.Kept))
                : CheckOutcome.Unknown($"systemctl: {Encoding.UTF8.GetString(exit.Errors.Kept).Trim()}");
        }
    }
}
