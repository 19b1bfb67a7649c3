using System.Collections.Frozen;
using System.Text;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Protocols.Snmp.Notifications;

/// <summary>What a datagram was.</summary>
/// <param name="Notification">The trap or inform; null when there is none.</param>
/// <param name="Answer">Bytes to send back to where it came from: what an inform waits for, or what an engine wants to know before it sends one.</param>
/// <param name="Rule">Why there is no notification; null when there is one.</param>
public readonly record struct NotificationReading(SnmpNotification? Notification, byte[]? Answer, string? Rule);

/// <summary>
/// Reads traps and informs of versions 1, 2c and 3. Never throws; holds nothing of what it read, so that it serves any number of threads. Communities are
/// not judged here: the caller knows which are whose.
/// </summary>
/// <remarks>
/// Rules: <c>not-a-message</c>, <c>not-a-notification</c>, <c>user-unknown</c>, <c>not-authentic</c> (another password), <c>level-too-low</c> (less protected
/// than its user has to be), <c>not-in-time</c> (an inform of another clock; the answer tells ours), <c>engine-asked</c> (somebody gets to know us).
/// </remarks>
/// <param name="engineId">Our identity towards who sends informs, 5 to 32 bytes: the same after every start.</param>
/// <param name="users">The users of version 3, each complete.</param>
public sealed class NotificationReader(ReadOnlyMemory<byte> engineId, IEnumerable<UsmUser> users)
{
    /// <summary>Seconds an inform may be off our clock (RFC 3414, 2.2.3).</summary>
    private const int Window = 150;

    /// <summary>usmStatsNotInTimeWindows and usmStatsUnknownEngineIDs (RFC 3414, 5).</summary>
    private static readonly Oid NotInTimeWindows = Oid.Parse("1.3.6.1.6.3.15.1.1.2.0");
    private static readonly Oid UnknownEngineIds = Oid.Parse("1.3.6.1.6.3.15.1.1.4.0");

    private readonly FrozenDictionary<string, UsmMasterKeys> users = users.ToFrozenDictionary(user => user.Name, user => new UsmMasterKeys(user), StringComparer.Ordinal);

    /// <summary>Reads a datagram.</summary>
    /// <param name="bytes">As it came.</param>
    /// <param name="boots">How often we started.</param>
    /// <param name="time">Seconds since we last did.</param>
    public NotificationReading Read(ReadOnlySpan<byte> bytes, int boots, int time)
    {
        if (UsmEnvelope.TryRead(bytes, out var envelope))
        {
            return ReadUser(envelope, new UsmEngine(engineId, boots, time));
        }

        if (!SnmpMessage.TryRead(bytes, out var message))
        {
            return Refused("not-a-message");
        }

        var notification = SnmpNotification.Of(message!.Version, message.Community, message.Pdu, default);
        return notification is null
            ? Refused("not-a-notification")
            : new NotificationReading(notification, IsInform(message.Pdu) ? (message with { Pdu = Response(message.Pdu) }).ToBytes() : null, null);
    }

    private NotificationReading ReadUser(in UsmEnvelope envelope, UsmEngine own)
    {
        // Who expects an answer asks for reports, and we are in authority; for a trap its sender is (RFC 3414, 3.1). Some ask for reports with traps too: the flag is a
        // hint, what is within decides (RFC 3412, 6.4).
        var confirmed = envelope.Level.HasFlag(UsmLevel.Reportable);
        if (!confirmed || envelope.EngineId.SequenceEqual(own.Id.Span))
        {
            return ReadKnown(envelope, own, confirmed, out _);
        }

        return !envelope.EngineId.IsEmpty && ReadKnown(envelope, own, confirmed: false, out var type) is { Notification: not null } reading && type == PduType.Trap
            ? reading
            : new NotificationReading(null, Report(envelope, own, UnknownEngineIds, UsmLevel.None, "", null), "engine-asked");
    }

    private NotificationReading ReadKnown(in UsmEnvelope envelope, UsmEngine own, bool confirmed, out PduType type)
    {
        type = default;
        var name = Encoding.UTF8.GetString(envelope.User);
        if (!users.TryGetValue(name, out var user))
        {
            return Refused("user-unknown");
        }

        if (!envelope.Level.HasFlag(user.Level))
        {
            return Refused("level-too-low");
        }

        var keys = user.At(envelope.EngineId);
        var authenticated = envelope.Level.HasFlag(UsmLevel.Authenticated);
        if (authenticated && !envelope.IsAuthentic(keys))
        {
            return Refused("not-authentic");
        }

        if (confirmed && authenticated && (envelope.Boots != own.Boots || Math.Abs((long)envelope.Time - own.Time) > Window))
        {
            return new NotificationReading(null, Report(envelope, own, NotInTimeWindows, UsmLevel.Authenticated, name, keys), "not-in-time");
        }

        if (envelope.Open(keys) is not { } scoped
            || SnmpNotification.Of(SnmpVersion.V3, envelope.User.ToArray(), scoped.Pdu, new UsmEngine(envelope.EngineId.ToArray(), envelope.Boots, envelope.Time)) is not { } notification)
        {
            return Refused("not-a-notification");
        }

        type = scoped.Pdu.Type;
        var answer = confirmed && IsInform(scoped.Pdu)
            ? UsmWriter.Write(envelope.MessageId, own, name, envelope.Level & ~UsmLevel.Reportable, keys, scoped with { Pdu = Response(scoped.Pdu) })
            : null;
        return new NotificationReading(notification, answer, null);
    }

    private static byte[] Report(in UsmEnvelope asked, UsmEngine own, Oid statistic, UsmLevel level, string name, UsmKeys? keys)
    {
        // The number of the request is repeated where it can be read.
        var request = asked.Open(keys)?.Pdu.RequestId ?? 0;
        var report = new SnmpPdu(PduType.Report, request, 0, 0, [new VarBind(statistic, SnmpValue.Unsigned(SnmpType.Counter32, 1))]);
        return UsmWriter.Write(asked.MessageId, own, name, level, keys, new ScopedPdu(own.Id, default, report));
    }

    private static bool IsInform(SnmpPdu pdu) => pdu.Type == PduType.Inform;

    private static SnmpPdu Response(SnmpPdu inform) => inform with { Type = PduType.Response, First = 0, Second = 0 };

    private static NotificationReading Refused(string rule) => new(null, null, rule);
}
