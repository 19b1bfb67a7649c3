using System.Buffers.Binary;
using System.Text;

namespace Majordome.Protocols.Ntp;

/// <summary>A server's answer (RFC 5905, 7.3). Instants are 64-bit NTP timestamps: seconds since 1900 modulo 2³², and 2⁻³² of a second.</summary>
/// <param name="Leap">Leap indicator: 0 none, 1 and 2 a second more or less at the end of the day, 3 not synchronised.</param>
/// <param name="Stratum">Distance from a clock: 1 is one; 16 not synchronised; 0 a refusal or a server's state, whose code is <paramref name="Reference"/>.</param>
/// <param name="RootDelay">Round trip to the reference clock, in seconds.</param>
/// <param name="RootDispersion">Greatest error relative to it, in seconds.</param>
/// <param name="Reference">Four letters for stratum 0 and 1 (<c>GPS</c>, <c>RATE</c>), an address or its hash above.</param>
/// <param name="Origin">What the client sent as its transmit timestamp.</param>
/// <param name="Received">When the request arrived, by the server's clock.</param>
/// <param name="Transmitted">When the answer left, by the server's clock.</param>
public sealed record NtpPacket(
    int Leap, int Stratum, double RootDelay, double RootDispersion, string Reference, ulong Origin, ulong Received, ulong Transmitted)
{
    /// <summary>Length of a packet without extensions, in bytes.</summary>
    public const int Length = 48;

    private const int Server = 4;

    /// <summary>Seconds from 1900 to 1970.</summary>
    private const ulong Epoch = 2_208_988_800;

    /// <summary>Writes a client's request of version 4. Its transmit timestamp may be any number: the server gives it back and nobody else can know it.</summary>
    public static void WriteRequest(Span<byte> destination, ulong transmit)
    {
        destination[..Length].Clear();
        destination[0] = (4 << 3) | 3;
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], transmit);
    }

    /// <summary>Reads a server's answer. False for what is shorter, or of another mode.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out NtpPacket? packet)
    {
        packet = null;
        if (bytes.Length < Length || (bytes[0] & 7) != Server)
        {
            return false;
        }

        packet = new NtpPacket(
            bytes[0] >> 6,
            bytes[1],
            BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) / 65536.0,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) / 65536.0,
            bytes[1] <= 1 ? Encoding.ASCII.GetString(bytes[12..16]).TrimEnd('\0') : new System.Net.IPAddress(bytes[12..16]).ToString(),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]));
        return true;
    }

    /// <summary>
    /// How far the server's clock is ahead of the client's, and how long the way took both ways, in seconds (RFC 5905, 8):
    /// θ = ((T2 − T1) + (T3 − T4)) / 2, δ = (T4 − T1) − (T3 − T2). Right across the eras while the clocks are within 68 years.
    /// </summary>
    /// <param name="sent">T1, when the request left, by the client's clock.</param>
    /// <param name="arrived">T4, when the answer arrived, by the client's clock.</param>
    public (double Offset, double Delay) Compare(ulong sent, ulong arrived)
    {
        var (there, back) = (Seconds(Received - sent), Seconds(Transmitted - arrived));
        return ((there + back) / 2, Seconds(arrived - sent) - Seconds(Transmitted - Received));
    }

    /// <summary>A timestamp of an instant.</summary>
    /// <param name="ticks">Units of 100 ns since 1970.</param>
    public static ulong Timestamp(long ticks)
    {
        var seconds = (ulong)Math.Floor(ticks / (decimal)TimeSpan.TicksPerSecond) + Epoch;
        var fraction = (ulong)(((ticks % TimeSpan.TicksPerSecond) + TimeSpan.TicksPerSecond) % TimeSpan.TicksPerSecond);
        return (seconds << 32) | ((fraction << 32) / TimeSpan.TicksPerSecond);
    }

    private static double Seconds(ulong difference) => (long)difference / 4294967296.0;
}
