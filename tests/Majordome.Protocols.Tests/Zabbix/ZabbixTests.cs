using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Majordome.Protocols.Zabbix;
using NodaTime;

namespace Majordome.Protocols.Tests.Zabbix;

public sealed class ZabbixTests
{
    internal const string Request =
        """{"request":"sender data","data":[{"host":"srv","key":"trap[a]","value":"1.5","clock":1764000000,"ns":5},{"host":"srv","key":"b","value":2}],"clock":1764000001}""";

    [Fact]
    public void A_frame_comes_back_plain_and_compressed()
    {
        var plain = ZabbixFrame.Write("agent.ping"u8);

        Encoding.ASCII.GetString(ZabbixFrame.Read(plain, 100).Data!).ShouldBe("agent.ping");
        Encoding.ASCII.GetString(ZabbixFrame.Read(Compressed("agent.ping"u8), 100).Data!).ShouldBe("agent.ping");
        for (var length = 0; length < plain.Length; length++)
        {
            ZabbixFrame.Read(plain.AsSpan(0, length), 100).ShouldBe(default, "more is needed");
        }
    }

    [Fact]
    public void A_frame_that_lies_is_refused_before_memory_is_taken()
    {
        ZabbixFrame.Read("GET / HTTP/1.1"u8, 100).Rule.ShouldBe("zabbix-header");
        ZabbixFrame.Read("ZBXD\u0008"u8, 100).Rule.ShouldBe("zabbix-flags");
        ZabbixFrame.Read(ZabbixFrame.Write(new byte[101]), 100).Rule.ShouldBe("zabbix-too-long");
        var bomb = Compressed(new byte[10_000_000]);
        ZabbixFrame.Read(bomb, 1_000_000).Rule.ShouldBe("zabbix-too-long");
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(9), 1000);
        ZabbixFrame.Read(bomb, 1_000_000).Rule.ShouldBe("zabbix-inflated-length");
        bomb[20] ^= 0xFF;
        ZabbixFrame.Read(bomb, 1_000_000).Rule.ShouldNotBeNull();
    }

    [Fact]
    public void A_request_is_read_and_what_is_wrong_in_it_is_told_by_its_place()
    {
        var request = ZabbixSenderRequest.Read(Encoding.UTF8.GetBytes(Request)).Value;

        request.Values.ShouldBe(
        [
            new("srv", "trap[a]", "1.5", Instant.FromUnixTimeSeconds(1764000000).PlusNanoseconds(5)),
            new("srv", "b", "2", null),
        ]);
        request.SentAt.ShouldBe(Instant.FromUnixTimeSeconds(1764000001));

        var broken = """{"request":"sender data","data":[{"host":"h","key":"k","value":"v"},{"host":"h","value":"v"},{"host":"","key":"k","value":"v"},{"host":"h","key":"k","value":{}},7,{"host":"h","key":"k","value":"v","clock":-1}]}""";
        var read = ZabbixSenderRequest.Read(Encoding.UTF8.GetBytes(broken)).Value;
        read.Values.Length.ShouldBe(1);
        read.Refused.Select(refusal => $"{refusal.Path} {refusal.Rule}").ShouldBe(
            ["data[1].key field-missing", "data[2].host text-length", "data[3].value field-type", "data[4] field-type", "data[5].clock instant-out-of-range"]);
    }

    [Theory]
    [InlineData("{", "json-malformed")]
    [InlineData("[]", "field-missing")]
    [InlineData("""{"request":"active checks"}""", "zabbix-request")]
    [InlineData("""{"request":"sender data"}""", "field-missing")]
    public void A_request_that_is_none_is_refused(string json, string rule) =>
        ZabbixSenderRequest.Read(Encoding.UTF8.GetBytes(json)).Refusals.Single().Rule.ShouldBe(rule);

    [Fact]
    public void An_agent_answers_a_value_or_why_not()
    {
        ZabbixAgentAnswer.Read("1\n"u8).ShouldBe(new ZabbixAgentAnswer("1", ""));
        ZabbixAgentAnswer.Read("ZBX_NOTSUPPORTED\0Unknown key."u8).ShouldBe(new ZabbixAgentAnswer(null, "Unknown key."));
        ZabbixAgentAnswer.Read("ZBX_NOTSUPPORTED"u8).ShouldBe(new ZabbixAgentAnswer(null, ""));
    }

    [Fact]
    public async Task The_real_sender_is_understood_and_understands()
    {
        var program = Needs.File("zabbix-sender", "/usr/bin/zabbix_sender");
        using var listener = Peer.Listen();
        var answered = AnswerAsync(listener);

        var shown = await Peer.RunAsync(program, "-z", "127.0.0.1", "-p", $"{Peer.PortOf(listener)}", "-s", "srv-web", "-k", "backup.age[é]", "-o", "12.5", "-vv");

        var request = await answered;
        (request.Values.Single().Host, request.Values.Single().Key, request.Values.Single().Value).ShouldBe(("srv-web", "backup.age[é]", "12.5"));
        shown.ShouldContain("processed: 1; failed: 0; total: 1; seconds spent: 0.250000");
    }

    private static async Task<ZabbixSenderRequest> AnswerAsync(System.Net.Sockets.TcpListener listener)
    {
        using var patience = new CancellationTokenSource(Peer.Patience);
        using var client = await listener.AcceptTcpClientAsync(patience.Token);
        var stream = client.GetStream();
        var (buffer, length) = (new byte[65_536], 0);
        ZabbixFrameReading frame;
        do
        {
            length += await stream.ReadAsync(buffer.AsMemory(length), patience.Token);
            frame = ZabbixFrame.Read(buffer.AsSpan(0, length), 65_536);
        }
        while (frame is { Data: null, Rule: null });

        frame.Rule.ShouldBeNull();
        await stream.WriteAsync(ZabbixFrame.Write(ZabbixSenderRequest.Answer(1, 0, Duration.FromMilliseconds(250))), patience.Token);
        return ZabbixSenderRequest.Read(frame.Data).Value;
    }

    internal static byte[] Compressed(ReadOnlySpan<byte> data)
    {
        var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        var frame = ZabbixFrame.Write(memory.ToArray());
        frame[4] |= 2;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(9), data.Length);
        return frame;
    }
}
