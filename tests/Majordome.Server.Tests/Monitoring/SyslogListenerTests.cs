using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Majordome.Protocols.Syslog;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Monitoring;

public sealed class SyslogListenerTests
{
    private const string Logger = "/usr/bin/logger";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Lines_of_logger_are_messages_of_the_client_however_they_come(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        await listening.SourceAsync();
        var (udp, tcp) = (await listening.DatagramsAsync(), (await listening.StreamsAsync()).Port);

        await LogAsync(udp, "-d", "--rfc5424", "-p", "daemon.err", "--sd-id", "x@1", "--sd-param", "a=\"1\"", "disque plein");
        await listening.MessagesAsync(1);
        await LogAsync(udp, "-d", "--rfc3164", "-p", "local7.warning", "lien tombé");
        await listening.MessagesAsync(2);
        await LogAsync(tcp, "-T", "--rfc3164", "-p", "auth.info", "une ligne");
        await listening.MessagesAsync(3);
        await LogAsync(tcp, "-T", "--octet-count", "--rfc5424", "-p", "user.crit", "deux\nlignes");

        var found = await listening.MessagesAsync(4);
        found.Select(m => (m.Facility, (SyslogSeverity)m.Severity, m.Text.Split('\n')[0])).ShouldBe(
        [
            ("daemon", SyslogSeverity.Error, found[0].Text), ("local7", SyslogSeverity.Warning, "lien tombé"), ("auth", SyslogSeverity.Informational, "une ligne"),
            ("user", SyslogSeverity.Critical, "deux"),
        ]);
        found[0].Text.ShouldStartWith("disque plein [");
        found[0].Text.ShouldContain("[x@1 a=\"1\"]");
        found.ShouldAllBe(m => m.ClientId == listening.Watched.ClientId && m.From == "127.0.0.1" && m.Application!.StartsWith("erpd") && m.ToldAt != null);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_unknown_sender_is_put_aside_and_what_it_said_is_the_client_s_once_it_is_adopted(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var watched = listening.Watched;
        await Listening.SendAsync(await listening.DatagramsAsync(), Encoding.UTF8.GetBytes("<11>Nov 17 10:42:00 SRV-ERP01 kernel: panne"));

        var stray = (await listening.StraysAsync(1))[0];
        (stray.Kind, stray.FromName, stray.Reason).ShouldBe(("syslog", "127.0.0.1", "sender-unknown"));
        (await watched.Server.RunAsync(Watched.Program, (AdoptSender c) => c.HandleAsync("10.0.0.1", watched.ClientId, "x", Cancel))).Refusals[0].Rule.ShouldBe("not-found");
        (await watched.Server.RunAsync(Watched.Program, (AdoptSender c) => c.HandleAsync("127.0.0.1", watched.ClientId, "ERP", Cancel))).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<StrayMessage>()).ShouldBeEmpty();
        var message = (await listening.MessagesAsync(1))[0];
        (message.AssetId, message.Application, message.Text, message.ReceivedAt).ShouldBe((watched.AssetId, "kernel", "panne", stray.ReceivedAt));
        (await watched.AllAsync<Source>())[0].Networks.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task What_is_above_an_allowance_by_datagram_is_counted_and_told_in_one_line()
    {
        await using var listening = await Listening.StartAsync();
        var source = await listening.SourceAsync(new SourceForm("Routeur", "127.0.0.1", MostMessages: 3, LongestMessage: 480));
        var port = await listening.DatagramsAsync();
        await Listening.SendAsync(port, [.. Encoding.ASCII.GetBytes("<13>"), .. Enumerable.Repeat((byte)'a', 600)]);
        for (var i = 0; i < 10; i++)
        {
            await Listening.SendAsync(port, Encoding.ASCII.GetBytes($"<13>n {i}"));
        }

        var figures = await Eventually.ReadAsync(() => Task.FromResult(listening.FiguresOf(source)), f => f is { Refused: 8 });

        (figures!.Messages, figures.Refused).ShouldBe((3, 8));
        (await listening.MessagesAsync(3)).Select(m => m.Text).ShouldBe(["n 0", "n 1", "n 2"]);
        (await listening.StraysAsync(2)).Select(s => (s.Reason, 1 + s.NotKept)).Order().ShouldBe([("message-too-long", 1), ("sender-too-fast", 7)]);
    }

    [Fact]
    public async Task A_connection_that_is_silent_or_drips_is_closed_and_so_is_one_that_breaks_the_framing()
    {
        await using var listening = await Listening.StartAsync();
        var source = await listening.SourceAsync(new SourceForm("Routeur", "127.0.0.1", LongestMessage: 480));
        SyslogStreams? streams = null;
        var endpoint = await listening.StreamsAsync(s =>
        {
            streams = s;
            (s.HandPatience, s.Silence) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        });

        (await ClosedAsync(endpoint, [])).ShouldBeTrue("it never said anything");
        (await ClosedAsync(endpoint, "<13>fini\n"u8.ToArray())).ShouldBeTrue("it fell silent");
        (await ClosedAsync(endpoint, "<13>jamais fini"u8.ToArray(), drip: true)).ShouldBeTrue("its message does not end");
        (await ClosedAsync(endpoint, "12x <13>"u8.ToArray())).ShouldBeTrue("its count is none");
        (await ClosedAsync(endpoint, Encoding.ASCII.GetBytes("481 <13>" + new string('a', 50)))).ShouldBeTrue("it is longer than it may be");

        (await Eventually.ReadAsync(() => Task.FromResult(streams!.Connections), n => n == 0)).ShouldBe(0);
        (await listening.MessagesAsync(1))[0].Text.ShouldBe("fini");
        (await listening.StraysAsync(2)).Select(s => s.Reason).Order().ShouldBe(["frame-count", "message-too-long"]);
        listening.FiguresOf(source)!.Refused.ShouldBe(2);
    }

    /// <summary>Sources of two clients that were given one network before that was refused.</summary>
    [Fact]
    public async Task A_network_that_two_clients_have_tells_neither()
    {
        await using var listening = await Listening.StartAsync();
        await listening.SourceAsync();
        var other = (await listening.Watched.MakeEstateAsync("ZZ", "SRV-Z")).Value.Client;
        await listening.Watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(other, new SourceForm("Routeur", "127.0.0.2"), Cancel));
        await listening.Watched.ExecuteAsync("UPDATE sources SET networks = '127.0.0.1'");

        await Listening.SendAsync(await listening.DatagramsAsync(), "<13>à qui"u8.ToArray());
        await listening.StraysAsync(1);
        var endpoint = await listening.StreamsAsync();
        (await ClosedAsync(endpoint, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<13>à qui\n", 20))))).ShouldBeTrue();

        (await listening.StraysAsync(1 + AsideTray.MostOfOne)).ShouldAllBe(s => s.Reason == "sender-ambiguous" && s.From == "127.0.0.1");
        (await listening.MessagesAsync(0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hands_that_are_never_shaken_are_few_of_one_address()
    {
        await using var listening = await Listening.StartAsync();
        var streams = await TlsAsync(listening);
        var peers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < SyslogStreams.MostOfSource + 20; i++)
            {
                peers.Add(new TcpClient());
                await peers[^1].ConnectAsync(streams.Endpoints[0], Cancel);
            }

            await Eventually.HoldsAsync(() => Task.FromResult(streams.Connections == SyslogStreams.MostOfSource));
            (await peers[^1].GetStream().ReadAsync(new byte[1], Cancel)).ShouldBe(0);
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    [Fact]
    public async Task A_stranger_s_connection_is_closed_after_some_messages_that_are_put_aside()
    {
        await using var listening = await Listening.StartAsync();
        var endpoint = await listening.StreamsAsync();

        (await ClosedAsync(endpoint, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<13>qui suis-je\n", 20))))).ShouldBeTrue();

        (await listening.StraysAsync(AsideTray.MostOfOne)).ShouldAllBe(s => s.Reason == "sender-unknown" && s.Payload == "<13>qui suis-je");
        (await listening.MessagesAsync(0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Within_tls_a_certificate_tells_the_sender_and_without_one_its_address_does()
    {
        await using var listening = await Listening.StartAsync();
        using var device = Certificate("device");
        using var stranger = Certificate("stranger");
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(device.RawData));
        var byCertificate = await listening.SourceAsync(new SourceForm("Pare-feu", null, fingerprint));
        var byAddress = await listening.SourceAsync(new SourceForm("Voisin", "127.0.0.1"));
        var endpoint = (await TlsAsync(listening)).Endpoints[0];
        await TlsAsync(endpoint, device, "11 <14>du cert");
        await listening.MessagesAsync(1);
        var (exit, said) = await Peer.RunAsync("openssl", "/usr/bin/openssl", ["s_client", "-connect", endpoint.ToString(), "-quiet", "-no_ign_eof"], "11 <14>openssl");
        said.ShouldNotContain("handshake failure", customMessage: $"exit {exit}");
        await listening.MessagesAsync(2);
        await TlsAsync(endpoint, stranger, "9 <14>autre");

        (await listening.MessagesAsync(2)).Select(m => (m.SourceId, m.Text)).ShouldBe([(byCertificate, "du cert"), (byAddress, "openssl")]);
        (await listening.StraysAsync(1))[0].From.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(stranger.RawData)));
    }

    private static async Task<SyslogStreams> TlsAsync(Listening listening)
    {
        var file = Path.Combine(listening.Watched.Server.DataFolder, "syslog.pem");
        using var own = Certificate("majordome");
        await File.WriteAllTextAsync(file, own.ExportCertificatePem() + "\n" + own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
        return await listening.StartAsync<SyslogStreams>(new ServerOptions { SyslogListen = "tls://127.0.0.1:0", SyslogCertificate = file });
    }

    private static async Task LogAsync(int port, params string[] arguments)
    {
        var (exit, said) = await Peer.RunAsync("bsdutils", Logger, ["-n", "127.0.0.1", "-P", $"{port}", "-t", "erpd", .. arguments]);
        exit.ShouldBe(0, said);
    }

    /// <summary>Whether the server closes the connection by itself.</summary>
    private static async Task<bool> ClosedAsync(IPEndPoint endpoint, byte[] said, bool drip = false)
    {
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        var stream = peer.GetStream();
        await stream.WriteAsync(said, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var dripping = drip ? DripAsync(stream, stop.Token) : Task.CompletedTask;
        try
        {
            return await stream.ReadAsync(new byte[1], Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel) == 0;
        }
        catch (IOException)
        {
            return true; // reset, as what it still sent was not read
        }
        finally
        {
            await stop.CancelAsync();
            await dripping;
        }
    }

    private static async Task DripAsync(NetworkStream stream, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
                await stream.WriteAsync("."u8.ToArray(), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // It is over.
        }
    }

    private static async Task TlsAsync(IPEndPoint endpoint, X509Certificate2 certificate, string frame)
    {
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await using var stream = new SslStream(peer.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "majordome",
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=majordome",
            },
            Cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(frame), Cancel);
        await stream.ShutdownAsync();
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
    }
}
