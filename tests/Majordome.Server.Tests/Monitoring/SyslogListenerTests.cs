using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Majordome.Protocols.Syslog;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class SyslogListenerTests
{
    private const string Logger = "/usr/bin/logger";

    /// <summary>What taking a message reads and writes.</summary>
    private static readonly string[] Read = ["received_messages", "sources", "assets"];

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
        await SendAsync(await listening.DatagramsAsync(), Encoding.UTF8.GetBytes("<11>Nov 17 10:42:00 SRV-ERP01 kernel: panne"));

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
        await SendAsync(port, [.. Encoding.ASCII.GetBytes("<13>"), .. Enumerable.Repeat((byte)'a', 600)]);
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(port, Encoding.ASCII.GetBytes($"<13>n {i}"));
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

    /// <summary>The database takes nothing and no more may wait: a datagram is refused and counted, a stream is read no further, beyond any patience with its sender.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_stream_waits_for_the_database_and_loses_nothing_where_datagrams_are_refused(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        listening.Watched.Server.Services.GetRequiredService<ReceivedLog>().MostWaiting = 1;
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        var lines = Enumerable.Range(0, 20).Select(i => $"ligne {i}").ToList();
        await listening.Watched.ExecuteAsync("ALTER TABLE received_messages RENAME TO away");
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => $"<13>{line}\n"))), Cancel);

        await Eventually.HoldsAsync(async () =>
        {
            await SendAsync(port, "<13>un datagramme"u8.ToArray());
            return listening.FiguresOf(source) is { Refused: > 0 };
        });
        await listening.Watched.ExecuteAsync("ALTER TABLE away RENAME TO received_messages");

        var kept = await Eventually.ReadAsync(listening.Watched.AllAsync<ReceivedMessage>, all => all.Count(m => m.Text != "un datagramme") == lines.Count);
        kept.OrderBy(m => m.Id).Select(m => m.Text).Where(text => text != "un datagramme").ShouldBe(lines);
        (await listening.StraysAsync(1))[0].Reason.ShouldBe("server-busy");
    }

    /// <summary>What was read of sources and items is old, and cannot be read again: it stands until it can.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task While_the_database_is_away_messages_find_their_source_as_it_was_read_last_and_wait(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var (watched, source) = (listening.Watched, await listening.SourceAsync());
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        await SendAsync(port, "<13>avant"u8.ToArray());
        await listening.MessagesAsync(1);
        foreach (var table in Read)
        {
            await watched.ExecuteAsync($"ALTER TABLE {table} RENAME TO {table}_away");
        }

        watched.Server.Clock.Advance(Duration.FromSeconds(31));
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>une ligne\n"u8.ToArray(), Cancel);
        await SendAsync(port, "<13>un datagramme"u8.ToArray());
        await Eventually.HoldsAsync(() => Task.FromResult(listening.Log.Waiting == 2));
        foreach (var table in Read)
        {
            await watched.ExecuteAsync($"ALTER TABLE {table}_away RENAME TO {table}");
        }

        (await listening.MessagesAsync(3)).Select(m => m.Text).Order().ShouldBe(["avant", "un datagramme", "une ligne"]);
        listening.FiguresOf(source)!.Refused.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Before_any_source_could_be_read_a_stream_waits_and_a_datagram_is_put_aside(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        await listening.SourceAsync();
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        await listening.Watched.ExecuteAsync("ALTER TABLE sources RENAME TO away");
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>une ligne\n"u8.ToArray(), Cancel);
        await SendAsync(port, "<13>un datagramme"u8.ToArray());

        var stray = (await listening.StraysAsync(1))[0];
        (stray.Reason, stray.FromName, stray.Payload).ShouldBe(("server-busy", "127.0.0.1", "<13>un datagramme"));
        await listening.Watched.ExecuteAsync("ALTER TABLE away RENAME TO sources");

        var kept = await Eventually.ReadAsync(listening.Watched.AllAsync<ReceivedMessage>, all => all.Any(message => message.Text == "une ligne"));
        kept.Count(message => message.Text == "une ligne").ShouldBe(1, string.Join('\n', kept.Select(message => message.Text)));
    }

    /// <summary>PostgreSQL's disk is full (53100): EF Core wraps that twice on a save. The sequence counts tries, whatever becomes of them.</summary>
    [Fact]
    public async Task A_disk_that_is_full_is_waited_for()
    {
        await using var listening = await Listening.StartAsync(DatabaseKind.Postgres);
        await listening.SourceAsync();
        var port = await listening.DatagramsAsync();
        await RefuseAsync(listening, "53100", "nextval('tries') > 0");

        await SendAsync(port, "<13>patience"u8.ToArray());
        await Eventually.HoldsAsync(async () => await listening.Watched.Server.ReadAsync(
            Watched.Program, db => db.Database.SqlQueryRaw<long>("SELECT last_value AS \"Value\" FROM tries").SingleAsync(Cancel)) >= 3);
        await listening.Watched.ExecuteAsync("DROP TRIGGER refuse ON received_messages");

        (await listening.MessagesAsync(1))[0].Text.ShouldBe("patience");
        (await listening.StraysAsync(0)).ShouldBeEmpty();
    }

    /// <summary>PostgreSQL started again: the connections that idle in the pool are dead.</summary>
    [Fact]
    public async Task Connections_that_died_in_the_pool_lose_nothing()
    {
        await using var listening = await Listening.StartAsync(DatabaseKind.Postgres);
        var source = await listening.SourceAsync();
        var port = await listening.DatagramsAsync();
        await SendAsync(port, "<13>avant"u8.ToArray());
        await listening.MessagesAsync(1);
        var connection = listening.Watched.Server.Services.GetRequiredService<Database>().ConnectionString;
        var name = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database;
        await PostgresCluster.Get().ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");

        await SendAsync(port, "<13>après"u8.ToArray());
        await Eventually.HoldsAsync(() => Task.FromResult(listening.FiguresOf(source) is { Messages: 2 } && listening.Log.Waiting == 0));

        await using (var pool = new Npgsql.NpgsqlConnection(connection))
        {
            Npgsql.NpgsqlConnection.ClearPool(pool);
        }

        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["avant", "après"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_that_the_database_refuses_is_counted_and_put_aside(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        var endpoint = await listening.StreamsAsync();
        if (kind is DatabaseKind.Postgres)
        {
            await RefuseAsync(listening, "23514", "NEW.text = 'jamais'");
        }
        else
        {
            await listening.Watched.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON received_messages WHEN NEW.text = 'jamais' BEGIN SELECT RAISE(ABORT, 'no'); END");
        }

        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>avant\n<13>jamais\n<13>après\n"u8.ToArray(), Cancel);

        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["avant", "après"]);
        var stray = (await listening.StraysAsync(1))[0];
        (stray.Reason, stray.FromName, stray.Payload, listening.FiguresOf(source)!.Refused).ShouldBe(("not-kept", "Routeur", "jamais", 1));
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

        await SendAsync(await listening.DatagramsAsync(), "<13>à qui"u8.ToArray());
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

    /// <summary>PostgreSQL refuses messages of which something is so; the sequence <c>tries</c> may be counted with.</summary>
    private static async Task RefuseAsync(Listening listening, string state, string when)
    {
        await listening.Watched.ExecuteAsync("CREATE SEQUENCE tries");
        await listening.Watched.ExecuteAsync(
            $"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$");
        await listening.Watched.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON received_messages FOR EACH ROW EXECUTE FUNCTION refuse()");
    }

    private static async Task LogAsync(int port, params string[] arguments)
    {
        var (exit, said) = await Peer.RunAsync("bsdutils", Logger, ["-n", "127.0.0.1", "-P", $"{port}", "-t", "erpd", .. arguments]);
        exit.ShouldBe(0, said);
    }

    private static async Task SendAsync(int port, byte[] datagram)
    {
        using var socket = new UdpClient();
        await socket.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, port), Cancel);
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
