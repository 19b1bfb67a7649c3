using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// A UDP service answers a datagram. Target <c>host:port</c>. Sends <c>payload</c>, again every second while the time lasts, and waits for an answer; with <c>expect</c>, for one that
/// holds it. Measures <c>time</c> (ms) and <c>size</c> (B, of the answer). Without an answer it is critical: silence over UDP cannot be told from a service that is down.
/// </summary>
/// <remarks>Payload and expectation are texts in UTF-8 in which <c>\xHH</c> is a byte, <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\0</c> and <c>\\</c> what they are in C.</remarks>
public sealed class UdpCheck(TimeProvider time) : CheckType
{
    private static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Name => "udp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("payload", ParameterKind.Text, null),
        new("expect", ParameterKind.Text, ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (payload, expected) = (Bytes(definition, "payload"), Bytes(definition, "expect"));
        var thresholds = definition.Thresholds("time");
        if (Endpoint.TryRead(definition.Target, null, out var target))
        {
            return new Prepared(target, payload, expected, thresholds, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private static byte[] Bytes(ParameterReader definition, string name)
    {
        var text = definition.Text(name);
        using var bytes = new MemoryStream();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
                bytes.Write(Encoding.UTF8.GetBytes(rune.ToString()));
                i += length - 1;
                continue;
            }

            if (!TryReadEscape(text, ref i, out var octet))
            {
                definition.Refuse(name, "parameter-not-bytes", text);
                return [];
            }

            bytes.WriteByte(octet);
        }

        return bytes.ToArray();
    }

    private static bool TryReadEscape(string text, ref int i, out byte octet)
    {
        octet = 0;
        if (++i >= text.Length)
        {
            return false;
        }

        if (text[i] == 'x')
        {
            i += 2;
            return i < text.Length && byte.TryParse(text.AsSpan(i - 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
        }

        const string letters = "nrt0\\", meant = "\n\r\t\0\\";
        var known = letters.IndexOf(text[i], StringComparison.Ordinal);
        octet = known < 0 ? (byte)0 : (byte)meant[known];
        return known >= 0;
    }

    private sealed class Prepared(Endpoint target, byte[] payload, byte[] expected, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            var address = (await HostNames.ResolveAsync(target.Host, deadline).ConfigureAwait(false))[0];
            clock.End("dns");
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, target.Port), deadline).ConfigureAwait(false);
            var buffer = new byte[65536];
            while (true)
            {
                using var limit = new CancellationTokenSource(SendAgain, time);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(deadline, limit.Token);
                await socket.SendAsync(payload, deadline).ConfigureAwait(false);
                try
                {
                    var length = await ReceiveAsync(socket, buffer, patience.Token).ConfigureAwait(false);
                    clock.End("answer");
                    var outcome = Timed.Outcome(clock, thresholds, "answers");
                    return outcome with { Measurements = outcome.Measurements.Add(new("size", length, "B", Minimum: 0)) };
                }
                catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
                {
                    // No answer yet: one of the two was lost.
                }
            }
        }

        private async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken patience)
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer, patience).ConfigureAwait(false);
                if (buffer.AsSpan(0, length).IndexOf(expected) >= 0)
                {
                    return length;
                }
            }
        }
    }
}
