using System.Net;
using System.Net.Sockets;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Protocols.Syslog;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Monitoring;

public sealed class TrapListenerTests
{
    private const string LinkDown = "1.3.6.1.6.3.1.1.5.3";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly string[] Port = ["1.3.6.1.2.1.2.2.1.1.3", "i", "3", "1.3.6.1.2.1.2.2.1.2.3", "s", "Gi0/3", "1.3.6.1.2.1.2.2.1.8.3", "i", "2"];
    private static readonly string[] AuthPriv = ["-v", "3", "-u", "pare-feu", "-l", "authPriv", "-a", "SHA-256", "-A", "authentique", "-x", "AES", "-X", "chiffrement"];

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Traps_and_informs_of_versions_1_and_2c_are_messages_and_an_inform_is_answered(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        await listening.SourceAsync();
        var at = await TrapsAsync(listening);

        (await SendAsync("snmptrap", ["-v", "1", "-c", "public", at, "1.3.6.1.4.1.8072", "127.0.0.1", "2", "0", "", .. Port])).ShouldBe(0);
        await listening.MessagesAsync(1);
        (await SendAsync("snmptrap", ["-v", "2c", "-c", "public", at, "", "1.3.6.1.6.3.1.1.5.1"])).ShouldBe(0);
        await listening.MessagesAsync(2);
        (await SendAsync("snmpinform", ["-v", "2c", "-c", "public", "-r", "0", "-t", "10", at, "", "1.3.6.1.4.1.9999.0.7", "1.3.6.1.4.1.9999.1.0", "x", "0001ff"])).ShouldBe(0);

        var found = await listening.MessagesAsync(3);
        found.Select(m => (m.Facility, (SyslogSeverity)m.Severity, m.Application, m.Text)).ShouldBe(
        [
            (LinkDown, SyslogSeverity.Warning, "SNMP v1", "linkDown ifIndex=3 ifDescr=\"Gi0/3\" ifOperStatus=down"),
            ("1.3.6.1.6.3.1.1.5.1", SyslogSeverity.Notice, "SNMP v2c", "coldStart"),
            ("1.3.6.1.4.1.9999.0.7", SyslogSeverity.Notice, "SNMP v2c", "1.3.6.1.4.1.9999.0.7 1.3.6.1.4.1.9999.1.0=0x0001ff"),
        ]);
    }

    [Fact]
    public async Task An_inform_of_an_unknown_sender_or_of_another_community_is_put_aside_and_not_answered()
    {
        await using var listening = await Listening.StartAsync();
        var at = await TrapsAsync(listening);
        string[] inform = ["-v", "2c", "-c", "public", "-r", "0", "-t", "1", at, "", LinkDown];
        (await SendAsync("snmpinform", inform)).ShouldNotBe(0);

        var source = await listening.SourceAsync();
        await SetAsync(listening, source, new SnmpForm(Community: "secrète"));
        (await SendAsync("snmpinform", inform)).ShouldNotBe(0);

        (await listening.StraysAsync(2)).Select(s => s.Reason).ShouldBe(["sender-unknown", "community-wrong"]);
        (await listening.MessagesAsync(0)).ShouldBeEmpty();
        (await listening.Watched.AllAsync<Source>())[0].ProtectedCommunity!.ShouldNotContain("secrète");
    }

    /// <summary>Who is not answered within a second or so sends the same again; what waits for the disk is one message all the same.</summary>
    [Fact]
    public async Task An_inform_that_is_sent_again_while_it_waits_is_kept_once_and_answered_each_time()
    {
        await using var listening = await Listening.StartAsync();
        await listening.SourceAsync();
        var traps = await listening.StartAsync<TrapListener>(new ServerOptions { SnmpTrapListen = "127.0.0.1:0" });
        using var device = new UdpClient();
        device.Connect(traps.Endpoints[0]);
        await listening.Watched.ExecuteAsync("ALTER TABLE received_messages RENAME TO away");

        foreach (var request in (int[])[7, 7, 8])
        {
            await device.SendAsync(Inform(request), Cancel);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(listening.Log.Waiting == 2));
        await listening.Watched.ExecuteAsync("ALTER TABLE away RENAME TO received_messages");

        var answered = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            SnmpMessage.TryRead((await device.ReceiveAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel)).Buffer, out var answer).ShouldBeTrue();
            answer!.Pdu.Type.ShouldBe(PduType.Response);
            answered.Add(answer.Pdu.RequestId);
        }

        answered.Order().ShouldBe([7, 7, 8]);
        (await listening.MessagesAsync(2)).ShouldAllBe(m => m.Facility == LinkDown);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Notifications_of_version_3_are_told_by_their_user_and_informs_know_our_engine_after_a_restart(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync(new SourceForm("Pare-feu"));
        await SetAsync(listening, source, new SnmpForm(null, "pare-feu", UsmAuthentication.Sha256, "authentique", IsEncrypted: true, "chiffrement"));
        var at = await TrapsAsync(listening);

        (await SendAsync("snmptrap", [.. AuthPriv, "-e", "0x8000000001020304", at, "", LinkDown, .. Port])).ShouldBe(0);
        await listening.MessagesAsync(1);
        (await SendAsync("snmpinform", [.. AuthPriv, "-r", "0", "-t", "10", at, "", LinkDown])).ShouldBe(0);
        await listening.MessagesAsync(2);
        var before = (await listening.Watched.AllAsync<SnmpEngine>()).ShouldHaveSingleItem();

        var again = await TrapsAsync(listening);
        (await SendAsync("snmpinform", [.. AuthPriv, "-r", "0", "-t", "10", again, "", LinkDown])).ShouldBe(0);
        await listening.MessagesAsync(3);
        var after = (await listening.Watched.AllAsync<SnmpEngine>()).ShouldHaveSingleItem();
        (after.EngineId, after.Boots).ShouldBe((before.EngineId, before.Boots + 1));

        string[] wrong = [.. AuthPriv.Select(word => word == "authentique" ? "mauvais-mot" : word), "-r", "0", "-t", "1", again, "", LinkDown];
        (await SendAsync("snmpinform", wrong)).ShouldNotBe(0);
        (await SendAsync("snmptrap", ["-v", "3", "-u", "pare-feu", "-l", "noAuthNoPriv", "-e", "0x8000000001020304", again, "", LinkDown])).ShouldBe(0);
        (await SendAsync("snmptrap", ["-v", "3", "-u", "personne", "-l", "noAuthNoPriv", "-e", "0x8000000001020304", again, "", LinkDown])).ShouldBe(0);
        (await listening.StraysAsync(3)).Select(s => s.Reason).Order().ShouldBe(["level-too-low", "not-authentic", "user-unknown"]);
        (await listening.MessagesAsync(3)).ShouldAllBe(m => m.SourceId == source && m.Application == "SNMP v3");
    }

    private static byte[] Inform(int request) => new SnmpMessage(
        SnmpVersion.V2c,
        "public"u8.ToArray(),
        new SnmpPdu(
            PduType.Inform,
            request,
            0,
            0,
            [
                new VarBind(Oid.Parse("1.3.6.1.2.1.1.3.0"), SnmpValue.Unsigned(SnmpType.TimeTicks, 12_345)),
                new VarBind(Oid.Parse("1.3.6.1.6.3.1.1.4.1.0"), SnmpValue.Identifier(Oid.Parse(LinkDown))),
            ])).ToBytes();

    /// <summary>Some senders ask for reports with traps as with informs: it is of their user all the same, though another's was there before.</summary>
    [Fact]
    public async Task A_trap_whose_sender_asks_for_reports_is_taken_for_the_source_of_its_user()
    {
        await using var listening = await Listening.StartAsync();
        await SetAsync(listening, await listening.SourceAsync(new SourceForm("Autre")), new SnmpForm(null, "autre", UsmAuthentication.Sha256, "sans-rapport", IsEncrypted: false));
        var source = await listening.SourceAsync(new SourceForm("Pare-feu"));
        await SetAsync(listening, source, new SnmpForm(null, "pare-feu", UsmAuthentication.Sha256, "authentique", IsEncrypted: true, "chiffrement"));
        using var sender = new UdpClient();
        sender.Connect(await EndpointAsync(listening));

        var user = new UsmUser("pare-feu", UsmAuthentication.Sha256, "authentique", "chiffrement");
        await sender.SendAsync(Trap(user), Cancel);
        (await listening.MessagesAsync(1)).ShouldHaveSingleItem().SourceId.ShouldBe(source);

        await sender.SendAsync(Trap(user with { AuthenticationPassword = "mauvais-mot" }), Cancel);
        UsmEnvelope.TryRead((await sender.ReceiveAsync(Cancel)).Buffer, out var report).ShouldBeTrue("who may be asking for our engine is told it");
        Convert.ToHexStringLower(report.EngineId).ShouldBe((await listening.Watched.AllAsync<SnmpEngine>()).ShouldHaveSingleItem().EngineId);
    }

    private static byte[] Trap(UsmUser user)
    {
        var engine = Convert.FromHexString("8000000001020304");
        var pdu = new SnmpPdu(PduType.Trap, 7, 0, 0, [new VarBind(Oid.Parse("1.3.6.1.6.3.1.1.4.1.0"), SnmpValue.Identifier(Oid.Parse(LinkDown)))]);
        return UsmWriter.Write(1, new UsmEngine(engine, 5, 42), user.Name, user.Level | UsmLevel.Reportable, new UsmMasterKeys(user).At(engine), new ScopedPdu(engine, default, pdu));
    }

    private static async Task<string> TrapsAsync(Listening listening) => $"udp:{await EndpointAsync(listening)}";

    private static async Task<IPEndPoint> EndpointAsync(Listening listening) =>
        (await listening.StartAsync<TrapListener>(new ServerOptions { SnmpTrapListen = "127.0.0.1:0" })).Endpoints[0];

    private static async Task SetAsync(Listening listening, Guid source, SnmpForm form)
    {
        var version = (await listening.Watched.AllAsync<Source>()).Single(s => s.Id == source).Version;
        (await listening.Watched.Server.RunAsync(Watched.Program, (SetSourceSnmp c) => c.HandleAsync(source, version, form, Cancel))).IsAccepted.ShouldBeTrue();
    }

    private static async Task<int> SendAsync(string program, string[] arguments) => (await Peer.RunAsync("snmp", $"/usr/bin/{program}", arguments)).Exit;
}
