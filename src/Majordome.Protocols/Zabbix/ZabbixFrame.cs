using System.Buffers.Binary;
using System.IO.Compression;

namespace Majordome.Protocols.Zabbix;

/// <summary>What reading a frame came to: its data, the need of more octets, or the rule that is broken.</summary>
/// <param name="Data">The data, inflated, when whole.</param>
/// <param name="Length">The octets that the frame takes.</param>
/// <param name="Rule">As <see cref="ZabbixFrame"/> lists them; <c>null</c>: none is broken.</param>
public readonly record struct ZabbixFrameReading(byte[]? Data, int Length, string? Rule);

/// <summary>
/// The frame of every Zabbix connection (zabbix.com, «Header»): <c>ZBXD</c>, flags, length of the data, length once inflated, data; both
/// lengths in 4 octets, or in 8 where the flag says large. Little-endian.
/// </summary>
/// <remarks>
/// Rules: <c>zabbix-header</c>, <c>zabbix-flags</c>, <c>zabbix-too-long</c> (as sent, or once inflated), <c>zabbix-deflate</c> (no zlib stream),
/// <c>zabbix-inflated-length</c> (not as long as told).
/// </remarks>
public static class ZabbixFrame
{
    private const byte Protocol = 0x01;
    private const byte Compressed = 0x02;
    private const byte Large = 0x04;

    private static ReadOnlySpan<byte> Magic => "ZBXD"u8;

    /// <summary>Reads the first frame of what has been received.</summary>
    /// <param name="received">Octets from the peer.</param>
    /// <param name="limit">The most octets of data, as sent and once inflated.</param>
    public static ZabbixFrameReading Read(ReadOnlySpan<byte> received, int limit)
    {
        var known = Math.Min(received.Length, Magic.Length);
        if (!received[..known].SequenceEqual(Magic[..known]))
        {
            return new(null, 0, "zabbix-header");
        }

        if (received.Length < 5)
        {
            return default;
        }

        var flags = received[4];
        if ((flags & Protocol) == 0 || flags > (Protocol | Compressed | Large))
        {
            return new(null, 0, "zabbix-flags");
        }

        var width = (flags & Large) != 0 ? 8 : 4;
        var header = 5 + (2 * width);
        if (received.Length < header)
        {
            return default;
        }

        var (length, inflated) = (Number(received[5..], width), Number(received[(5 + width)..], width));
        var isCompressed = (flags & Compressed) != 0;
        if (length > (ulong)limit || (isCompressed && inflated > (ulong)limit))
        {
            return new(null, 0, "zabbix-too-long");
        }

        var end = header + (int)length;
        if (received.Length < end)
        {
            return default;
        }

        var data = received[header..end].ToArray();
        var rule = isCompressed ? Inflate(data, (int)inflated, out data) : null;
        return rule is null ? new(data, end, null) : new(null, 0, rule);
    }

    /// <summary>Frames data, not compressed.</summary>
    public static byte[] Write(ReadOnlySpan<byte> data)
    {
        var frame = new byte[13 + data.Length];
        Magic.CopyTo(frame);
        frame[4] = Protocol;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), data.Length);
        data.CopyTo(frame.AsSpan(13));
        return frame;
    }

    private static ulong Number(ReadOnlySpan<byte> octets, int width) =>
        width == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    /// <summary>Deflate makes at most 1,032 octets of one (zlib.net, «Technical Details»): no memory is taken for what lies beyond.</summary>
    private static string? Inflate(byte[] deflated, int length, out byte[] data)
    {
        const int LargestRatio = 1032;
        data = [];
        if (length > (long)deflated.Length * LargestRatio)
        {
            return "zabbix-inflated-length";
        }

        data = new byte[length];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(deflated), CompressionMode.Decompress);
            var read = stream.ReadAtLeast(data, length, throwOnEndOfStream: false);
            return read < length || stream.ReadByte() >= 0 ? "zabbix-inflated-length" : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return "zabbix-deflate";
        }
    }
}
