using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>
/// The requests of one run to many targets: when each left, and how long its reply took. Request <c>i</c> is the one to target <c>i mod n</c> in round
/// <c>i / n</c>. Written to by the sender and by the socket's reader.
/// </summary>
internal sealed class EchoRun
{
    private const long Pending = -1;

    private readonly SocketAddress[] addresses;
    private readonly SocketError[] faults;
    private readonly int count;
    private readonly long[] sentAt; // zero: it has not left
    private readonly long[] trips; // by target, then round
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left;

    public EchoRun(IReadOnlyList<IPAddress> targets, int count)
    {
        this.count = count;
        addresses = [.. targets.Select(target => new IPEndPoint(target, 0).Serialize())];
        faults = new SocketError[targets.Count];
        (sentAt, trips) = (new long[targets.Count * count], new long[targets.Count * count]);
        left = trips.Length;
        Array.Fill(trips, Pending);
    }

    /// <summary>Ends when every request has its reply.</summary>
    public Task All => all.Task;

    public int Targets => addresses.Length;

    public SocketAddress AddressOf(int request) => addresses[request % addresses.Length];

    public void Leaves(int request, long now) => Volatile.Write(ref sentAt[request], now);

    /// <summary>It has not left after all.</summary>
    public void Stays(int request) => Leaves(request, 0);

    /// <summary>The system sees no way to its target: it is as lost as one that left.</summary>
    public void Fails(int request, SocketError fault) => faults[request % addresses.Length] = fault;

    /// <summary>A reply came; the second to one request, or one to a request never made, changes nothing.</summary>
    public void Replied(int request, long now, TimeProvider time)
    {
        if (request >= sentAt.Length || Volatile.Read(ref sentAt[request]) is not (var sent and > 0))
        {
            return;
        }

        var (target, round) = (request % addresses.Length, request / addresses.Length);
        var trip = Math.Max(0, time.GetElapsedTime(sent, now).Ticks);
        if (Interlocked.CompareExchange(ref trips[(target * count) + round], trip, Pending) == Pending && Interlocked.Decrement(ref left) == 0)
        {
            all.TrySetResult();
        }
    }

    /// <summary>What came of it, target by target; what arrives later changes nothing of it.</summary>
    public EchoFigures[] Figures()
    {
        var kept = trips.ToArray();
        return [.. faults.Select((fault, target) => new EchoFigures(kept.AsMemory(target * count, RoundsOf(target)), fault))];
    }

    /// <summary>How many requests to a target have left: those of the first rounds.</summary>
    private int RoundsOf(int target)
    {
        var rounds = count;
        while (rounds > 0 && Volatile.Read(ref sentAt[((rounds - 1) * addresses.Length) + target]) == 0)
        {
            rounds--;
        }

        return rounds;
    }
}
