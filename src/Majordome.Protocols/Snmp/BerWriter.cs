using System.Buffers.Binary;

namespace Majordome.Protocols.Snmp;

/// <summary>
/// Writes the Basic Encoding Rules from the end to the beginning, so that the length of what is inside is known when its head is written: write the last
/// element first, then close the sequence around what was written since <see cref="Length"/> had a value.
/// </summary>
public sealed class BerWriter
{
    private byte[] buffer;
    private int start;

    /// <summary>A writer with room for some bytes at first; it grows.</summary>
    public BerWriter(int capacity = 512) => (buffer, start) = (new byte[capacity], capacity);

    /// <summary>How many bytes were written.</summary>
    public int Length => buffer.Length - start;

    /// <summary>What was written; valid until the next write.</summary>
    public Memory<byte> Written => buffer.AsMemory(start);

    /// <summary>Forgets everything, keeps the room.</summary>
    public void Clear() => start = buffer.Length;

    /// <summary>Writes bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>Puts tag and length before what was written since the writer had a length.</summary>
    public void Close(byte tag, int since)
    {
        var length = Length - since;
        if (length < 0x80)
        {
            Room(1)[0] = (byte)length;
        }
        else
        {
            var bytes = length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 4;
            Span<byte> wide = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(wide, length);
            WriteRaw(wide[^bytes..]);
            Room(1)[0] = (byte)(0x80 | bytes);
        }

        Room(1)[0] = tag;
    }

    /// <summary>Writes an INTEGER in as few bytes as hold it.</summary>
    public void WriteInteger(long value)
    {
        var since = Length;
        do
        {
            Room(1)[0] = (byte)value;
            value >>= 8;
        }
        while (!(value == 0 && buffer[start] < 0x80) && !(value == -1 && buffer[start] >= 0x80));
        Close((byte)SnmpType.Integer, since);
    }

    /// <summary>Writes a number of a type without a sign, with a leading zero where its first bit is set.</summary>
    public void WriteUnsigned(SnmpType type, ulong value)
    {
        var since = Length;
        do
        {
            Room(1)[0] = (byte)value;
            value >>= 8;
        }
        while (value != 0 || buffer[start] >= 0x80);
        Close((byte)type, since);
    }

    /// <summary>Writes bytes under a tag.</summary>
    public void WriteOctets(byte tag, ReadOnlySpan<byte> bytes)
    {
        var since = Length;
        WriteRaw(bytes);
        Close(tag, since);
    }

    /// <summary>Writes an OCTET STRING.</summary>
    public void WriteOctets(ReadOnlySpan<byte> bytes) => WriteOctets((byte)SnmpType.OctetString, bytes);

    /// <summary>Writes an OBJECT IDENTIFIER; a single arc gets a zero behind, as the encoding has no way to say one.</summary>
    /// <exception cref="ArgumentException">The encoding has no such identifier: the first arc above 2, or the second above 39 behind 0 or 1.</exception>
    public void WriteOid(Oid oid)
    {
        var arcs = oid.Arcs;
        if (!CanWrite(oid))
        {
            throw new ArgumentException($"Not an identifier that can be sent: {oid}", nameof(oid));
        }

        var since = Length;
        for (var at = arcs.Length - 1; at > 1; at--)
        {
            WriteArc(arcs[at]);
        }

        if (arcs.Length > 0)
        {
            WriteArc((arcs[0] * 40ul) + (arcs.Length > 1 ? arcs[1] : 0));
        }

        Close((byte)SnmpType.ObjectIdentifier, since);
    }

    /// <summary>Whether the encoding has an identifier.</summary>
    public static bool CanWrite(Oid oid) => oid.Length == 0 || (oid[0] <= 2 && (oid[0] == 2 || oid.Length == 1 || oid[1] < 40));

    /// <summary>Writes a value; one without any type as NULL.</summary>
    public void WriteValue(in SnmpValue value)
    {
        switch (value.Type)
        {
            case SnmpType.Integer:
                WriteInteger(value.AsInteger);
                break;
            case SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64:
                WriteUnsigned(value.Type, value.AsUnsigned);
                break;
            case SnmpType.OctetString or SnmpType.IpAddress or SnmpType.Opaque:
                WriteOctets((byte)value.Type, value.Bytes);
                break;
            case SnmpType.ObjectIdentifier:
                WriteOid(value.AsOid);
                break;
            default:
                Close(value.Type == SnmpType.None ? (byte)SnmpType.Null : (byte)value.Type, Length);
                break;
        }
    }

    private void WriteArc(ulong arc)
    {
        Room(1)[0] = (byte)(arc & 0x7F);
        for (arc >>= 7; arc != 0; arc >>= 7)
        {
            Room(1)[0] = (byte)(0x80 | (arc & 0x7F));
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (start < bytes)
        {
            var larger = new byte[Math.Max(buffer.Length * 2, Length + bytes)];
            buffer.AsSpan(start).CopyTo(larger.AsSpan(larger.Length - Length));
            start += larger.Length - buffer.Length;
            buffer = larger;
        }

        start -= bytes;
        return buffer.AsSpan(start, bytes);
    }
}
