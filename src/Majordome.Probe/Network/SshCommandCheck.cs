using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Plugins;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A command on another machine, by the system's OpenSSH client with a key: <c>BatchMode</c>, no password, and a host key that must be known beforehand. Target <c>user@host[:22]</c>. Checks of one machine
/// share a connection, which stays for a minute (<c>ControlMaster</c>), and never with another key or list of hosts. Measures <c>value</c> when the output is a number, thresholds over it, and <c>time</c> (ms).
/// </summary>
/// <remarks>
/// Exit code 0 is fine and any other critical; with <c>plugin-output</c>, code and output are read as a plugin's. Not reached, or refused, is critical, in the client's words. At its time-out the client and its
/// process group are ended; a shared connection that answers nothing ends by itself within 45 s. What the command started on the other machine is ended there only if it reads or writes.
/// </remarks>
public sealed class SshCommandCheck(TimeProvider time) : CheckType
{
    private const int Kept = 64 * 1024;
    private const int ClientFailed = 255;
    private const string Client = "/usr/bin/ssh";

    /// <summary>Where the shared connections are: a folder that nobody else may enter.</summary>
    private static readonly Lazy<string> Sockets = new(static () => Directory.CreateTempSubdirectory("majordome-ssh-").FullName);

    /// <inheritdoc/>
    public override string Name => "ssh-command";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("command", ParameterKind.Text, null),
        new("identity", ParameterKind.Text, ""), // file of the private key; by default the probe's own
        new("known-hosts", ParameterKind.Text, ""), // file of the hosts' keys; by default the probe's own
        new("plugin-output", ParameterKind.Flag, "false"),
        new("expect", ParameterKind.Text, ""), // text that the output must hold
        .. CheckParameter.Thresholds("value", ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (command, isPlugin, expected) = (definition.Text("command"), definition.Flag("plugin-output"), definition.Text("expect"));
        var (value, duration) = (definition.Thresholds("value"), definition.Thresholds("time"));
        var (identity, known) = (PathOf(definition, "identity"), PathOf(definition, "known-hosts"));
        var at = definition.Target.IndexOf('@', StringComparison.Ordinal);
        var user = at > 0 ? definition.Target[..at] : "";
        if (!IsUser(user) || !Endpoint.TryRead(definition.Target[(at + 1)..], 22, out var target))
        {
            definition.RefuseTarget("target-not-user-and-host");
            return null;
        }

        return definition.Refusals.IsEmpty
            ? new Prepared(target.Host, Arguments(target, user, identity, known, command), isPlugin, expected, value, duration, time)
            : null;
    }

    private static string PathOf(ParameterReader definition, string name)
    {
        var path = definition.Text(name);
        if (path.Length > 0 && (!Path.IsPathFullyQualified(path) || path.AsSpan().ContainsAny(" \t\r\n\0%\"")))
        {
            definition.Refuse(name, "target-not-a-path", path);
        }

        return path;
    }

    private static bool IsUser(string user) =>
        user.Length is > 0 and <= 64 && user[0] != '-' && user.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '$');

    private static ImmutableArray<string> Arguments(Endpoint target, string user, string identity, string known, string command)
    {
        var group = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{known}")).AsSpan(0, 6));
        string[] options =
        [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no", "LogLevel=ERROR", "ForwardAgent=no",
            "ControlMaster=auto", $"ControlPath={Sockets.Value}/{group}-%C", "ControlPersist=60", "ServerAliveInterval=15", "ServerAliveCountMax=3", "ConnectTimeout=30",
            .. known.Length > 0 ? [$"UserKnownHostsFile={known}", "GlobalKnownHostsFile=/dev/null"] : (string[])[],
            .. identity.Length > 0 ? [$"IdentityFile={identity}", "IdentitiesOnly=yes"] : (string[])[],
        ];
        return
        [
            "-F", "none", "-T", .. options.SelectMany(static option => (string[])["-o", option]),
            "-p", target.Port.ToString(CultureInfo.InvariantCulture), "-l", user, "--", target.Host, command,
        ];
    }

    private sealed class Prepared(
        string host, ImmutableArray<string> arguments, bool isPlugin, string expected, Thresholds value, Thresholds duration, TimeProvider time) : PreparedCheck
    {
        public override string Peer => host;

        public override bool StartsProcess => true;

        public override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            var exit = await ChildProcess.RunAsync(Client, arguments, Kept, deadline).ConfigureAwait(false);
            clock.End("answer");
            if (exit.StartError is not null)
            {
                return CheckOutcome.Unknown($"{Client} cannot be started: {exit.StartError}");
            }

            var (said, complaint) = (Encoding.UTF8.GetString(exit.Output.Kept).TrimEnd(), Encoding.UTF8.GetString(exit.Errors.Kept).Trim());
            return exit.Code is null or ClientFailed ? CheckOutcome.Critical(complaint.Length > 0 ? complaint.Split('\n')[^1].TrimEnd('\r') : "the connection ended")
                : isPlugin ? OfPlugin(exit.Code.Value, said, clock)
                : OfCommand(exit.Code.Value, said, complaint, clock);
        }

        private CheckOutcome OfPlugin(int code, string said, PhaseClock clock)
        {
            var output = PluginOutput.Read(said);
            var timed = Timed.Outcome(clock, duration, "", code is >= 0 and <= 3 ? (CheckStatus)code : CheckStatus.Unknown);
            return new CheckOutcome(timed.Status, output.Text.Length > 0 ? output.Text : "no output")
            {
                LongText = output.LongText,
                Measurements = output.Measurements,
                Phases = timed.Phases,
            };
        }

        private CheckOutcome OfCommand(int code, string said, string complaint, PhaseClock clock)
        {
            var isNumber = double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
            var isFine = code == 0 && said.Contains(expected, StringComparison.Ordinal);
            var worth = isNumber ? CheckStatusExtensions.Worst(isFine ? CheckStatus.Ok : CheckStatus.Critical, value.Judge(number)) : isFine ? CheckStatus.Ok : CheckStatus.Critical;
            var line = (said.Length > 0 ? said : complaint).Split('\n')[0].TrimEnd('\r');
            var what = code == 0 ? line : string.Create(CultureInfo.InvariantCulture, $"ended with {code}: {line}");
            var outcome = Timed.Outcome(clock, duration, code == 0 && !isFine ? $"{what}; the output lacks “{expected}”" : what, worth);
            return outcome with
            {
                LongText = said.Contains('\n', StringComparison.Ordinal) ? said : "",
                Measurements = isNumber ? [value.Measurement("value", number, ""), .. outcome.Measurements] : outcome.Measurements,
            };
        }
    }
}
