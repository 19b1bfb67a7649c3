using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Plugins;

/// <summary>
/// Runs a plugin by the Monitoring Plugins guidelines: exit codes 0 to 3, text, performance data. The target replaces <c>$TARGET$</c> in
/// the arguments. What breaks the grammar of its output is listed in the long text.
/// </summary>
/// <remarks>
/// Unknown: another exit code, a signal, a plugin that is not there, a run beyond its time-out (its process group is ended), or more than
/// 16 MiB printed. Of what it prints, the first 64 KiB are kept.
/// </remarks>
public sealed class PluginCheck(PluginDirectories directories) : CheckType
{
    private const int Kept = 64 * 1024;
    private const string TargetMacro = "$TARGET$";

    /// <inheritdoc/>
    public override string Name => "plugin";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("command", ParameterKind.Text, null), // file name in a plugin directory, or absolute path within one
        new("arguments", ParameterKind.Text, ""), // quoted as in a shell; no shell runs
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (command, text) = (definition.Text("command"), definition.Text("arguments"));
        if (command.Length > 0 && !directories.Allows(command))
        {
            definition.Refuse("command", "plugin-outside-directories", command, string.Join(", ", directories.Folders));
        }

        if (!CommandLine.TrySplit(text, out var arguments) || text.Contains('\0', StringComparison.Ordinal))
        {
            definition.Refuse("arguments", "quote-open", text);
        }

        return new Prepared(
            command, definition.Target, [.. arguments.Select(argument => argument.Replace(TargetMacro, definition.Target, StringComparison.Ordinal))], directories);
    }

    private sealed class Prepared(string command, string target, ImmutableArray<string> arguments, PluginDirectories directories) : PreparedCheck
    {
        public override string Peer => target;

        public override bool StartsProcess => true;

        public override CheckOutcome TimedOut(TimeSpan limit) =>
            CheckOutcome.Unknown(FormattableString.Invariant($"{command} did not end within {limit.TotalSeconds:0.###} s: its processes were ended"));

        public override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
        {
            if (directories.Find(command) is not { } file)
            {
                return CheckOutcome.Unknown($"no plugin {command} on this machine");
            }

            var exit = await ChildProcess.RunAsync(file, arguments, Kept, deadline).ConfigureAwait(false);
            if (exit.StartError is not null)
            {
                return CheckOutcome.Unknown($"{command} cannot be started: {exit.StartError}");
            }

            return exit.Output.Total > ChildProcess.MostOutput
                ? CheckOutcome.Unknown($"{command} printed more than {ByteCount(ChildProcess.MostOutput)} bytes and was ended")
                : Read(exit);
        }

        private CheckOutcome Read(ChildExit exit)
        {
            var output = PluginOutput.Read(TextOf(exit.Output));
            var (status, fault) = exit switch
            {
                { Code: >= 0 and <= 3 } => ((CheckStatus)exit.Code.Value, ""),
                { Code: { } code } => (CheckStatus.Unknown, $"{command} ended with {code.ToString(CultureInfo.InvariantCulture)}"),
                _ => (CheckStatus.Unknown, $"{command} was ended by signal {exit.Signal?.ToString(CultureInfo.InvariantCulture)}"),
            };
            var complaint = TextOf(exit.Errors).Split('\n')[0].Trim();
            var text = output.Text.Length > 0 ? output.Text : complaint.Length > 0 ? complaint : "no output";
            return new CheckOutcome(status, fault.Length > 0 ? $"{fault}: {text}" : text)
            {
                LongText = string.Join('\n', Lines(output, exit.Output)),
                Measurements = output.Measurements,
            };
        }

        private static IEnumerable<string> Lines(PluginOutput output, ChildOutput printed)
        {
            if (output.LongText.Length > 0)
            {
                yield return output.LongText;
            }

            if (!printed.IsWhole)
            {
                yield return $"[{ByteCount(printed.Total)} bytes printed, {ByteCount(printed.Kept.Length)} kept]";
            }

            foreach (var fault in output.Faults.Take(20))
            {
                yield return $"[{fault}]";
            }
        }

        /// <summary>The text; of one that was cut, without its last word, which may be half a number.</summary>
        private static string TextOf(ChildOutput printed)
        {
            var text = Encoding.UTF8.GetString(printed.Kept);
            var blank = printed.IsWhole ? -1 : text.AsSpan().LastIndexOfAny(" \n\t");
            return blank > 0 ? text[..blank] : text;
        }

        private static string ByteCount(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
    }
}
