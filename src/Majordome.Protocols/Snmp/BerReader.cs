namespace Majordome.Protocols.Snmp;

/// <summary>
/// Reads the part of the Basic Encoding Rules (ITU-T X.690) that SNMP uses (RFC 3417, 8): single-byte tags, definite lengths. Works on the bytes where
/// they lie. Never throws and never reads beyond what it was given: what does not hold together is answered by false, and the reader stays where it was.
/// </summary>
public ref struct BerReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>SEQUENCE.</summary>
    public const byte Sequence = 0x30;

    /// <summary>The unsigned type of RFC 1442, since then Gauge32.</summary>
    private const SnmpType UInteger32 = (SnmpType)0x47;

    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsEmpty => rest.IsEmpty;

    /// <summary>How many bytes remain.</summary>
    public readonly int Remaining => rest.Length;

    /// <summary>The tag that comes next; zero at the end.</summary>
    public readonly byte Next => rest.IsEmpty ? (byte)0 : rest[0];

    /// <summary>Reads one element of any tag.</summary>
    public bool TryRead(out byte tag, out ReadOnlySpan<byte> content)
    {
        tag = Next;
        content = default;
        if (rest.Length < 2)
        {
            return false;
        }

        var (length, head) = ((long)rest[1], 2);
        if (length >= 0x80)
        {
            // The long form: how many bytes of length follow. None would be the indefinite form, which SNMP does not allow.
            var bytesOfLength = (int)(length & 0x7F);
            if (bytesOfLength is 0 or > 4 || rest.Length < 2 + bytesOfLength)
            {
                return false;
            }

            length = (long)Unsigned(rest.Slice(2, bytesOfLength));
            head += bytesOfLength;
        }

        if (length > rest.Length - head)
        {
            return false;
        }

        content = rest.Slice(head, (int)length);
        rest = rest[(head + (int)length)..];
        return true;
    }

    /// <summary>Reads one element of one tag.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        return Next == tag && TryRead(out _, out content);
    }

    /// <summary>Reads a constructed element, to be read on its own.</summary>
    public bool TryEnter(byte tag, out BerReader inside)
    {
        var read = TryRead(tag, out var content);
        inside = new BerReader(content);
        return read;
    }

    /// <summary>Reads an INTEGER of at most eight bytes.</summary>
    public bool TryReadInteger(out long value)
    {
        value = 0;
        return TryRead((byte)SnmpType.Integer, out var content) && TryInteger(content, out value);
    }

    /// <summary>Reads an INTEGER that has to fit 32 bits.</summary>
    public bool TryReadInteger32(out int value)
    {
        var read = TryReadInteger(out var wide);
        value = unchecked((int)wide);
        return read && value == wide;
    }

    /// <summary>Reads an OCTET STRING.</summary>
    public bool TryReadOctets(out ReadOnlySpan<byte> content) => TryRead((byte)SnmpType.OctetString, out content);

    /// <summary>Reads an OBJECT IDENTIFIER.</summary>
    public bool TryReadOid(out Oid oid)
    {
        oid = default;
        return TryRead((byte)SnmpType.ObjectIdentifier, out var content) && TryOid(content, out oid);
    }

    /// <summary>
    /// Reads a value of any type. A type that SNMP does not know becomes <see cref="SnmpType.None"/>: one odd object of a device does not hide the others.
    /// </summary>
    public bool TryReadValue(out SnmpValue value)
    {
        value = default;
        return TryRead(out var tag, out var content) && TryValue((SnmpType)tag, content, out value);
    }

    private static bool TryValue(SnmpType type, ReadOnlySpan<byte> content, out SnmpValue value)
    {
        value = default;
        switch (type)
        {
            case SnmpType.Integer:
                var whole = TryInteger(content, out var number);
                value = SnmpValue.Integer(number);
                return whole;
            case SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64:
                return TryUnsigned(type, content, out value);
            case UInteger32:
                return TryUnsigned(SnmpType.Gauge32, content, out value);
            case SnmpType.OctetString or SnmpType.IpAddress or SnmpType.Opaque:
                value = SnmpValue.Octets(type, content.ToArray());
                return true;
            case SnmpType.ObjectIdentifier:
                var read = TryOid(content, out var oid);
                value = SnmpValue.Identifier(oid);
                return read;
            case SnmpType.Null or SnmpType.NoSuchObject or SnmpType.NoSuchInstance or SnmpType.EndOfMibView:
                value = SnmpValue.Nothing(type);
                return true;
            default:
                return true;
        }
    }

    private static bool TryInteger(ReadOnlySpan<byte> content, out long value)
    {
        value = 0;
        if (content.Length is 0 or > 8)
        {
            return false;
        }

        value = (sbyte)content[0];
        foreach (var next in content[1..])
        {
            value = (value << 8) | next;
        }

        return true;
    }

    /// <summary>Some agents leave the leading zero out and so send a large number as if it were negative: the bits are the number.</summary>
    private static bool TryUnsigned(SnmpType type, ReadOnlySpan<byte> content, out SnmpValue value)
    {
        value = default;
        if (content.Length is 0 or > 9 || (content.Length == 9 && content[0] != 0))
        {
            return false;
        }

        var number = Unsigned(content);
        var cut = type != SnmpType.Counter64 && content[0] >= 0x80;
        value = SnmpValue.Unsigned(type, cut ? (uint)number : number);
        return true;
    }

    private static ulong Unsigned(ReadOnlySpan<byte> content)
    {
        ulong number = 0;
        foreach (var next in content)
        {
            number = (number << 8) | next;
        }

        return number;
    }

    /// <summary>X.690, 8.19: base 128, the first two arcs as 40 × first + second. No bytes at all, which some agents send, is the empty identifier.</summary>
    private static bool TryOid(ReadOnlySpan<byte> content, out Oid oid)
    {
        oid = default;
        Span<uint> arcs = stackalloc uint[Oid.Most];
        var count = 0;
        ulong arc = 0;
        var open = false;
        foreach (var next in content)
        {
            arc = (arc << 7) | (uint)(next & 0x7F);
            open = next >= 0x80;
            if (arc > uint.MaxValue + (count == 0 ? 80ul : 0))
            {
                return false;
            }

            if (open)
            {
                continue;
            }

            if (count == 0)
            {
                var first = (uint)Math.Min(arc / 40, 2);
                arcs[count++] = first;
                arc -= first * 40;
            }

            if (count == Oid.Most)
            {
                return false;
            }

            arcs[count++] = (uint)arc;
            arc = 0;
        }

        oid = Oid.Of(arcs[..count]);
        return !open;
    }
}
