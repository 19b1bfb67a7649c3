using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A host answers to ping. Target: a name or an address. Measures <c>loss</c> (%), <c>rtt</c>, <c>rtt-least</c>, <c>rtt-most</c> and
/// <c>jitter</c> (mean difference between one round trip and the next), in ms. A time-out that is shorter than <c>count</c> times <c>spacing</c> ends it early, judged by what has left.
/// </summary>
/// <remarks>The default thresholds of loss are one packet of five for a warning, three for a critical. Product rule.</remarks>
public sealed class IcmpCheck(Pinger pinger) : CheckType
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
        var host = definition.Target.Trim('[', ']');
        var plan = new EchoPlan(
            definition.Whole("count"),
            definition.Whole("size"),
            TimeSpan.FromMilliseconds(definition.Whole("spacing")),
            TimeSpan.FromMilliseconds(definition.Whole("patience")));
        var (loss, rtt) = (definition.Thresholds("loss"), definition.Thresholds("rtt"));
        if (Endpoint.IsHost(host))
        {
            return new Prepared(host, plan, loss, rtt, pinger);
        }

        definition.RefuseTarget("target-not-a-host");
        return null;
    }

    private sealed class Prepared(string host, EchoPlan plan, Thresholds loss, Thresholds rtt, Pinger pinger) : NetworkCheck(host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var address = (await HostNames.ResolveAsync(Peer, deadline).ConfigureAwait(false))[0];
            if (!pinger.Reaches(address.AddressFamily))
            {
                return CheckOutcome.Unknown("not permitted: ICMP needs CAP_NET_RAW, or a group within net.ipv4.ping_group_range");
            }

            var figures = (await pinger.PingAllAsync([address], plan, deadline).ConfigureAwait(false))[0];
            return figures is { Received: 0, Fault: not SocketError.Success } ? throw new SocketException((int)figures.Fault)
                : figures.Sent == 0 ? CheckOutcome.Unknown("no request could leave in time")
                : Judge(address, figures);
        }

        private CheckOutcome Judge(IPAddress address, EchoFigures figures)
        {
            var (lost, trips) = (Math.Round(figures.Loss, 1), figures.Milliseconds());
            var lossDatum = loss.Measurement("loss", lost, "%", 0, 100);
            var cut = figures.Sent < plan.Count ? FormattableString.Invariant($", ended after {figures.Sent} of {plan.Count}") : "";
            if (trips.Length == 0)
            {
                return CheckOutcome.Critical(FormattableString.Invariant($"{address} does not answer, {figures.Sent} of {figures.Sent} lost{cut}")) with { Measurements = [lossDatum] };
            }

            var mean = Math.Round(trips.Average(), 3);
            return new CheckOutcome(
                CheckStatusExtensions.Worst(loss.Judge(lost), rtt.Judge(mean)),
                FormattableString.Invariant($"{address} answers in {mean:0.###} ms, {lost:0.#} % lost{cut}"))
            {
                Measurements =
                [
                    lossDatum,
                    rtt.Measurement("rtt", mean, "ms", least: 0),
                    new PerformanceDatum("rtt-least", trips.Min(), "ms", Minimum: 0),
                    new PerformanceDatum("rtt-most", trips.Max(), "ms", Minimum: 0),
                    new PerformanceDatum("jitter", Math.Round(EchoFigures.Jitter(trips), 3), "ms", Minimum: 0),
                ],
            };
        }
    }
}
