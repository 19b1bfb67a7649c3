using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Majordome.Protocols.Dns;

namespace Majordome.Probe.Network;

/// <summary>What is asked of name servers.</summary>
/// <param name="Name">Name in ASCII, one that <see cref="DnsQuery"/> can write.</param>
/// <param name="Type">Kind of record.</param>
/// <param name="WantsSignatures">Whether signatures are wanted with them.</param>
internal sealed record DnsQuestion(string Name, DnsType Type, bool WantsSignatures = false);

/// <summary>
/// Asks one question of one name server: over UDP, again every second while the time lasts, over TCP when the answer was cut, and once more without extensions when the server could
/// not read the query with them.
/// </summary>
internal sealed class DnsClient(TimeProvider time)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>The answer; <c>null</c> when what answers over TCP does not speak DNS.</summary>
    public async Task<DnsMessage?> AskAsync(Endpoint server, DnsQuestion question, PhaseClock clock, CancellationToken deadline)
    {
        var answer = await AskAsync(server, question, isExtended: true, clock, deadline).ConfigureAwait(false);

        // RFC 6891, 7: so answers who does not know EDNS.
        return answer is { Code: DnsResponseCode.FormatError } ? await AskAsync(server, question, isExtended: false, clock, deadline).ConfigureAwait(false) : answer;
    }

    private async Task<DnsMessage?> AskAsync(Endpoint server, DnsQuestion question, bool isExtended, PhaseClock clock, CancellationToken deadline)
    {
        var query = new byte[DnsQuery.LargestQuery];
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        DnsQuery.TryWrite(query, id, question.Name, question.Type, out var length, question.WantsSignatures, isExtended);
        var answer = await AskOverUdpAsync(server, query.AsMemory(0, length), id, question, deadline).ConfigureAwait(false);
        return answer.IsTruncated ? await AskOverTcpAsync(server, query.AsMemory(0, length), question, clock, deadline).ConfigureAwait(false) : answer;
    }

    private async Task<DnsMessage> AskOverUdpAsync(Endpoint target, ReadOnlyMemory<byte> query, ushort id, DnsQuestion question, CancellationToken deadline)
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
                if (await ReceiveAsync(socket, buffer, id, question, patience.Token).ConfigureAwait(false) is { } answer)
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
    private static async Task<DnsMessage?> ReceiveAsync(Socket socket, byte[] buffer, ushort id, DnsQuestion question, CancellationToken patience)
    {
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer.AsMemory(), patience).ConfigureAwait(false);
            if (DnsReader.TryRead(buffer.AsSpan(0, length), out var answer, out _) && answer!.IsResponse && answer.Id == id && Answers(answer, question))
            {
                return answer;
            }
        }
    }

    /// <summary>Whether an answer is to the question; who could not read the question may leave it out.</summary>
    private static bool Answers(DnsMessage answer, DnsQuestion question) =>
        (answer.QuestionType == question.Type &&
            string.Equals(answer.QuestionName, question.Name.TrimEnd('.') is "" ? "." : question.Name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)) ||
        (answer.Code == DnsResponseCode.FormatError && answer.QuestionName.Length == 0);

    private static async Task<DnsMessage?> AskOverTcpAsync(Endpoint target, ReadOnlyMemory<byte> query, DnsQuestion question, PhaseClock clock, CancellationToken deadline)
    {
        using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
        var framed = new byte[2 + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed.AsMemory(2));
        await connection.Stream.WriteAsync(framed, deadline).ConfigureAwait(false);
        await connection.Stream.ReadExactlyAsync(framed.AsMemory(0, 2), deadline).ConfigureAwait(false);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await connection.Stream.ReadExactlyAsync(answer, deadline).ConfigureAwait(false);
        return DnsReader.TryRead(answer, out var message, out _) && message!.IsResponse && !message.IsTruncated && Answers(message, question) ? message : null;
    }
}
