namespace Majordome.Protocols.Snmp;

/// <summary>The versions, by their number on the wire.</summary>
public enum SnmpVersion
{
    /// <summary>RFC 1157.</summary>
    V1 = 0,

    /// <summary>Version 2 with communities (RFC 1901).</summary>
    V2c = 1,

    /// <summary>RFC 3412.</summary>
    V3 = 3,
}

/// <summary>A message of version 1 or 2c: a PDU under a community (RFC 1157, 4; RFC 1901, 3).</summary>
/// <param name="Version">Which of the two.</param>
/// <param name="Community">The bytes of the community.</param>
/// <param name="Pdu">What it asks or says.</param>
public sealed record SnmpMessage(SnmpVersion Version, ReadOnlyMemory<byte> Community, SnmpPdu Pdu)
{
    /// <summary>The most bytes of a message: what a UDP datagram carries over IPv4.</summary>
    public const int Largest = 65_507;

    /// <summary>The version a message says it has, before anything else is looked at; null when it is no message.</summary>
    public static SnmpVersion? VersionOf(ReadOnlySpan<byte> bytes) =>
        new BerReader(bytes).TryEnter(BerReader.Sequence, out var inside) && inside.TryReadInteger32(out var version) && version is 0 or 1 or 3
            ? (SnmpVersion)version
            : null;

    /// <summary>Reads a message. Never throws; false when it does not hold together or is of another version. Bytes behind it are not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SnmpMessage? message)
    {
        message = null;
        if (!new BerReader(bytes).TryEnter(BerReader.Sequence, out var inside) || !inside.TryReadInteger32(out var version) || version is not (0 or 1)
            || !inside.TryReadOctets(out var community) || !SnmpPdu.TryRead(ref inside, out var pdu))
        {
            return false;
        }

        message = new SnmpMessage((SnmpVersion)version, community.ToArray(), pdu!);
        return true;
    }

    /// <summary>Writes it.</summary>
    public void Write(BerWriter writer)
    {
        var since = writer.Length;
        Pdu.Write(writer);
        writer.WriteOctets(Community.Span);
        writer.WriteInteger((int)Version);
        writer.Close(BerReader.Sequence, since);
    }

    /// <summary>Its bytes.</summary>
    public byte[] ToBytes()
    {
        var writer = new BerWriter();
        Write(writer);
        return writer.Written.ToArray();
    }
}
