using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network;

namespace Majordome.Probe.Tests.Checks;

public sealed class NetworkCheckTests
{
    [Fact]
    public async Task A_port_that_accepts_is_ok_and_the_connection_is_closed()
    {
        await using var server = LoopbackServer.Saying("");

        var outcome = await OneRun.OnceAsync("tcp", server.Target);

        outcome.Status.ShouldBe(CheckStatus.Ok);
        outcome.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect"]);
        await OneRun.UntilAsync(() => server.ClosedByPeer == 1, "closed");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_critical_in_plain_words() =>
        (await OneRun.OnceAsync("tcp", "no-such-host.invalid:80")).Text.ShouldBeOneOf("no such name", "no name server answers", "no answer within 10 s");

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", CheckStatus.Ok)]
    [InlineData("Welcome\r\nto this host\r\nSSH-2.0-x\r\n", CheckStatus.Ok)]
    [InlineData("220 ftp\r\n", CheckStatus.Critical)]
    [InlineData("", CheckStatus.Critical)]
    public async Task An_ssh_server_is_known_by_its_identification(string banner, CheckStatus status)
    {
        await using var server = LoopbackServer.Saying(banner);

        (await OneRun.OnceAsync("ssh", server.Target)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_line_that_never_ends_is_not_read_for_ever()
    {
        await using var server = LoopbackServer.Saying(new string('x', 100_000));

        (await OneRun.OnceAsync("ssh", server.Target)).ShouldBe(CheckOutcome.Critical("what answers does not speak SSH 2"));
    }

    [Theory]
    [InlineData("220 mx ESMTP\r\n", "250-mx\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", CheckStatus.Ok, "220 mx ESMTP")]
    [InlineData("220-mx\r\n220 hello\r\n", "250 mx\r\n", CheckStatus.Ok, "220-mx")]
    [InlineData("554 no service\r\n", "", CheckStatus.Critical, "greeted with 554 no service")]
    [InlineData("220 mx\r\n", "502 what\r\n", CheckStatus.Critical, "EHLO answered by 502 what")]
    [InlineData("SSH-2.0-x\r\n", "", CheckStatus.Critical, "what answers does not speak SMTP")]
    public async Task A_mail_server_greets_and_answers(string greeting, string reply, CheckStatus status, string text)
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(greeting), cancellation);
            _ = await stream.ReadAsync(new byte[100], cancellation);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), cancellation);
        });

        var outcome = await OneRun.OnceAsync("smtp", server.Target);

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldStartWith(text);
    }

    [Theory]
    [InlineData("R\0\0\0\u000c\0\0\0\u0005salt", CheckStatus.Ok, "takes connections,")]
    [InlineData("E\0\0\0\u0016C28000\0Mno entry\0\0", CheckStatus.Ok, "takes connections, not this one: no entry")]
    [InlineData("E\0\0\0\u0016C57P03\0Mstarting\0\0", CheckStatus.Critical, "takes no connection: starting (57P03)")]
    [InlineData("HTTP/1.1 400 Bad", CheckStatus.Critical, "what answers does not speak PostgreSQL")]
    [InlineData("E\u007f\u007f\u007f\u007f", CheckStatus.Critical, "what answers does not speak PostgreSQL")]
    [InlineData("", CheckStatus.Critical, "what answers does not speak PostgreSQL")]
    public async Task A_postgresql_server_is_known_by_its_first_message(string answer, CheckStatus status, string text)
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
        {
            _ = await stream.ReadAsync(new byte[100], cancellation);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), cancellation);
        });

        var outcome = await OneRun.OnceAsync("postgresql", server.Target);

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task A_silent_server_ends_with_the_time_out()
    {
        await using var server = LoopbackServer.Silent();
        using var catalogue = OneRun.Catalogue();

        foreach (var type in (string[])["ssh", "smtp", "postgresql", "tls"])
        {
            (await OneRun.OnceAsync(catalogue, type, server.Target, TimeSpan.FromMilliseconds(100)))
                .ShouldBe(CheckOutcome.Critical("no answer within 0.1 s"), type);
        }
    }

    [Fact]
    public async Task Ping_of_the_loopback_loses_nothing()
    {
        var outcome = await OneRun.OnceAsync("icmp", "127.0.0.1", "count=3", "spacing=5");
        Needs.Condition(!outcome.Text.StartsWith("not permitted", StringComparison.Ordinal), "needs the right to send ICMP");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Measurements.Select(datum => datum.Label).ShouldBe(["loss", "rtt", "rtt-least", "rtt-most", "jitter"]);
        outcome.Measurements[0].Value.ShouldBe(0);
        outcome.Measurements[1].Value!.Value.ShouldBeInRange(0, 500);
    }

    [Fact]
    public async Task Many_pings_share_one_socket_and_get_their_own_replies()
    {
        using var catalogue = OneRun.Catalogue();
        var first = await OneRun.OnceAsync(catalogue, "icmp", "127.0.0.1", TimeSpan.FromSeconds(5), "count=1");
        Needs.Condition(!first.Text.StartsWith("not permitted", StringComparison.Ordinal), "needs the right to send ICMP");

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 200).Select(i =>
            OneRun.OnceAsync(catalogue, "icmp", $"127.0.1.{i}", TimeSpan.FromSeconds(10), "count=5", "spacing=10")));

        outcomes.ShouldAllBe(outcome => outcome.Status == CheckStatus.Ok);
    }

    [Fact]
    public async Task Ping_of_the_loopback_over_ipv6()
    {
        Needs.Condition(File.Exists("/proc/net/if_inet6") && File.ReadAllText("/proc/net/if_inet6").Length > 0, "needs IPv6");

        (await OneRun.OnceAsync("icmp", "::1", "count=2", "spacing=5")).Status.ShouldBe(CheckStatus.Ok);
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_is_critical()
    {
        var outcome = await OneRun.OnceAsync("icmp", "100::1", "count=2", "spacing=1", "patience=50"); // the discard prefix of RFC 6666
        Needs.Condition(!outcome.Text.StartsWith("not permitted", StringComparison.Ordinal), "needs the right to send ICMP");

        outcome.Status.ShouldBe(CheckStatus.Critical);
    }

    [Fact]
    public void The_internet_checksum_is_that_of_rfc_1071() =>
        EchoSocket.Checksum(Convert.FromHexString("0001f203f4f5f6f7")).ShouldBe((ushort)0x220d);

    [Theory]
    [InlineData("host", 22, "host", 22)]
    [InlineData("host:2222", 22, "host", 2222)]
    [InlineData("[::1]:80", 22, "::1", 80)]
    [InlineData("::1", 22, "::1", 22)]
    [InlineData("[fe80::1]", 22, "fe80::1", 22)]
    public void An_endpoint_is_read(string text, int standard, string host, int port)
    {
        Endpoint.TryRead(text, standard, out var endpoint).ShouldBeTrue();
        endpoint.ShouldBe(new Endpoint(host, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:8o")]
    [InlineData("[::1]x")]
    [InlineData("a b:80")]
    [InlineData("-o evil:80")]
    public void What_is_no_endpoint_is_refused(string text) => Endpoint.TryRead(text, 22, out _).ShouldBeFalse();
}
