using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp;

/// <summary>A request that waits for its answer.</summary>
internal sealed class Pending(SocketAddress from, SnmpSecurity security)
{
    private TaskCompletionSource<SnmpPdu> arrival = New();

    public Task<SnmpPdu> Arrival => Volatile.Read(ref arrival).Task;

    /// <summary>Waits anew, after an answer that was none yet.</summary>
    public void Again() => Volatile.Write(ref arrival, New());

    /// <summary>Takes what came, when it comes from the device and opens.</summary>
    public void Offer(SocketAddress sender, ReadOnlySpan<byte> bytes)
    {
        if (sender.Equals(from) && security.Open(bytes) is { } pdu)
        {
            Volatile.Read(ref arrival).TrySetResult(pdu);
        }
    }

    private static TaskCompletionSource<SnmpPdu> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// One UDP socket per address family for all devices. Answers find their request by its number and the address they come from; anything else that
/// arrives is dropped.
/// </summary>
internal sealed class SnmpSockets : IDisposable
{
    /// <summary>Bytes the system may hold for us while answers of many devices arrive at once.</summary>
    private const int ReceiveBuffer = 4 << 20;

    private readonly ConcurrentDictionary<int, Pending> pending = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Lock opening = new();
    private Socket? v4;
    private Socket? v6;

    /// <summary>Takes a number for a request: unforeseeable, positive, taken by no other.</summary>
    public int Register(Pending request)
    {
        while (true)
        {
            var id = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            if (pending.TryAdd(id, request))
            {
                return id;
            }
        }
    }

    /// <summary>Nobody waits for a request any more.</summary>
    public void Release(int id) => pending.TryRemove(id, out _);

    /// <summary>
    /// Sends a datagram; false when the system cannot. Not asynchronously: a datagram is handed over at once, and the asynchronous send to an
    /// address in raw form is not safe for two threads (.NET 10 forgets it in a place that both share).
    /// </summary>
    public bool Send(ReadOnlySpan<byte> bytes, IPEndPoint to, SocketAddress address)
    {
        try
        {
            SocketOf(to.AddressFamily).SendTo(bytes, SocketFlags.None, address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        lock (opening)
        {
            if (closing.IsCancellationRequested)
            {
                return;
            }

            // The loops end on their own: nothing is received any more.
            closing.Cancel();
            v4?.Dispose();
            v6?.Dispose();
            closing.Dispose();
        }
    }

    private Socket SocketOf(AddressFamily family)
    {
        ref var socket = ref family == AddressFamily.InterNetworkV6 ? ref v6 : ref v4;
        if (Volatile.Read(ref socket) is { } open)
        {
            return open;
        }

        lock (opening)
        {
            if (socket is null)
            {
                ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
                var made = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBuffer };
                made.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
                _ = ReceiveAsync(made, family);
                socket = made;
            }

            return socket;
        }
    }

    private async Task ReceiveAsync(Socket socket, AddressFamily family)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(SnmpMessage.Largest + 1, pinned: true);
        var sender = new SocketAddress(family);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, sender, closing.Token).ConfigureAwait(false);
                if (IdOf(buffer.AsSpan(0, length)) is { } id && pending.TryGetValue(id, out var request))
                {
                    request.Offer(sender, buffer.AsSpan(0, length));
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An error that another host reported about an earlier datagram: the one it concerns runs into its time-out.
            }
        }
    }

    /// <summary>The number of the request a message answers: the request-id of versions 1 and 2c, the message-id of version 3.</summary>
    private static int? IdOf(ReadOnlySpan<byte> bytes)
    {
        if (!new BerReader(bytes).TryEnter(BerReader.Sequence, out var message) || !message.TryReadInteger32(out var version))
        {
            return null;
        }

        BerReader inside;
        var entered = version == (int)SnmpVersion.V3
            ? message.TryEnter(BerReader.Sequence, out inside)
            : message.TryReadOctets(out _) & message.TryEnter((byte)PduType.Response, out inside);
        return entered && inside.TryReadInteger32(out var id) ? id : null;
    }
}
