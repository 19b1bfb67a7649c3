using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Ntp;

namespace Majordome.Probe.Network;

/// <summary>
/// A time server's clock against this machine's (RFC 5905, client mode). Target <c>host[:123]</c>. Measures <c>offset</c> (s, positive when the server is ahead),
/// <c>delay</c> (s), <c>stratum</c> and <c>root-dispersion</c> (s). Asks again every second while the time lasts.
/// </summary>
/// <remarks>Critical whatever the thresholds: a server that says it is not synchronised (leap 3, stratum 0 or 16). The default thresholds, half a second and five seconds: product rule.</remarks>
public sealed class NtpCheck(TimeProvider time) : CheckType
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>By which a server sends a client away (RFC 5905, 7.4); the other codes of stratum 0 tell of its own state.</summary>
    private static readonly string[] KissCodes = ["DENY", "RSTR", "RATE"];

    /// <inheritdoc/>
    public override string Name => "ntp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        .. CheckParameter.Thresholds("offset", "s", "-0.5:0.5", "-5:5"),
        .. CheckParameter.Thresholds("stratum", ""),
        .. CheckParameter.Thresholds("root-dispersion", "s"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (offset, stratum, dispersion) = (definition.Thresholds("offset"), definition.Thresholds("stratum"), definition.Thresholds("root-dispersion"));
        if (Endpoint.TryRead(definition.Target, 123, out var target))
        {
            return new Prepared(target, offset, stratum, dispersion, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(Endpoint target, Thresholds offset, Thresholds stratum, Thresholds dispersion, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var address = (await HostNames.ResolveAsync(target.Host, deadline).ConfigureAwait(false))[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, target.Port), deadline).ConfigureAwait(false);
            while (true)
            {
                using var limit = new CancellationTokenSource(AskAgain, time);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(deadline, limit.Token);
                try
                {
                    return await AskAsync(socket, patience.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
                {
                    // No answer yet: the request or the answer was lost.
                }
            }
        }

        private async Task<CheckOutcome> AskAsync(Socket socket, CancellationToken patience)
        {
            var packet = new byte[512];
            var cookie = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
            NtpPacket.WriteRequest(packet, cookie);
            var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
            await socket.SendAsync(packet.AsMemory(0, NtpPacket.Length), patience).ConfigureAwait(false);
            while (true)
            {
                var length = await socket.ReceiveAsync(packet, patience).ConfigureAwait(false);
                var took = time.GetElapsedTime(began);
                if (NtpPacket.TryRead(packet.AsSpan(0, length), out var answer) && answer!.Origin == cookie)
                {
                    return Judge(answer, NtpPacket.Timestamp((at - DateTimeOffset.UnixEpoch).Ticks), NtpPacket.Timestamp((at + took - DateTimeOffset.UnixEpoch).Ticks));
                }
            }
        }

        private CheckOutcome Judge(NtpPacket answer, ulong sent, ulong arrived)
        {
            if (answer.Stratum == 0)
            {
                return CheckOutcome.Critical(KissCodes.Contains(answer.Reference) ? $"the time server refuses: {answer.Reference}" : "the time server is not synchronised")
                    with { LongText = $"reference {answer.Reference}" };
            }

            var (ahead, delay) = answer.Compare(sent, arrived);
            (ahead, delay) = (Math.Round(ahead, 6), Math.Round(Math.Max(0, delay), 6));
            var rootDispersion = Math.Round(answer.RootDispersion, 6);
            var isLost = answer.Leap == 3 || answer.Stratum >= 16;
            CheckStatus[] worth =
                [isLost ? CheckStatus.Critical : CheckStatus.Ok, offset.Judge(ahead), stratum.Judge(answer.Stratum), dispersion.Judge(rootDispersion)];
            return new CheckOutcome(
                worth.Aggregate(CheckStatusExtensions.Worst),
                FormattableString.Invariant($"offset {ahead:0.######} s, stratum {answer.Stratum}{(isLost ? ", not synchronised" : "")}"))
            {
                LongText = $"reference {answer.Reference}",
                Measurements =
                [
                    offset.Measurement("offset", ahead, "s"),
                    new("delay", delay, "s", Minimum: 0),
                    stratum.Measurement("stratum", answer.Stratum, "", 1, 16),
                    dispersion.Measurement("root-dispersion", rootDispersion, "s", 0),
                ],
            };
        }
    }
}
