using System.Net;
using System.Net.Sockets;
using System.Text;
using Majordome.Domain.Monitoring;

namespace Majordome.Probe.Tests.Checks;

/// <summary>Peers that are down, slow, lying or endless: every run ends in time, and its connection with it.</summary>
public sealed class HostilePeersTests
{
    /// <summary>Each type that speaks over TCP, with what it needs; and one that is lied to with a length that is not true.</summary>
    public static readonly TheoryData<string, string> Talkers = new()
    {
        { "http", "" }, { "tls", "" }, { "tls", "starttls=smtp" }, { "tls", "starttls=imap" }, { "tls", "starttls=ldap" }, { "tls", "starttls=postgres" },
        { "smtp", "" }, { "ssh", "" }, { "postgresql", "" }, { "imap", "" }, { "imap", "security=tls" }, { "nrpe", "ssl=none" }, { "nrpe", "" }, { "nut", "ups=x" }, { "nut", "" },
        { "zabbix-agent", "" }, { "ldap", "" }, { "ldap", "security=tls" }, { "sql", "query=SELECT 1" },
        { "prometheus", "" },
    };

    [Theory]
    [MemberData(nameof(Talkers))]
    public async Task Who_listens_and_says_nothing_costs_the_time_out_and_no_more(string type, string parameter)
    {
        await using var server = LoopbackServer.Start(static async (stream, cancellation) =>
        {
            while (await stream.ReadAsync(new byte[1024], cancellation) > 0)
            {
                // Listens until the peer closes.
            }
        });
        await EndsAsync(server, type, parameter);
    }

    [Theory]
    [MemberData(nameof(Talkers))]
    public async Task Who_says_a_byte_at_a_time_costs_the_time_out_and_no_more(string type, string parameter)
    {
        await using var server = LoopbackServer.Start(static async (stream, cancellation) =>
        {
            while (true)
            {
                await stream.WriteAsync("2"u8.ToArray(), cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, cancellation);
            }
        });
        await EndsAsync(server, type, parameter);
    }

    [Theory]
    [MemberData(nameof(Talkers))]
    public async Task Who_never_stops_talking_is_not_listened_to_for_ever(string type, string parameter)
    {
        await using var server = LoopbackServer.Start(static async (stream, cancellation) =>
        {
            var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("250-more\r\n", 1000)));
            while (true)
            {
                await stream.WriteAsync(lines, cancellation);
            }
        });
        await EndsAsync(server, type, parameter);
    }

    [Theory]
    [MemberData(nameof(Talkers))]
    public async Task Nobody_listening_is_told_at_once(string type, string parameter)
    {
        var outcome = await OneRun.OnceAsync(type, TargetOf(type, "127.0.0.1:1"), Parameters(parameter));

        outcome.Text.ShouldBe("connection refused");
    }

    [Theory]
    [InlineData("nrpe", "ssl=none", "\0\u0004\0\u0002\0\0\0\0\0\0\0\0\u007f\u007f\u007f\u007f", "what answers does not speak NRPE")]
    [InlineData("nrpe", "ssl=none", "\0\u0004\0\u0002\0\0\0\0\0\0\0\0\0\0\0\u0001x", "the answer's checksum is wrong")]
    [InlineData("nrpe", "ssl=none", "\0\u0004\0\u0002\0\0\0\0\0\0\0\0\0\0\0\u0010x", "connection closed by the peer")]
    [InlineData("zabbix-agent", "", "ZBXD\u0001\u00ff\u00ff\u00ff\u00ff\0\0\0\0", "what answers does not speak as a Zabbix agent")]
    [InlineData("zabbix-agent", "", "ZBXD\u0001\u0009\0\0\0\0\0\0\0x", "connection closed by the peer")]
    [InlineData("nut", "ups=x", "BEGIN LIST VAR x\nVAR x ups.status \"OL", "x: what answers does not speak NUT")]
    [InlineData("nut", "ups=x", "ERR DATA-STALE\n", "x: the data are stale")]
    [InlineData("nut", "", "END LIST UPS\n", "what answers tells of no UPS")]
    [InlineData("ldap", "", "0\u0084\u007f\u007f\u007f\u007f", "what answers does not speak LDAP")]
    [InlineData("ldap", "", "0\u000c\u0002\u0001\u0002\u0061\u0007\n\u0001\u0031\u0004\0\u0004\0", "the login is refused: 49")]
    [InlineData("ldap", "", "0\u000c\u0002\u0001\u0002\u0061\u007f\n\u0001\u0031\u0004\0\u0004\0", "what answers does not speak LDAP")]
    [InlineData("imap", "", "* BYE full\r\n", "greeted with * BYE full")]
    [InlineData("imap", "user=a", "* OK hi\r\n* 1 EXISTS\r\n", "the login is refused: the answer does not end")]
    public async Task Who_lies_is_told_so(string type, string parameter, string said, string text)
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) => await stream.WriteAsync(Encoding.Latin1.GetBytes(said), cancellation));

        var outcome = await OneRun.OnceAsync(type, server.Target, Parameters(parameter));

        outcome.Text.ShouldBe(text);
        outcome.Status.ShouldNotBe(CheckStatus.Ok);
    }

    [Theory]
    [InlineData("ntp", "")]
    [InlineData("udp", "payload=ping")]
    [InlineData("udp", "payload=ping,expect=pong")]
    public async Task A_datagram_nobody_answers_rightly_costs_the_time_out(string type, string parameters)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var answering = Task.Run(async () =>
        {
            while (parameters != "payload=ping")
            {
                var asked = await peer.ReceiveAsync();
                await peer.SendAsync("nothing of the kind"u8.ToArray(), asked.RemoteEndPoint);
            }
        });
        using var catalogue = OneRun.Catalogue();

        var outcome = await OneRun.OnceAsync(catalogue, type, peer.Client.LocalEndPoint!.ToString()!, TimeSpan.FromMilliseconds(200), Parameters(parameters));

        outcome.Text.ShouldBe("no answer within 0.2 s");
        _ = answering;
    }

    [Theory]
    [InlineData(3, 0, "INIT", "the time server is not synchronised")]
    [InlineData(3, 0, "\0\0\0\0", "the time server is not synchronised")]
    [InlineData(3, 0, "RATE", "the time server refuses: RATE")]
    [InlineData(0, 0, "DENY", "the time server refuses: DENY")]
    public async Task A_time_server_that_has_no_time_is_told_from_one_that_refuses(int leap, byte stratum, string reference, string text)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var answering = Task.Run(async () =>
        {
            var asked = await peer.ReceiveAsync();
            byte[] answer = [(byte)((leap << 6) | (4 << 3) | 4), stratum, .. new byte[10], .. Encoding.ASCII.GetBytes(reference), .. new byte[8], .. asked.Buffer[40..48], .. new byte[16]];
            await peer.SendAsync(answer, asked.RemoteEndPoint);
        });

        var outcome = await OneRun.OnceAsync("ntp", peer.Client.LocalEndPoint!.ToString()!);

        (outcome.Status, outcome.Text).ShouldBe((CheckStatus.Critical, text));
        await answering;
    }

    [Theory]
    [InlineData(@"\x00p\r\n\\", "\0p\r\n\\")]
    [InlineData("é😀", "é😀")]
    public async Task A_datagram_is_sent_as_written_and_its_answer_read(string payload, string sent)
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var echo = Task.Run(async () =>
        {
            var asked = await peer.ReceiveAsync();
            await peer.SendAsync((byte[])[.. "echo "u8, .. asked.Buffer], asked.RemoteEndPoint);
            return Encoding.UTF8.GetString(asked.Buffer);
        });

        var outcome = await OneRun.OnceAsync("udp", peer.Client.LocalEndPoint!.ToString()!, $"payload={payload}", @"expect=ech\x6f");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        (await echo).ShouldBe(sent);
    }

    private static async Task EndsAsync(LoopbackServer server, string type, string parameter)
    {
        using var catalogue = OneRun.Catalogue();
        var started = TimeProvider.System.GetTimestamp();

        var outcome = await OneRun.OnceAsync(catalogue, type, TargetOf(type, server.Target), TimeSpan.FromMilliseconds(250), Parameters(parameter));

        outcome.Status.ShouldNotBe(CheckStatus.Ok, outcome.Text);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await OneRun.UntilAsync(() => server.ClosedByPeer == server.Connections, "the connection is closed");
    }

    private static string TargetOf(string type, string target) => type is "http" or "prometheus" ? $"http://{target}/" : target;

    private static string[] Parameters(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
