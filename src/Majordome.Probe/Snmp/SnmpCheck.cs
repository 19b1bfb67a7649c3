using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp;

/// <summary>
/// Reads objects of a device by SNMP, all versions. Target <c>device[:161]</c>. Numbers are measured as they are, counters as their rate a second, from
/// the second run on. Measures <c>value</c>, of several objects <c>value</c>, <c>value-2</c>…; the thresholds judge each.
/// </summary>
public sealed class SnmpCheck(SnmpClient client, TimeProvider time) : CheckType
{
    /// <summary>The most objects of a check: they have to fit one message.</summary>
    private const int MostObjects = 50;

    /// <inheritdoc/>
    public override string Name => "snmp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("oid", ParameterKind.Text, null), // several are separated by commas
        .. SnmpAccess.Parameters,
        new("unit", ParameterKind.Text, ""),
        .. CheckParameter.Thresholds("value", ""),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var oids = new List<Oid>();
        foreach (var text in definition.Text("oid").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Oid.TryParse(text, out var oid) || !BerWriter.CanWrite(oid) || oids.Count == MostObjects)
            {
                definition.Refuse("oid", "snmp-oid-unreadable", text);
                return null;
            }

            oids.Add(oid);
        }

        if (oids.Count == 0 && definition.Refusals.IsEmpty)
        {
            definition.Refuse("oid", "parameter-missing");
        }

        var (thresholds, unit) = (definition.Thresholds("value"), definition.Text("unit"));
        return SnmpAccess.Read(definition) is { } access ? new Prepared(client, time, access, oids, thresholds, unit) : null;
    }

    private sealed class Prepared(
        SnmpClient client, TimeProvider time, SnmpAccess access, List<Oid> oids, Thresholds thresholds, string unit) : NetworkCheck(access.Device.Host)
    {
        /// <summary>The run's own time limit ends it, not a number of retries.</summary>
        private const int Retries = 1_000;

        /// <summary>Each counter as it was last read, and our time stamp of then: a run may bring no answer, or not of every object.</summary>
        private readonly (CounterReading Reading, long At)?[] before = new (CounterReading, long)?[oids.Count];

        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var device = await access.TargetAsync(Retries, deadline).ConfigureAwait(false);
            var answer = await client.GetAsync(device, [InventoryRoots.Uptime, .. oids], deadline).ConfigureAwait(false);
            return answer.IsGood ? Judge(answer.VarBinds, time.GetTimestamp()) : SnmpAccess.Failed(answer.Fault, answer.Error, Retries);
        }

        private CheckOutcome Judge(IReadOnlyList<VarBind> read, long now)
        {
            var uptime = (uint)read[0].Value.AsUnsigned;
            var status = CheckStatus.Ok;
            var (said, measured) = (new List<string>(), ImmutableArray.CreateBuilder<PerformanceDatum>());
            for (var at = 0; at < oids.Count; at++)
            {
                var value = read[at + 1].Value;
                var (number, text) = value.Type is SnmpType.Counter32 or SnmpType.Counter64
                    ? Rate(at, new CounterReading(value.Type, value.AsUnsigned, uptime), now)
                    : (value.IsNumber ? value.AsDouble : null, value.Exists ? value.Text : "no such object");
                said.Add(oids.Count == 1 ? text : $"{oids[at]}: {text}");
                var worth = number is { } figure ? thresholds.Judge(figure) : value.Exists ? CheckStatus.Ok : CheckStatus.Unknown;
                status = CheckStatusExtensions.Worst(status, worth);
                if (number is { } known)
                {
                    measured.Add(thresholds.Measurement(at == 0 ? "value" : string.Create(CultureInfo.InvariantCulture, $"value-{at + 1}"), known, unit));
                }
            }

            return new CheckOutcome(status, string.Join(", ", said)) { Measurements = measured.ToImmutable() };
        }

        private (double? Number, string Text) Rate(int at, CounterReading here, long now)
        {
            var earlier = before[at];
            before[at] = (here, now);
            if (earlier is not { } then)
            {
                return (null, "a counter, its rate comes with the next run");
            }

            var step = CounterStep.Between(then.Reading, here, time.GetElapsedTime(then.At, now));
            return step.PerSecond is { } rate
                ? (rate, string.Create(CultureInfo.InvariantCulture, $"{rate:0.###}{(unit.Length > 0 ? $" {unit}" : "")} each second"))
                : (null, step.Move == CounterMove.Restarted ? "the agent restarted, the rate comes with the next run" : "a counter without a rate in this run");
        }
    }
}
