using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Machine;

/// <summary>
/// A program runs on this machine. Target: the name of its process, as in <c>/proc/PID/comm</c> (the kernel keeps 15 characters) or the file
/// name of its command. Measures <c>count</c> and <c>memory</c> (B, resident, of all of them).
/// </summary>
/// <remarks>By default, none is critical.</remarks>
public sealed class ProcessCheck(MachineFiles machine) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "process";

    /// <inheritdoc/>
    public override bool IsLocal => true;

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("command-line", ParameterKind.Pattern, ""), // pattern that the whole command line must match
        .. CheckParameter.Thresholds("count", "", critical: "1:"),
        .. CheckParameter.Thresholds("memory", "B"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (pattern, count, memory) = (definition.Pattern("command-line"), definition.Thresholds("count"), definition.Thresholds("memory"));
        if (definition.Target.Length > 0)
        {
            return new Prepared(definition.Target, pattern, count, memory, machine);
        }

        definition.RefuseTarget("target-not-a-process");
        return null;
    }

    private sealed class Prepared(string name, Regex? commandLine, Thresholds count, Thresholds memory, MachineFiles machine) : PreparedCheck
    {
        private readonly BlockingLook looking = new(); // what a process was started with is read from its own memory

        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) =>
            looking.RunAsync(() => Look(deadline), CheckOutcome.Unknown("/proc has not answered since an earlier check"), deadline);

        /// <summary>Which process did not answer is not known.</summary>
        public override CheckOutcome TimedOut(TimeSpan limit) => base.TimedOut(limit) with { Status = CheckStatus.Unknown };

        private CheckOutcome Look(CancellationToken deadline)
        {
            var (found, resident, seen) = (0, 0L, false);
            foreach (var id in machine.ProcessIds())
            {
                deadline.ThrowIfCancellationRequested();
                seen = true;
                if (IsMeant(id) && !IsOver(id))
                {
                    found++;
                    resident += Resident(id);
                }
            }

            if (!seen)
            {
                return CheckOutcome.Unknown("/proc cannot be read");
            }

            return new CheckOutcome(
                CheckStatusExtensions.Worst(count.Judge(found), memory.Judge(resident)),
                found == 0 ? $"no {name} runs" : FormattableString.Invariant($"{found} × {name}, {ByteSize.Text(resident)} in memory"))
            {
                Measurements = [count.Measurement("count", found, "", least: 0), memory.Measurement("memory", resident, "B", least: 0)],
            };
        }

        private bool IsMeant(int id)
        {
            var short15 = machine.TryReadProcess(id, "comm")?.TrimEnd('\n');
            if (short15 is null)
            {
                return false;
            }

            var isNamed = short15 == name;
            if (isNamed && commandLine is null)
            {
                return true;
            }

            var arguments = machine.TryReadProcess(id, "cmdline")?.TrimEnd('\0') ?? "";
            isNamed |= Path.GetFileName(arguments.Split('\0')[0]) == name;
            return isNamed && commandLine?.IsMatch(arguments.Replace('\0', ' ')) != false;
        }

        /// <summary>
        /// Whether a process has ended and only waits for its parent to take note (state Z of <c>/proc/PID/stat</c>, the field after the name, which may hold anything), or is being taken down (X).
        /// One whose first thread alone has ended is told as Z too, and still has others.
        /// </summary>
        private bool IsOver(int id)
        {
            const int threads = 17; // from the state on
            var stat = machine.TryReadProcess(id, "stat") ?? "";
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields is ["X" or "x", ..] || (fields is ["Z", ..] && (fields.Length <= threads || fields[threads] is "0" or "1"));
        }

        private long Resident(int id)
        {
            var fields = machine.TryReadProcess(id, "statm")?.Split(' ');
            return fields is { Length: > 1 } && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pages)
                ? pages * Environment.SystemPageSize
                : 0;
        }
    }
}
