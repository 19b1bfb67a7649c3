using NodaTime;

namespace Majordome.Server.Platform;

/// <summary>Identifiers.</summary>
public static class Ids
{
    private static int _made;

    /// <summary>
    /// A UUIDv7 (RFC 9562): unique, and sorted by the instant it was made at, in milliseconds; those that this program made within one
    /// millisecond are sorted as they were made, by a counter of 26 bits in front of 48 random ones (RFC 9562, 6.2, method 1).
    /// </summary>
    public static Guid At(Instant now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now.ToDateTimeOffset()).TryWriteBytes(bytes, bigEndian: true, out _);
        var made = (uint)Interlocked.Increment(ref _made);
        bytes[6] = (byte)(0x70 | (made >> 22 & 0x0F));
        bytes[7] = (byte)(made >> 14);
        bytes[8] = (byte)(0x80 | (made >> 8 & 0x3F));
        bytes[9] = (byte)made;
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The least of all identifiers that <see cref="At"/> makes at an instant or later: where a table is cut by its keys.</summary>
    public static Guid FirstOf(Instant instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(Instant.Max(instant, NodaConstants.UnixEpoch).ToDateTimeOffset()).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }
}
