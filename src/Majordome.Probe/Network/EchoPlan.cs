using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>How targets are pinged.</summary>
/// <param name="Count">Requests to each target; at least 1.</param>
/// <param name="Size">Bytes of payload, from 8 to 65,000.</param>
/// <param name="Spacing">From one request to the next, to the same target; zero: as soon as the others have had theirs.</param>
/// <param name="Patience">How long after the last request replies are waited for.</param>
public sealed record EchoPlan(int Count, int Size, TimeSpan Spacing, TimeSpan Patience);

/// <summary>What came back from one target.</summary>
/// <param name="trips">Round trips in the order sent, in ticks of 100 ns; negative: lost.</param>
/// <param name="fault">Why a request could not be sent, if one could not.</param>
public sealed class EchoFigures(ReadOnlyMemory<long> trips, SocketError fault = SocketError.Success)
{
    /// <summary>Requests that left, or for which the system saw no way; fewer than planned when the deadline came first.</summary>
    public int Sent => trips.Length;

    /// <summary>Replies in time.</summary>
    public int Received { get; } = trips.Span.Length - Count(trips.Span);

    /// <summary>Why a request could not be sent; <see cref="SocketError.Success"/> when all could.</summary>
    public SocketError Fault => fault;

    /// <summary>Share of the requests without a reply, in percent; zero when there was none.</summary>
    public double Loss => Sent == 0 ? 0 : 100.0 * (Sent - Received) / Sent;

    /// <summary>The round trips of those that came back, in the order sent, in milliseconds to the microsecond.</summary>
    public double[] Milliseconds()
    {
        var (found, filled) = (new double[Received], 0);
        foreach (var trip in trips.Span)
        {
            if (trip >= 0)
            {
                found[filled++] = Math.Round((double)trip / TimeSpan.TicksPerMillisecond, 3);
            }
        }

        return found;
    }

    /// <summary>Mean difference between one round trip and the next, in milliseconds; zero for fewer than two.</summary>
    public static double Jitter(ReadOnlySpan<double> trips)
    {
        var sum = 0.0;
        for (var i = 1; i < trips.Length; i++)
        {
            sum += Math.Abs(trips[i] - trips[i - 1]);
        }

        return trips.Length < 2 ? 0 : sum / (trips.Length - 1);
    }

    private static int Count(ReadOnlySpan<long> trips)
    {
        var lost = 0;
        foreach (var trip in trips)
        {
            lost += trip < 0 ? 1 : 0;
        }

        return lost;
    }
}
