using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Nrpe;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A plugin run by the Nagios Remote Plugin Executor of a machine. Target <c>host[:5666]</c>. What the plugin says is the result: state, text, performance data; <c>time</c> (ms) is measured beside.
/// </summary>
/// <remarks>
/// <c>ssl</c> none is the daemon's <c>-n</c>; <c>certificate</c> is TLS with a certificate at the daemon. The anonymous key exchange (ADH), which older daemons offer when they have no certificate, is not
/// in .NET: such a daemon is answered for only with <c>none</c>, or once it has a certificate. No answer is critical; an answer that is none, or another result than 0 to 3, is unknown.
/// </remarks>
public sealed class NrpeCheck(TimeProvider time) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "nrpe";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("command", ParameterKind.Text, "_NRPE_CHECK"), // by default the daemon tells its version
        new("arguments", ParameterKind.Text, ""), // parted by !, as the daemon takes them
        new("version", ParameterKind.Choice, "4", Choices: ["2", "3", "4"]),
        new("ssl", ParameterKind.Choice, "certificate", Choices: ["certificate", "none"]),
        new("verify", ParameterKind.Flag, "true"),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (command, arguments) = (definition.Text("command"), definition.Text("arguments"));
        var version = definition.Choice("version") switch { "2" => 2, "3" => 3, _ => 4 };
        var (ssl, verify, thresholds) = (definition.Choice("ssl") is "certificate", definition.Flag("verify"), definition.Thresholds("time"));
        if (NrpePacket.WriteQuery(version, arguments.Length == 0 ? command : $"{command}!{arguments}") is not { } query)
        {
            definition.Refuse("arguments", "parameter-too-long", arguments);
            return null;
        }

        if (Endpoint.TryRead(definition.Target, 5666, out var target))
        {
            return new Prepared(target, query, ssl, verify, thresholds, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(Endpoint target, byte[] query, bool ssl, bool verify, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            if (ssl)
            {
                await connection.SecureAsync(target.Host, verify, clock, deadline).ConfigureAwait(false);
            }

            await connection.Stream.WriteAsync(query, deadline).ConfigureAwait(false);
            var packet = new byte[16];
            await connection.Stream.ReadExactlyAsync(packet, deadline).ConfigureAwait(false);
            if (NrpePacket.RestOf(packet) is not { } rest)
            {
                return CheckOutcome.Unknown("what answers does not speak NRPE");
            }

            Array.Resize(ref packet, 16 + rest);
            await connection.Stream.ReadExactlyAsync(packet.AsMemory(16), deadline).ConfigureAwait(false);
            clock.End("answer");
            return NrpePacket.TryReadResponse(packet, out var result, out var text) ? Judge(result, text, clock) : CheckOutcome.Unknown("the answer's checksum is wrong");
        }

        private CheckOutcome Judge(int result, string said, PhaseClock clock)
        {
            var output = PluginOutput.Read(said);
            var worth = result is >= 0 and <= 3 ? (CheckStatus)result : CheckStatus.Unknown;
            var timed = Timed.Outcome(clock, thresholds, "", worth);
            return new CheckOutcome(timed.Status, output.Text.Length > 0 ? output.Text : "no output")
            {
                LongText = output.LongText,
                Measurements = [.. output.Measurements, .. output.Measurements.Any(datum => datum.Label == "time") ? [] : timed.Measurements],
                Phases = timed.Phases,
            };
        }
    }
}
