using System.Collections.Immutable;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// A server speaks SSH: it sends its identification (RFC 4253, 4.2), possibly after other lines. Target <c>host[:22]</c>.
/// Measures <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>banner</c>.
/// </summary>
public sealed class SshCheck(TimeProvider time) : CheckType
{
    private const int LinesBefore = 50;

    /// <inheritdoc/>
    public override string Name => "ssh";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } = [.. CheckParameter.Thresholds("time", "ms")];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var thresholds = definition.Thresholds("time");
        if (Endpoint.TryRead(definition.Target, 22, out var target))
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
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            for (var i = 0; i < LinesBefore; i++)
            {
                var line = await connection.ReadLineAsync(deadline).ConfigureAwait(false);
                if (line is null)
                {
                    break;
                }

                if (line.StartsWith("SSH-2.0-", StringComparison.Ordinal) || line.StartsWith("SSH-1.99-", StringComparison.Ordinal))
                {
                    clock.End("banner");
                    return Timed.Outcome(clock, thresholds, line);
                }
            }

            return CheckOutcome.Critical("what answers does not speak SSH 2");
        }
    }
}
