using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Dns;

namespace Majordome.Probe.Network;

/// <summary>
/// A name server answers for a name. Target <c>server[:53]</c>. Asks over UDP, again every second while the time lasts, and over TCP
/// when the answer was cut. Measures <c>time</c> (ms) and <c>answers</c>.
/// </summary>
public sealed class DnsCheck(TimeProvider time) : CheckType
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly IdnMapping International = new() { UseStd3AsciiRules = false };

    /// <inheritdoc/>
    public override string Name => "dns";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("name", ParameterKind.Text, null),
        new("type", ParameterKind.Choice, "A", Choices: ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"]),
        new("expect", ParameterKind.Text, ""), // comma-separated data, in the form of DnsRecord.Data; all must be among the answers
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var name = Ascii(definition.Text("name"));
        if (name is null || !DnsQuery.IsName(name))
        {
            definition.Refuse("name", "parameter-not-a-domain-name", definition.Text("name"));
        }

        var type = Enum.TryParse<DnsType>(definition.Choice("type"), ignoreCase: true, out var read) ? read : DnsType.A;
        var expected = definition.Text("expect").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var thresholds = definition.Thresholds("time");
        if (!Endpoint.TryRead(definition.Target, 53, out var target))
        {
            definition.RefuseTarget("target-not-host-and-port");
            return null;
        }

        return name is null ? null : new Prepared(target, name, type, expected, thresholds, time);
    }

    private static string? Ascii(string name)
    {
        try
        {
            return name is "." ? name : International.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed class Prepared(Endpoint target, string name, DnsType type, string[] expected, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            var query = new byte[DnsQuery.LargestQuery];
            var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
            DnsQuery.TryWrite(query, id, name, type, out var length);
            var answer = await AskOverUdpAsync(query.AsMemory(0, length), id, deadline).ConfigureAwait(false);
            if (answer.IsTruncated)
            {
                answer = await AskOverTcpAsync(query.AsMemory(0, length), clock, deadline).ConfigureAwait(false);
            }

            return Judge(answer, clock);
        }

        private CheckOutcome Judge(DnsMessage? answer, PhaseClock clock)
        {
            if (answer is null)
            {
                return CheckOutcome.Critical("what answers does not speak DNS");
            }

            var data = answer.Answers.Where(record => record.Type == type).Select(record => record.Data).ToArray();
            var missing = expected.Except(data, StringComparer.OrdinalIgnoreCase).ToArray();
            var asked = $"{name} {type.ToString().ToUpperInvariant()}";
            var (least, text) = answer.Code switch
            {
                DnsResponseCode.NoError when data.Length == 0 => (CheckStatus.Critical, $"{asked}: no such record"),
                DnsResponseCode.NoError when missing.Length > 0 =>
                    (CheckStatus.Critical, $"{asked}: {string.Join(", ", data)}; missing {string.Join(", ", missing)}"),
                DnsResponseCode.NoError => (CheckStatus.Ok, $"{asked}: {string.Join(", ", data)}"),
                DnsResponseCode.NameError => (CheckStatus.Critical, $"{asked}: no such name"),
                _ => (CheckStatus.Critical, $"{asked}: answered {answer.Code}"),
            };
            var outcome = Timed.Outcome(clock, thresholds, text, least);
            return outcome with { Measurements = outcome.Measurements.Add(new("answers", data.Length, Minimum: 0)) };
        }

        private async Task<DnsMessage> AskOverUdpAsync(ReadOnlyMemory<byte> query, ushort id, CancellationToken deadline)
        {
            var address = (await HostNames.ResolveAsync(target.Host, deadline).ConfigureAwait(false))[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, target.Port), deadline).ConfigureAwait(false);
            var buffer = new byte[4096];
            while (true)
            {
                using var limit = new CancellationTokenSource(AskAgain, time);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(deadline, limit.Token);
                await socket.SendAsync(query, deadline).ConfigureAwait(false);
                try
                {
                    if (await ReceiveAsync(socket, buffer, id, patience.Token).ConfigureAwait(false) is { } answer)
                    {
                        return answer;
                    }
                }
                catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
                {
                    // No answer yet: the query or the answer was lost.
                }
            }
        }

        /// <summary>Waits for the answer to this query; anything else that arrives is not it (RFC 5452, 9.1).</summary>
        private async Task<DnsMessage?> ReceiveAsync(Socket socket, byte[] buffer, ushort id, CancellationToken patience)
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer.AsMemory(), patience).ConfigureAwait(false);
                if (DnsReader.TryRead(buffer.AsSpan(0, length), out var answer, out _) && answer!.IsResponse && answer.Id == id && Answers(answer))
                {
                    return answer;
                }
            }
        }

        private bool Answers(DnsMessage answer) =>
            answer.QuestionType == type && string.Equals(answer.QuestionName, name.TrimEnd('.') is "" ? "." : name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

        private async Task<DnsMessage?> AskOverTcpAsync(ReadOnlyMemory<byte> query, PhaseClock clock, CancellationToken deadline)
        {
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            var framed = new byte[2 + query.Length];
            BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
            query.CopyTo(framed.AsMemory(2));
            await connection.Stream.WriteAsync(framed, deadline).ConfigureAwait(false);
            await connection.Stream.ReadExactlyAsync(framed.AsMemory(0, 2), deadline).ConfigureAwait(false);
            var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
            await connection.Stream.ReadExactlyAsync(answer, deadline).ConfigureAwait(false);
            return DnsReader.TryRead(answer, out var message, out _) && message!.IsResponse && Answers(message) ? message : null;
        }
    }
}
