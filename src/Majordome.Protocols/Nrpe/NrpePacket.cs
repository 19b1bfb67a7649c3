using System.Buffers.Binary;
using System.Text;

namespace Majordome.Protocols.Nrpe;

/// <summary>
/// Packets of the Nagios Remote Plugin Executor, versions 2, 3 and 4, as its own client and daemon write them. Version 2: version, type, CRC, result, 1,024 bytes of text, two of padding.
/// Versions 3 and 4: version, type, CRC, result, alignment, length, text; version 3 counts three bytes less than it sends. The CRC (IEEE 802.3) covers the whole packet with its own field zero.
/// </summary>
public static class NrpePacket
{
    /// <summary>Size of a packet of version 2, and the smallest query of the others, in bytes.</summary>
    public const int SmallPacket = 1036;

    /// <summary>The largest text that is read, in bytes: the daemon's own limit.</summary>
    public const int LargestText = 65536;

    private const int HeaderOf2 = 10;
    private const int HeaderOf3 = 16;
    private const int UncountedIn3 = 3;
    private const short Query = 1;
    private const short Response = 2;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static octet => Entry((uint)octet))];

    /// <summary>Writes a query: a command's name and its arguments, parted by <c>!</c>. <c>null</c> when it does not fit.</summary>
    public static byte[]? WriteQuery(int version, string command)
    {
        var text = Encoding.UTF8.GetBytes(command);
        var header = version == 2 ? HeaderOf2 : HeaderOf3;
        if (text.Length + 1 > (version == 2 ? 1024 : LargestText))
        {
            return null;
        }

        var packet = new byte[Math.Max(SmallPacket, version == 2 ? 0 : header + text.Length + 1 + UncountedIn3)];
        BinaryPrimitives.WriteInt16BigEndian(packet, (short)version);
        BinaryPrimitives.WriteInt16BigEndian(packet.AsSpan(2), Query);
        if (version > 2)
        {
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(12), packet.Length - header - (version == 3 ? UncountedIn3 : 0));
        }

        text.CopyTo(packet, header);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), Crc(packet));
        return packet;
    }

    /// <summary>How many more bytes a response has, after its first 16. <c>null</c> when they cannot begin one.</summary>
    public static int? RestOf(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderOf3 || BinaryPrimitives.ReadInt16BigEndian(head[2..]) != Response)
        {
            return null;
        }

        var (version, length) = (BinaryPrimitives.ReadInt16BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[12..]));
        return version switch
        {
            2 => SmallPacket - HeaderOf3,
            3 or 4 when length is >= 0 and <= LargestText => length + (version == 3 ? UncountedIn3 : 0),
            _ => null,
        };
    }

    /// <summary>Reads a whole response. False when it is none, or its CRC is wrong.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> packet, out int result, out string text)
    {
        (result, text) = (3, "");
        if (RestOf(packet) is not { } rest || packet.Length != HeaderOf3 + rest || Crc(packet) != BinaryPrimitives.ReadUInt32BigEndian(packet[4..]))
        {
            return false;
        }

        result = BinaryPrimitives.ReadInt16BigEndian(packet[8..]);
        var written = packet[(BinaryPrimitives.ReadInt16BigEndian(packet) == 2 ? HeaderOf2 : HeaderOf3)..];
        var end = written.IndexOf((byte)0);
        text = Encoding.UTF8.GetString(end < 0 ? written : written[..end]);
        return true;
    }

    private static uint Crc(ReadOnlySpan<byte> packet)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < packet.Length; i++)
        {
            var octet = i is >= 4 and < 8 ? (byte)0 : packet[i];
            crc = Table[(crc ^ octet) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Entry(uint octet)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            octet = (octet & 1) != 0 ? 0xEDB88320 ^ (octet >> 1) : octet >> 1;
        }

        return octet;
    }
}
