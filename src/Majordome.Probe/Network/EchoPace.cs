namespace Majordome.Probe.Network;

/// <summary>
/// How fast requests leave one socket, whoever asks for them, so that neither the way out nor the buffer for what comes back overflows. A
/// token bucket over milliseconds; halved when the system refuses a packet, and raised again by a tenth of its most each second after (the
/// additive increase and multiplicative decrease of TCP, Chiu and Jain 1989). And no more than <see cref="Unread"/> leave beyond those whose replies
/// were read, unless the reader has found its buffer empty since: that many replies fit in it.
/// </summary>
/// <param name="perMillisecond">Packets a millisecond, at most; at least 1.</param>
/// <param name="frequency">Timestamps a second.</param>
public sealed class EchoPace(int perMillisecond, long frequency)
{
    /// <summary>
    /// Requests that may leave before their replies are read. Each reply takes at least 768 bytes of the buffer, whatever it holds, and
    /// 1,280 with most drivers: 2,048 of them fit in the 4 MiB that Linux gives without being asked twice.
    /// </summary>
    public const int Unread = 2048;

    /// <summary>How long the bucket fills, in milliseconds: timers are not exact, and what one misses the next makes good.</summary>
    private const int Depth = 8;

    private readonly Lock gate = new();
    private double rate = perMillisecond;
    private double tokens = perMillisecond;
    private long? filledAt;
    private int unread;

    /// <summary>Packets a millisecond at present.</summary>
    public double PerMillisecond
    {
        get
        {
            lock (gate)
            {
                return rate;
            }
        }
    }

    /// <summary>Takes as many packets as may leave now, up to what is wanted; zero: wait a millisecond and ask again.</summary>
    public int Take(int wanted, long now)
    {
        lock (gate)
        {
            var passed = Math.Max(0, now - (filledAt ?? now)) * 1000.0 / frequency;
            filledAt = now;
            rate = Math.Min(perMillisecond, rate + (perMillisecond * passed / 10_000));
            tokens = Math.Min(rate * Depth, tokens + (rate * passed));
            var given = Math.Max(0, Math.Min(wanted, Math.Min((int)tokens, Unread - unread)));
            tokens -= given;
            unread += given;
            return given;
        }
    }

    /// <summary>The reader has taken so many replies out of its buffer.</summary>
    public void Read(int replies)
    {
        lock (gate)
        {
            unread = Math.Max(0, unread - replies);
        }
    }

    /// <summary>The reader has found its buffer empty: what is still missing is on its way, or lost.</summary>
    public void CaughtUp()
    {
        lock (gate)
        {
            unread = 0;
        }
    }

    /// <summary>The system has refused a packet for want of room.</summary>
    /// <param name="stayed">How many of those that might leave have not, with it.</param>
    public void Refused(int stayed)
    {
        lock (gate)
        {
            rate = Math.Max(1, rate / 2);
            tokens = 0;
            unread = Math.Max(0, unread - stayed);
        }
    }
}
