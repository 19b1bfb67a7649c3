using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Zabbix;

namespace Majordome.Probe.Network;

/// <summary>
/// An item of a Zabbix agent, asked for as its server asks (passive check, "Zabbix agent protocol").
/// Target <c>host[:10050]</c>. Measures <c>value</c> when the item is a number, thresholds over it, and <c>time</c> (ms). An item that the agent does not have is unknown.
/// </summary>
public sealed class ZabbixAgentCheck(TimeProvider time) : CheckType
{
    private const int LongestValue = 1024 * 1024;

    /// <inheritdoc/>
    public override string Name => "zabbix-agent";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("key", ParameterKind.Text, "agent.ping"),
        new("expect", ParameterKind.Text, ""), // text that the value must hold
        .. CheckParameter.Thresholds("value", ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (key, expected) = (definition.Text("key"), definition.Text("expect"));
        var (value, duration) = (definition.Thresholds("value"), definition.Thresholds("time"));
        if (Endpoint.TryRead(definition.Target, 10050, out var target))
        {
            return new Prepared(target, key, expected, value, duration, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(Endpoint target, string key, string expected, Thresholds value, Thresholds duration, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            await connection.Stream.WriteAsync(ZabbixAgentAnswer.Request(key), deadline).ConfigureAwait(false);
            var answer = await connection.Stream.ReadFrameAsync(LongestValue, deadline).ConfigureAwait(false);
            if (answer.Rule is not null)
            {
                return CheckOutcome.Critical("what answers does not speak as a Zabbix agent");
            }

            clock.End("answer");
            return Judge(ZabbixAgentAnswer.Read(answer.Data ?? throw new EndOfStreamException()), clock);
        }

        private CheckOutcome Judge(ZabbixAgentAnswer answer, PhaseClock clock)
        {
            if (answer.Value is not { } said)
            {
                return CheckOutcome.Unknown($"{key}: {answer.Reason}".TrimEnd(' ', ':'));
            }

            var isNumber = double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
            var worth = CheckStatusExtensions.Worst(
                isNumber ? value.Judge(number) : CheckStatus.Ok,
                said.Contains(expected, StringComparison.Ordinal) ? CheckStatus.Ok : CheckStatus.Critical);
            var first = said.Split('\n', 2)[0];
            var outcome = Timed.Outcome(clock, duration, $"{key}: {(first.Length > 200 ? first[..200] + "…" : first)}", worth);
            return isNumber ? outcome with { Measurements = [value.Measurement("value", number, ""), .. outcome.Measurements] } : outcome;
        }
    }
}
