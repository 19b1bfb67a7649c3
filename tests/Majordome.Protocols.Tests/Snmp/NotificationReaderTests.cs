using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Notifications;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Protocols.Tests.Snmp;

/// <summary>Notifications of version 3 that ask for reports, as informs do and some senders' traps too.</summary>
public sealed class NotificationReaderTests
{
    private static readonly byte[] Own = Convert.FromHexString("80000000016d616a6f72"), Device = Convert.FromHexString("8000000001020304");
    private static readonly UsmUser Anna = new("anna", UsmAuthentication.Sha256, "correct horse", "battery staple"), Clear = new("clear", UsmAuthentication.None, "", null);
    private static readonly Oid LinkDown = Oid.Parse("1.3.6.1.6.3.1.1.5.3");

    [Fact]
    public void A_trap_is_taken_whether_its_sender_asks_for_reports_or_not()
    {
        foreach (var (user, flag) in new[] { (Anna, UsmLevel.Reportable), (Anna, UsmLevel.None), (Clear, UsmLevel.Reportable) })
        {
            var reading = Read(Message(user, Device, PduType.Trap, flag));

            (reading.Rule, reading.Answer).ShouldBe((null, null));
            reading.Notification.ShouldNotBeNull().Trap.ShouldBe(LinkDown);
            reading.Notification.Engine.Id.ToArray().ShouldBe(Device);
        }
    }

    [Fact]
    public void Who_asks_for_our_engine_is_told_it_and_so_is_who_may_be_asking()
    {
        byte[][] messages =
        [
            UsmWriter.Write(1, default, "", UsmLevel.Reportable, null, new ScopedPdu(default, default, SnmpPdu.Request(PduType.Get, 1, []))),
            Message(Anna, Device, PduType.Inform, UsmLevel.Reportable), // of an engine that was another once
            Message(Anna with { AuthenticationPassword = "another horse" }, Device, PduType.Trap, UsmLevel.Reportable),
            Message(Anna with { Name = "bertha" }, Device, PduType.Trap, UsmLevel.Reportable),
            Message(Clear with { Name = "anna" }, Device, PduType.Trap, UsmLevel.Reportable),
            Message(Clear, [], PduType.Trap, UsmLevel.Reportable),
        ];
        foreach (var message in messages)
        {
            var reading = Read(message);

            (reading.Rule, reading.Notification).ShouldBe(("engine-asked", null));
            UsmEnvelope.TryRead(reading.Answer, out var report).ShouldBeTrue();
            report.EngineId.ToArray().ShouldBe(Own);
        }
    }

    private static NotificationReading Read(byte[] message) => new NotificationReader(Own, [Anna, Clear]).Read(message, boots: 3, time: 1_000);

    private static byte[] Message(UsmUser user, byte[] engine, PduType type, UsmLevel flag)
    {
        var pdu = new SnmpPdu(
            type, 7, 0, 0,
            [
                new VarBind(Oid.Parse("1.3.6.1.2.1.1.3.0"), SnmpValue.Unsigned(SnmpType.TimeTicks, 1234)), new VarBind(Oid.Parse("1.3.6.1.6.3.1.1.4.1.0"), SnmpValue.Identifier(LinkDown)),
            ]);
        var keys = user.Level == UsmLevel.None ? null : new UsmMasterKeys(user).At(engine);
        return UsmWriter.Write(1, new UsmEngine(engine, 5, 42), user.Name, user.Level | flag, keys, new ScopedPdu(engine, default, pdu));
    }
}
