using System.Collections.Immutable;
using System.Net;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A host answers to ping. Target: a name or an address. Measures <c>loss</c> (%), <c>rtt</c>, <c>rtt-least</c>, <c>rtt-most</c> and
/// <c>jitter</c> (mean difference between one round trip and the next), in ms.
/// </summary>
/// <remarks>The default thresholds of loss are one packet of five for a warning, three for a critical. Product rule.</remarks>
public sealed class IcmpCheck(Pinger pinger, TimeProvider time) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "icmp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("count", ParameterKind.Whole, "5", Least: 1, Most: 100),
        new("size", ParameterKind.Whole, "56", "B", 8, 65_000), // of the payload
        new("spacing", ParameterKind.Whole, "80", "ms", 1, 10_000), // from one request to the next
        new("patience", ParameterKind.Whole, "1000", "ms", 1, 60_000), // how long the last reply is waited for
        .. CheckParameter.Thresholds("loss", "%", "~:19.9", "~:59.9"),
        .. CheckParameter.Thresholds("rtt", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var plan = new Plan(
            definition.Target.Trim('[', ']'),
            definition.Whole("count"),
            definition.Whole("size"),
            TimeSpan.FromMilliseconds(definition.Whole("spacing")),
            TimeSpan.FromMilliseconds(definition.Whole("patience")));
        var (loss, rtt) = (definition.Thresholds("loss"), definition.Thresholds("rtt"));
        if (Endpoint.IsHost(plan.Host))
        {
            return new Prepared(plan, loss, rtt, pinger, time);
        }

        definition.RefuseTarget("target-not-a-host");
        return null;
    }

    private sealed record Plan(string Host, int Count, int Size, TimeSpan Spacing, TimeSpan Patience);

    private sealed class Prepared(Plan plan, Thresholds loss, Thresholds rtt, Pinger pinger, TimeProvider time) : NetworkCheck(plan.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var address = (await HostNames.ResolveAsync(plan.Host, deadline).ConfigureAwait(false))[0];
            if (pinger.SocketFor(address) is not { } socket)
            {
                return CheckOutcome.Unknown("not permitted: ICMP needs CAP_NET_RAW, or a group within net.ipv4.ping_group_range");
            }

            var trips = new RoundTrips(plan.Count);
            var tokens = new ulong[plan.Count];
            try
            {
                for (var i = 0; i < plan.Count; i++)
                {
                    if (i > 0)
                    {
                        await Task.Delay(plan.Spacing, time, deadline).ConfigureAwait(false);
                    }

                    tokens[i] = await socket.SendAsync(address, plan.Size, i, trips.Record, deadline).ConfigureAwait(false);
                }

                await trips.All.WaitAsync(plan.Patience, time, deadline).ConfigureAwait(false);
            }
            catch (Exception over) when (over is TimeoutException or OperationCanceledException)
            {
                // What has not come back by now is lost.
            }
            finally
            {
                Array.ForEach(tokens, socket.Forget);
            }

            return Judge(address, trips.Milliseconds());
        }

        private CheckOutcome Judge(IPAddress address, double[] trips)
        {
            var lost = Math.Round(100.0 * (plan.Count - trips.Length) / plan.Count, 1);
            var lossDatum = loss.Measurement("loss", lost, "%", 0, 100);
            if (trips.Length == 0)
            {
                return CheckOutcome.Critical(FormattableString.Invariant($"{address} does not answer, {plan.Count} of {plan.Count} lost")) with { Measurements = [lossDatum] };
            }

            var mean = Math.Round(trips.Average(), 3);
            var jitter = trips.Length < 2 ? 0 : Math.Round(trips.Zip(trips.Skip(1), static (one, next) => Math.Abs(next - one)).Average(), 3);
            return new CheckOutcome(
                CheckStatusExtensions.Worst(loss.Judge(lost), rtt.Judge(mean)),
                FormattableString.Invariant($"{address} answers in {mean:0.###} ms, {lost:0.#} % lost"))
            {
                Measurements =
                [
                    lossDatum,
                    rtt.Measurement("rtt", mean, "ms", least: 0),
                    new PerformanceDatum("rtt-least", trips.Min(), "ms", Minimum: 0),
                    new PerformanceDatum("rtt-most", trips.Max(), "ms", Minimum: 0),
                    new PerformanceDatum("jitter", jitter, "ms", Minimum: 0),
                ],
            };
        }
    }

    /// <summary>The round trips of one run; replies come in from the receiving loop.</summary>
    private sealed class RoundTrips(int count)
    {
        private readonly TimeSpan?[] trips = new TimeSpan?[count];
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = count;

        public Task All => all.Task;

        public void Record(int index, TimeSpan trip)
        {
            lock (trips)
            {
                trips[index] = trip;
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                all.TrySetResult();
            }
        }

        /// <summary>The trips that ended, in the order sent, in milliseconds to the microsecond.</summary>
        public double[] Milliseconds()
        {
            lock (trips)
            {
                return [.. trips.Where(trip => trip is not null).Select(trip => Math.Round(trip!.Value.TotalMilliseconds, 3))];
            }
        }
    }
}
