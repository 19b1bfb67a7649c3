using System.Security.Cryptography;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>
/// A message of version 3 under USM (RFC 3412, 6; RFC 3414, 2.4) as it came, not yet opened: who it says to be from, and nothing of that proved until
/// <see cref="IsAuthentic"/> says so. Never throws.
/// </summary>
public readonly ref struct UsmEnvelope
{
    private const int UserSecurityModel = 3;

    private readonly ReadOnlySpan<byte> whole;
    private readonly ReadOnlySpan<byte> tag;
    private readonly ReadOnlySpan<byte> salt;
    private readonly BerReader data;

    private UsmEnvelope(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> salt, BerReader data)
    {
        this.whole = whole;
        this.tag = tag;
        this.salt = salt;
        this.data = data;
    }

    /// <summary>Number that the answer repeats.</summary>
    public int MessageId { get; private init; }

    /// <summary>How it is protected.</summary>
    public UsmLevel Level { get; private init; }

    /// <summary>The engine in authority: of the device for requests and traps, of the receiver for informs.</summary>
    public ReadOnlySpan<byte> EngineId { get; private init; }

    /// <summary>How often that engine started.</summary>
    public int Boots { get; private init; }

    /// <summary>Seconds since it started.</summary>
    public int Time { get; private init; }

    /// <summary>The user.</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    /// <summary>Reads the head; false when it does not hold together or is under another model.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out UsmEnvelope envelope)
    {
        envelope = default;
        if (!new BerReader(bytes).TryEnter(BerReader.Sequence, out var message) || !message.TryReadInteger32(out var version) || version != (int)SnmpVersion.V3
            || !message.TryEnter(BerReader.Sequence, out var header) || !header.TryReadInteger32(out var id) || !header.TryReadInteger32(out _)
            || !header.TryReadOctets(out var flags) || flags.Length != 1 || !header.TryReadInteger32(out var model) || model != UserSecurityModel
            || !message.TryEnter((byte)SnmpType.OctetString, out var wrapped) || !wrapped.TryEnter(BerReader.Sequence, out var security))
        {
            return false;
        }

        if (!security.TryReadOctets(out var engine) || !security.TryReadInteger32(out var boots) || !security.TryReadInteger32(out var time)
            || !security.TryReadOctets(out var user) || !security.TryReadOctets(out var tag) || !security.TryReadOctets(out var salt)
            || boots < 0 || time < 0)
        {
            return false;
        }

        envelope = new UsmEnvelope(bytes, tag, salt, message)
        {
            MessageId = id,
            Level = (UsmLevel)flags[0],
            EngineId = engine,
            Boots = boots,
            Time = time,
            User = user,
        };
        return true;
    }

    /// <summary>Whether its tag is the one of these keys (RFC 3414, 6.3.2).</summary>
    public bool IsAuthentic(UsmKeys keys)
    {
        if (!Level.HasFlag(UsmLevel.Authenticated) || keys.TagLength == 0 || tag.Length != keys.TagLength || !whole.Overlaps(tag, out var at))
        {
            return false;
        }

        var blank = whole.ToArray();
        blank.AsSpan(at, tag.Length).Clear();
        return CryptographicOperations.FixedTimeEquals(keys.Tag(blank), tag);
    }

    /// <summary>The PDU within, deciphered where it has to be. Null when it does not hold together or the keys have no privacy.</summary>
    public ScopedPdu? Open(UsmKeys? keys)
    {
        var scoped = data;
        if (Level.HasFlag(UsmLevel.Private))
        {
            if (!scoped.TryReadOctets(out var cipher) || keys?.Decrypt(cipher, Boots, Time, salt) is not { } plain)
            {
                return null;
            }

            scoped = new BerReader(plain);
        }

        return scoped.TryEnter(BerReader.Sequence, out var inside) && inside.TryReadOctets(out var engine) && inside.TryReadOctets(out var context)
            && SnmpPdu.TryRead(ref inside, out var pdu)
            ? new ScopedPdu(engine.ToArray(), context.ToArray(), pdu!)
            : null;
    }
}
