using System.Text;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Snmp;

/// <summary>
/// Version 3 towards one device: its engine is discovered, its clock followed (RFC 3414, 3.2 and 4). What comes unauthenticated only ever teaches the
/// engine's identity and a first guess of its clock; the clock is believed once a message proves it.
/// </summary>
internal sealed class UserSecurity(UsmUser user, string context, UsmMasterKeys master, TimeProvider time) : SnmpSecurity
{
    /// <summary>Seconds a message may be old (RFC 3414, 2.2.3).</summary>
    private const int Window = 150;

    /// <summary>usmStats (RFC 3414, 5).</summary>
    private static readonly Oid Statistics = Oid.Parse("1.3.6.1.6.3.15.1.1");
    private const uint NotInTimeWindow = 2;
    private const uint UnknownEngine = 4;

    private readonly Lock access = new();
    private readonly byte[] name = Encoding.UTF8.GetBytes(user.Name);
    private readonly byte[] context = Encoding.UTF8.GetBytes(context);
    private byte[]? engineId;
    private UsmKeys? keys;
    private int boots;
    private int engineTime;
    private long learnedAt;
    private bool proved;

    public override ReadOnlyMemory<byte> Seal(SnmpPdu pdu)
    {
        UsmKeys? known;
        UsmEngine engine;
        lock (access)
        {
            if (engineId is null)
            {
                var discovery = new SnmpPdu(PduType.Get, pdu.RequestId, 0, 0, []);
                return UsmWriter.Write(pdu.RequestId, default, "", UsmLevel.Reportable, null, new ScopedPdu(default, default, discovery));
            }

            engine = new UsmEngine(engineId, boots, Now());
            known = keys;
        }

        return UsmWriter.Write(pdu.RequestId, engine, user.Name, user.Level | UsmLevel.Reportable, known, new ScopedPdu(engine.Id, context, pdu));
    }

    public override SnmpPdu? Open(ReadOnlySpan<byte> bytes)
    {
        if (!UsmEnvelope.TryRead(bytes, out var envelope))
        {
            return null;
        }

        lock (access)
        {
            return envelope.Level.HasFlag(UsmLevel.Authenticated) ? OpenAuthenticated(envelope) : OpenClear(envelope);
        }
    }

    public override SnmpFault Judge(SnmpPdu report) => Statistic(report) is NotInTimeWindow or UnknownEngine ? SnmpFault.None : SnmpFault.Unauthorised;

    private static uint Statistic(SnmpPdu report) =>
        report.VarBinds is [var first, ..] && first.Oid.StartsWith(Statistics) && first.Oid.Length > Statistics.Length ? first.Oid[Statistics.Length] : 0;

    private SnmpPdu? OpenClear(in UsmEnvelope envelope)
    {
        if (envelope.Open(null)?.Pdu is not { } pdu)
        {
            return null;
        }

        if (pdu.Type == PduType.Report)
        {
            if (Statistic(pdu) == UnknownEngine && envelope.EngineId.Length > 0 && !envelope.EngineId.SequenceEqual(engineId))
            {
                engineId = envelope.EngineId.ToArray();
                keys = master.At(engineId);
                Learn(envelope, proof: false);
            }

            return pdu;
        }

        return user.Level == UsmLevel.None && envelope.EngineId.SequenceEqual(engineId) ? pdu : null;
    }

    private SnmpPdu? OpenAuthenticated(in UsmEnvelope envelope)
    {
        if (keys is null || !envelope.EngineId.SequenceEqual(engineId) || !envelope.User.SequenceEqual(name) || !envelope.IsAuthentic(keys)
            || envelope.Open(keys)?.Pdu is not { } pdu)
        {
            return null;
        }

        // A report repeats the number, not to be foreseen, of a request that waits: it is no replay, so it may set the clock back too.
        var report = pdu.Type == PduType.Report;
        if (report || !proved || envelope.Boots > boots || (envelope.Boots == boots && envelope.Time > Now()))
        {
            Learn(envelope, proof: true);
        }

        var inTime = envelope.Boots == boots && envelope.Time >= Now() - Window;
        return report || (inTime && envelope.Level.HasFlag(user.Level)) ? pdu : null;
    }

    private void Learn(in UsmEnvelope envelope, bool proof)
    {
        (boots, engineTime, learnedAt, proved) = (envelope.Boots, envelope.Time, time.GetTimestamp(), proof);
    }

    private int Now() => (int)Math.Min(int.MaxValue, engineTime + (long)time.GetElapsedTime(learnedAt).TotalSeconds);
}
