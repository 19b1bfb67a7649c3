using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// An item of a Zabbix agent, asked for as its server asks (passive check, "Zabbix agent protocol"): header <c>ZBXD</c>, flags, length, then the key and the value as text.
/// Target <c>host[:10050]</c>. Measures <c>value</c> when the item is a number, thresholds over it, and <c>time</c> (ms). An item that the agent does not have is unknown.
/// </summary>
public sealed class ZabbixAgentCheck(TimeProvider time) : CheckType
{
    private const int HeaderLength = 13;
    private const int LongestValue = 1024 * 1024;
    private const string NotSupported = "ZBX_NOTSUPPORTED";

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
            await connection.Stream.WriteAsync(Framed(key), deadline).ConfigureAwait(false);
            var header = new byte[HeaderLength];
            await connection.Stream.ReadExactlyAsync(header, deadline).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(5));
            if (!header.AsSpan().StartsWith("ZBXD\u0001"u8) || length > LongestValue)
            {
                return CheckOutcome.Critical("what answers does not speak as a Zabbix agent");
            }

            var body = new byte[length];
            await connection.Stream.ReadExactlyAsync(body, deadline).ConfigureAwait(false);
            clock.End("answer");
            return Judge(Encoding.UTF8.GetString(body).TrimEnd('\n'), clock);
        }

        private CheckOutcome Judge(string said, PhaseClock clock)
        {
            if (said.StartsWith(NotSupported, StringComparison.Ordinal))
            {
                return CheckOutcome.Unknown($"{key}: {said[NotSupported.Length..].TrimStart('\0')}".TrimEnd(' ', ':'));
            }

            var isNumber = double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
            var worth = CheckStatusExtensions.Worst(
                isNumber ? value.Judge(number) : CheckStatus.Ok,
                said.Contains(expected, StringComparison.Ordinal) ? CheckStatus.Ok : CheckStatus.Critical);
            var first = said.Split('\n', 2)[0];
            var outcome = Timed.Outcome(clock, duration, $"{key}: {(first.Length > 200 ? first[..200] + "…" : first)}", worth);
            return isNumber ? outcome with { Measurements = [value.Measurement("value", number, ""), .. outcome.Measurements] } : outcome;
        }

        private static byte[] Framed(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var framed = new byte[HeaderLength + bytes.Length];
            "ZBXD\u0001"u8.CopyTo(framed);
            BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(5), (uint)bytes.Length);
            bytes.CopyTo(framed, HeaderLength);
            return framed;
        }
    }
}
