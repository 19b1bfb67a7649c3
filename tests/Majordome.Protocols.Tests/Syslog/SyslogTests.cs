using System.Net;
using System.Net.Sockets;
using System.Text;
using Majordome.Protocols.Syslog;
using NodaTime;

namespace Majordome.Protocols.Tests.Syslog;

public sealed class SyslogTests
{
    private static readonly Instant Received = Instant.FromUtc(2026, 1, 1, 0, 30);
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    internal static readonly string[] Examples =
    [
        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed",
        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - [a@1 x=\"1\" y=\"q\\\"\\]\\\\\\n\"][b] said",
        "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed",
        "<189>29: *Jan  1 2026 00:29:00.123 UTC: %SYS-5-CONFIG_I: Configured from console",
    ];

    [Fact]
    public void The_examples_of_RFC_5424_are_read()
    {
        var first = Read(Examples[0]);
        (first.Facility, first.Severity, first.Host, first.Application, first.Process, first.MessageId).ShouldBe((4, SyslogSeverity.Critical, "mymachine.example.com", "su", null, "ID47"));
        (first.At, first.Text, first.Fault).ShouldBe((Instant.FromUtc(2003, 10, 11, 22, 14, 15).Plus(Duration.FromMilliseconds(3)), "'su root' failed", null));

        var second = Read(Examples[1]);
        second.Data.Select(element => element.Id + " " + string.Join(' ', element.Parameters.Select(p => $"{p.Key}={p.Value}"))).ShouldBe(["a@1 x=1 y=q\"]\\\\n", "b "]);
        second.At.ShouldBe(Instant.FromUtc(2003, 8, 24, 12, 14, 15).PlusNanoseconds(3000));
        second.Text.ShouldBe("said");
    }

    [Theory]
    [InlineData("Dec 31 23:59:59 srv app[1]: text", "2025-12-31T22:59:59Z", "srv", "app", "1", "text")]
    [InlineData("Jan  1 01:40:00 srv app: text", "2026-01-01T00:40:00Z", "srv", "app", null, "text")]
    [InlineData("Jan 1 01:40:00 app: text", "2026-01-01T00:40:00Z", null, "app", null, "text")]
    [InlineData("Jul  1 2025 12:00:00 srv text of no program", "2025-07-01T10:00:00Z", null, null, null, "srv text of no program")]
    [InlineData("Jul  1 12:00:00 2025 srv app: x", "2025-07-01T10:00:00Z", "srv", "app", null, "x")]
    [InlineData("2025-07-01T12:00:00.5+02:00 srv app: x", "2025-07-01T10:00:00.5Z", "srv", "app", null, "x")]
    [InlineData("2025-07-01 12:00:00 srv app: x", "2025-07-01T10:00:00Z", "srv", "app", null, "x")]
    [InlineData("29: *Jan  1 2026 00:29:00.123 UTC: %SYS-5-CONFIG_I: Configured", "2026-01-01T00:29:00.123Z", null, "%SYS-5-CONFIG_I", null, "Configured")]
    public void The_dates_and_hosts_of_the_world_are_read(string line, string at, string? host, string? application, string? process, string text)
    {
        var read = Read("<13>" + line);

        (read.At?.ToString("uuuu-MM-dd'T'HH:mm:ss.FFF'Z'", null), read.Host, read.Application, read.Process, read.Text).ShouldBe((at, host, application, process, text));
        read.Fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("no priority", "priority-missing")]
    [InlineData("<192>Jan  1 00:00:00 a b: c", "priority-range")]
    [InlineData("<13>words", "date-missing")]
    [InlineData("<13>1 - - -", "header-short")]
    [InlineData("<13>1 yesterday - - - - -", "timestamp")]
    [InlineData("<13>1 9999-12-31T23:59:59-14:00 h a - - - x", "timestamp")]
    [InlineData("<13>1 0000-01-01T00:00:00Z h a - - - x", "timestamp")]
    [InlineData("<13>9999-12-31T23:59:59-23:59 h a: x", "date-missing")]
    [InlineData("<13>0000-01-01T00:00:00Z h a: x", "date-missing")]
    [InlineData("<13>Jan  1 0001 00:00:00 h a: x", "date-missing")]
    [InlineData("<13>1 - - - - - [a b=c] x", "structured-data")]
    [InlineData("<13>Feb 30 00:00:00 a b: c", "date-missing")]
    public void What_is_wrong_is_told_and_the_message_kept(string line, string rule)
    {
        var read = Read(line);

        read.Fault!.Rule.ShouldBe(rule);
        read.Text.ShouldNotBeNull();
        (read.At is null).ShouldBe(rule is not "priority-range");
    }

    [Fact]
    public void A_stream_is_split_by_count_and_by_line()
    {
        var stream = "5 hello<13>a\n6 <13>b\n<13>c\0"u8;
        var found = new List<string>();
        while (SyslogSplitter.Next(stream, 100) is { Length: > 0 } frame)
        {
            found.Add(Encoding.ASCII.GetString(stream.Slice(frame.Start, frame.Count)));
            stream = stream[frame.Length..];
        }

        found.ShouldBe(["hello", "<13>a", "<13>b\n", "<13>c"]);
        SyslogSplitter.Next("5 hell"u8, 100).ShouldBe(default);
        SyslogSplitter.Next("12"u8, 100).ShouldBe(default);
        SyslogSplitter.Next("101 "u8, 100).Rule.ShouldBe("frame-too-long");
        SyslogSplitter.Next("1234567890"u8, 100).Rule.ShouldBe("frame-too-long");
        SyslogSplitter.Next("5<13>"u8, 100).Rule.ShouldBe("frame-count");
        SyslogSplitter.Next(new byte[102].Select(_ => (byte)'x').ToArray(), 100).Rule.ShouldBe("frame-too-long");
    }

    [Theory]
    [InlineData("--rfc5424", true)]
    [InlineData("--rfc3164", false)]
    public async Task What_logger_sends_by_datagram_is_read(string format, bool isStructured)
    {
        var logger = Needs.File("bsdutils", "/usr/bin/logger");
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var patience = new CancellationTokenSource(Peer.Patience);

        await Peer.RunAsync(logger, "--server", "127.0.0.1", "--udp", "--port", $"{((IPEndPoint)udp.Client.LocalEndPoint!).Port}", format, "-p", "local3.warning", "-t", "backup", "--id=77", "Tâche échouée");

        var read = SyslogReader.Read((await udp.ReceiveAsync(patience.Token)).Buffer, SystemClock.Instance.GetCurrentInstant(), DateTimeZone.Utc);
        (read.Facility, read.Severity, read.Application, read.Process, read.Text, read.IsStructured).ShouldBe((19, SyslogSeverity.Warning, "backup", "77", "Tâche échouée", isStructured));
        (read.Fault, read.At is not null, read.Host is not null).ShouldBe((null, true, true));
    }

    [Theory]
    [InlineData("--octet-count")]
    [InlineData("--tcp")]
    public async Task What_logger_sends_by_stream_is_split(string framing)
    {
        var logger = Needs.File("bsdutils", "/usr/bin/logger");
        using var listener = Peer.Listen();
        using var patience = new CancellationTokenSource(Peer.Patience);
        var accepted = listener.AcceptTcpClientAsync(patience.Token);

        await Peer.RunAsync(logger, "--server", "127.0.0.1", "--tcp", framing, "--port", $"{Peer.PortOf(listener)}", "--rfc5424", "-t", "backup", "one");

        using var client = await accepted;
        var (buffer, length, last) = (new byte[4096], 0, 0);
        do
        {
            last = await client.GetStream().ReadAsync(buffer.AsMemory(length), patience.Token);
            length += last;
        }
        while (last > 0);

        var frame = SyslogSplitter.Next(buffer.AsSpan(0, length), 4096);
        frame.Length.ShouldBe(length);
        SyslogReader.Read(buffer.AsSpan(frame.Start, frame.Count), Received, Paris).Text.ShouldBe("one");
    }

    private static SyslogMessage Read(string text) => SyslogReader.Read(Encoding.UTF8.GetBytes(text), Received, Paris);
}
