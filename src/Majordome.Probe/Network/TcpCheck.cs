using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>A TCP port accepts connections. Target <c>host:port</c>. Measures <c>time</c> (ms), thresholds over it; phases <c>dns</c>, <c>connect</c>.</summary>
public sealed class TcpCheck(TimeProvider time) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "tcp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } = [.. CheckParameter.Thresholds("time", "ms")];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var thresholds = definition.Thresholds("time");
        if (Endpoint.TryRead(definition.Target, null, out var target))
        {
            return new Prepared(target, thresholds, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(Endpoint target, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var socket = await Connection.OpenSocketAsync(target, clock, deadline).ConfigureAwait(false);
            return Timed.Outcome(clock, thresholds, "connected");
        }
    }
}

/// <summary>The outcome of a conversation that went well, judged by the time it took.</summary>
internal static class Timed
{
    /// <summary>An outcome worth what its time is worth, with <c>time</c> measured.</summary>
    public static CheckOutcome Outcome(PhaseClock clock, Thresholds thresholds, string what, CheckStatus least = CheckStatus.Ok)
    {
        var total = clock.TotalMilliseconds;
        return new CheckOutcome(
            CheckStatusExtensions.Worst(least, thresholds.Judge(total)),
            FormattableString.Invariant($"{what}, {total:0.###} ms"))
        {
            Measurements = [thresholds.Measurement("time", total, "ms", least: 0)],
            Phases = clock.Phases,
        };
    }
}
