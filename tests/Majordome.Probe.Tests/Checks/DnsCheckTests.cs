using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Dns;

namespace Majordome.Probe.Tests.Checks;

public sealed class DnsCheckTests
{
    private const ushort Truncated = 0x0200;
    private static readonly byte[] TwoAddresses = Convert.FromHexString(
        "C00C" + "0001" + "0001" + "0000003C" + "0004" + "C0000201" + "C00C" + "0001" + "0001" + "0000003C" + "0004" + "C0000202");

    [Theory]
    [InlineData("", CheckStatus.Ok, "example.org A: 192.0.2.1, 192.0.2.2")]
    [InlineData("192.0.2.2, 192.0.2.1", CheckStatus.Ok, "example.org A: 192.0.2.1, 192.0.2.2")]
    [InlineData("192.0.2.3", CheckStatus.Critical, "example.org A: 192.0.2.1, 192.0.2.2; missing 192.0.2.3")]
    public async Task Answers_are_judged_by_what_is_expected(string expected, CheckStatus status, string text)
    {
        using var server = new NameServer((query, _) => Answer(query, 0, TwoAddresses, 2));

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org", $"expect={expected}");

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldStartWith(text);
        outcome.Measurements.Single(datum => datum.Label == "answers").Value.ShouldBe(2);
    }

    [Theory]
    [InlineData(3, "example.org A: no such name")]
    [InlineData(2, "example.org A: answered ServerFailure")]
    [InlineData(0, "example.org A: no such record")]
    public async Task A_refusal_of_the_server_is_critical(ushort code, string text)
    {
        using var server = new NameServer((query, _) => Answer(query, code, [], 0));

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task An_answer_that_was_cut_is_asked_for_over_tcp()
    {
        using var server = new NameServer((query, isTcp) => isTcp ? Answer(query, 0, TwoAddresses, 2) : Answer(query, Truncated, [], 0));

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
    }

    [Fact]
    public async Task An_answer_that_was_cut_within_a_record_is_asked_for_over_tcp()
    {
        using var server = new NameServer((query, isTcp) => isTcp ? Answer(query, 0, TwoAddresses, 2) : Answer(query, Truncated, TwoAddresses[..^3], 2));

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
    }

    [Fact]
    public async Task A_server_that_cannot_read_a_query_with_extensions_is_asked_without()
    {
        using var server = new NameServer((query, _) => query[11] > 0 ? [query[0], query[1], 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0] : Answer(query, 0, TwoAddresses, 2));

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
    }

    [Fact]
    public async Task A_server_that_can_read_no_query_says_so_twice()
    {
        var asked = new List<bool>();
        using var server = new NameServer((query, _) =>
        {
            asked.Add(query[11] > 0);
            return [query[0], query[1], 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0];
        });

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org");

        outcome.Text.ShouldStartWith("example.org A: answered FormatError");
        asked.ShouldBe([true, false]);
    }

    [Fact]
    public async Task Servers_that_a_zone_names_and_that_can_be_none_are_not_asked()
    {
        var soa = Convert.FromHexString("C00C" + "0006" + "0001" + "0000003C" + "0018" + "C00C" + "C00C" + "0000000700000E1000000E1000000E1000000E10");
        var label = "3F" + string.Concat(Enumerable.Repeat("01", 63)); // 252 characters in presentation form
        var ns = Convert.FromHexString("C00C" + "0002" + "0001" + "0000003C" + "0081" + label + label + "00");
        using var server = new NameServer((query, _) =>
        {
            DnsReader.TryRead(query, out var asked, out string? _).ShouldBeTrue();
            return Answer(query, 0, asked!.QuestionType == DnsType.Soa ? soa : ns, 1);
        });

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=example.org", "type=SOA", "serial-servers=ns");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
    }

    [Fact]
    public async Task Answers_to_other_questions_are_not_taken()
    {
        var sent = 0;
        using var server = new NameServer((query, _) =>
        {
            var answer = Answer(query, 0, TwoAddresses, 2);
            answer[0] ^= (byte)(++sent == 1 ? 0xFF : 0); // the first answer has another number
            return answer;
        });

        var outcome = await OneRun.OnceAsync("dns", server.Target, "name=EXAMPLE.org");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        sent.ShouldBe(2, "it asked again");
    }

    private static byte[] Answer(byte[] query, ushort flags, byte[] records, ushort count)
    {
        DnsReader.TryRead(query, out var asked, out _).ShouldBeTrue();
        var question = query[12..(12 + asked!.QuestionName.Length + 2 + 4)];
        var answer = new byte[12 + question.Length + records.Length];
        query.AsSpan(0, 2).CopyTo(answer);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(0x8180 | flags));
        answer[5] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), count);
        question.CopyTo(answer, 12);
        records.CopyTo(answer, 12 + question.Length);
        return answer;
    }

    /// <summary>Answers over UDP and, on the same port, over TCP.</summary>
    private sealed class NameServer : IDisposable
    {
        private readonly TcpListener tcp = new(IPAddress.Loopback, 0);
        private readonly UdpClient udp;

        public NameServer(Func<byte[], bool, byte[]> answer)
        {
            tcp.Start();
            udp = new UdpClient((IPEndPoint)tcp.LocalEndpoint);
            _ = OverUdpAsync(answer);
            _ = OverTcpAsync(answer);
        }

        public string Target => tcp.LocalEndpoint.ToString()!;

        public void Dispose()
        {
            tcp.Dispose();
            udp.Dispose();
        }

        private async Task OverUdpAsync(Func<byte[], bool, byte[]> answer)
        {
            while (true)
            {
                var query = await udp.ReceiveAsync();
                await udp.SendAsync(answer(query.Buffer, false), query.RemoteEndPoint);
            }
        }

        private async Task OverTcpAsync(Func<byte[], bool, byte[]> answer)
        {
            while (true)
            {
                using var client = await tcp.AcceptTcpClientAsync();
                var length = new byte[2];
                await client.GetStream().ReadExactlyAsync(length);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await client.GetStream().ReadExactlyAsync(query);
                var reply = answer(query, true);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)reply.Length);
                await client.GetStream().WriteAsync((byte[])[.. length, .. reply]);
            }
        }
    }
}
