using System.Buffers.Binary;

namespace Majordome.Probe.Scheduling;

/// <summary>
/// Where in its interval a check starts: the same for the same check, on any probe and after any restart, and evenly spread over many.
/// Times are ticks of 100 ns of a monotonic clock.
/// </summary>
public static class StartSpread
{
    /// <summary>How long the first results of new checks may take to begin.</summary>
    public static readonly TimeSpan FirstStarts = TimeSpan.FromSeconds(5);

    /// <summary>The first time strictly after <paramref name="now"/> at which the check is due.</summary>
    public static long NextSlot(Guid check, long interval, long now)
    {
        var phase = (long)(Hash(check) % (ulong)interval);
        var sincePhase = now - phase;
        var cycles = sincePhase >= 0 ? (sincePhase / interval) + 1 : -((-sincePhase - 1) / interval);
        return phase + (cycles * interval);
    }

    /// <summary>When a new check starts for the first time: soon, and not all at once.</summary>
    public static long FirstStart(Guid check, long interval, long now) =>
        now + (long)(Hash(check) % (ulong)Math.Min(interval, FirstStarts.Ticks));

    /// <summary>Mixes the identifier's bits with the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), as UUIDv7 of one batch differ little.</summary>
    private static ulong Hash(Guid check)
    {
        Span<byte> bytes = stackalloc byte[16];
        check.TryWriteBytes(bytes);
        var z = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ (BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) * 0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
