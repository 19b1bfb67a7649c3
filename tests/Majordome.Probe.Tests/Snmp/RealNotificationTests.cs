using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Notifications;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Tests.Snmp;

/// <summary>Traps and informs as net-snmp sends them.</summary>
public sealed class RealNotificationTests
{
    private const string LinkDown = "1.3.6.1.6.3.1.1.5.3";
    private static readonly byte[] Own = Convert.FromHexString("80000000016d616a6f72");
    private static readonly UsmUser Anna = new("anna", UsmAuthentication.Sha256, "correct horse", "battery staple");
    private static readonly string[] AsAnna = ["-v3", "-u", "anna", "-l", "authPriv", "-a", "SHA-256", "-A", "correct horse", "-x", "AES", "-X", "battery staple"];
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trap_of_version_1_is_told_in_the_terms_of_version_2()
    {
        var (read, _) = await ReceiveAsync("snmptrap", "-v1", "-c", "public", "", "1.3.6.1.4.1.9", "192.0.2.7", "6", "42", "1234", "1.3.6.1.2.1.2.2.1.1.7", "i", "7");
        read.Version.ShouldBe(SnmpVersion.V1);
        read.Agent.ShouldBe(IPAddress.Parse("192.0.2.7"));
        read.Trap.ToString().ShouldBe("1.3.6.1.4.1.9.0.42");
        read.Uptime.ShouldBe(1234u);
        read.VarBinds.ShouldHaveSingleItem().Value.AsInteger.ShouldBe(7);

        (await ReceiveAsync("snmptrap", "-v1", "-c", "public", "", "1.3.6.1.4.1.9", "192.0.2.7", "2", "0", "1234")).Read.Trap.ToString().ShouldBe(LinkDown);
    }

    [Fact]
    public async Task A_trap_of_version_2_is_read()
    {
        var (read, _) = await ReceiveAsync("snmptrap", "-v2c", "-c", "secret", "", "1234", LinkDown, "1.3.6.1.2.1.2.2.1.1.7", "i", "7");
        Encoding.ASCII.GetString(read.Sender.Span).ShouldBe("secret");
        (read.Trap.ToString(), read.Uptime).ShouldBe((LinkDown, 1234u));
        read.VarBinds.ShouldHaveSingleItem().Value.AsInteger.ShouldBe(7);
    }

    [Fact]
    public async Task A_trap_of_version_3_is_authentic_or_refused()
    {
        string[] trap = [.. AsAnna, "-e", "0x8000000001020304", "", "1234", LinkDown];
        var (read, _) = await ReceiveAsync("snmptrap", trap);
        Encoding.ASCII.GetString(read.Sender.Span).ShouldBe("anna");
        read.Trap.ToString().ShouldBe(LinkDown);
        Convert.ToHexStringLower(read.Engine.Id.Span).ShouldBe("8000000001020304");

        (await ReadFirstAsync(Anna with { AuthenticationPassword = "another horse" }, trap)).Rule.ShouldBe("not-authentic");
        (await ReadFirstAsync(Anna with { Name = "bertha" }, trap)).Rule.ShouldBe("user-unknown");
        string[] clear = ["-v3", "-u", "anna", "-l", "noAuthNoPriv", "-e", "0x8000000001020304", "", "1234", LinkDown];
        (await ReadFirstAsync(Anna, clear)).Rule.ShouldBe("level-too-low");
    }

    [Fact]
    public async Task An_inform_of_version_2_is_answered_to_its_sender()
    {
        var (read, exit) = await ReceiveAsync("snmpinform", "-v2c", "-c", "public", "", "1234", LinkDown);
        read.Trap.ToString().ShouldBe(LinkDown);
        exit.ShouldBe(0); // which it only is with an answer
    }

    [Fact]
    public async Task An_inform_of_version_3_gets_to_know_us_and_is_answered()
    {
        var (read, exit) = await ReceiveAsync("snmpinform", [.. AsAnna, "", "1234", LinkDown]);
        read.Trap.ToString().ShouldBe(LinkDown);
        Encoding.ASCII.GetString(read.Sender.Span).ShouldBe("anna");
        exit.ShouldBe(0);
    }

    /// <summary>Has one sent, and answers until it has arrived and its sender ended.</summary>
    private static async Task<(SnmpNotification Read, int Exit)> ReceiveAsync(string program, params string[] arguments)
    {
        var reader = new NotificationReader(Own, [Anna]);
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var process = Start(program, socket, arguments);
        while (true)
        {
            var datagram = await socket.ReceiveAsync(Cancel);
            var reading = reader.Read(datagram.Buffer, boots: 3, time: 1_000);
            if (reading.Answer is { } answer)
            {
                await socket.SendAsync(answer, datagram.RemoteEndPoint, Cancel);
            }

            if (reading.Notification is { } notification)
            {
                await process.WaitForExitAsync(Cancel);
                return (notification, process.ExitCode);
            }

            reading.Answer.ShouldNotBeNull(reading.Rule);
        }
    }

    private static async Task<NotificationReading> ReadFirstAsync(UsmUser user, string[] arguments)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var process = Start("snmptrap", socket, arguments);
        var datagram = await socket.ReceiveAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return new NotificationReader(Own, [user]).Read(datagram.Buffer, boots: 3, time: 1_000);
    }

    /// <summary>The first empty argument is where the address goes.</summary>
    private static Process Start(string program, UdpClient socket, string[] arguments)
    {
        var path = Needs.File("snmp", $"/usr/bin/{program}");
        var to = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)socket.Client.LocalEndPoint!).Port}");
        var at = Array.IndexOf(arguments, "");
        var info = new ProcessStartInfo(path, [.. arguments[..at], "-t", "5", "-r", "1", to, .. arguments[(at + 1)..]]) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment["MIBS"] = "";
        info.Environment["SNMP_PERSISTENT_DIR"] = Path.GetTempPath();
        return Process.Start(info)!;
    }
}
