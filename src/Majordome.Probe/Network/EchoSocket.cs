using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Majordome.Probe.Network;

/// <summary>One ICMP socket, shared: requests of many checks in flight, replies handed to whom they belong.</summary>
internal sealed class EchoSocket : IDisposable
{
    private const int HeaderLength = 8;
    private const int TokenLength = 8;
    private const int ReceiveBuffer = 16 * 1024 * 1024;
    private const int LargestDatagram = 65535;

    private readonly Socket socket;
    private readonly bool isV6;
    private readonly bool hasIpHeader;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<ulong, Waiting> waiting = new();
    private readonly CancellationTokenSource closing = new();

    // The upper half tells this socket's replies from those of another program, and cannot be guessed by a peer; the lower half counts.
    private readonly ulong session = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
    private uint counter;

    private EchoSocket(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        isV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        hasIpHeader = !isV6 && socket.SocketType == SocketType.Raw;
        _ = Task.Run(ReceiveAsync, closing.Token);
    }

    /// <summary>Opens a socket; <c>null</c> when neither kind is permitted, or the family is not there.</summary>
    public static EchoSocket? TryOpen(AddressFamily family, TimeProvider time)
    {
        foreach (var kind in (ReadOnlySpan<SocketType>)[SocketType.Raw, SocketType.Dgram])
        {
            try
            {
                var opened = new Socket(family, kind, family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6)
                {
                    ReceiveBufferSize = ReceiveBuffer,
                };
                KeepRepliesOnly(opened);
                return new EchoSocket(opened, time);
            }
            catch (SocketException)
            {
                // Not permitted in this way: the next may be.
            }
        }

        return null;
    }

    /// <summary>Sends a request; the reply, if it comes, is told to <paramref name="replied"/> with its index and round-trip time.</summary>
    /// <returns>What to hand to <see cref="Forget"/> when the reply no longer matters.</returns>
    /// <exception cref="SocketException">The request could not be sent.</exception>
    public async ValueTask<ulong> SendAsync(IPAddress target, int size, int index, Action<int, TimeSpan> replied, CancellationToken deadline)
    {
        var number = Interlocked.Increment(ref counter);
        var token = session | number;
        var packet = new byte[HeaderLength + Math.Max(size, TokenLength)];
        packet[0] = isV6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(session >> 32));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)number);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(HeaderLength), token);
        if (!isV6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Checksum(packet)); // the kernel fills it in for ICMPv6
        }

        waiting[token] = new Waiting(time.GetTimestamp(), index, replied);
        try
        {
            await socket.SendToAsync(packet, SocketFlags.None, new IPEndPoint(target, 0), deadline).ConfigureAwait(false);
        }
        catch
        {
            waiting.TryRemove(token, out _);
            throw;
        }

        return token;
    }

    /// <summary>No longer waits for a reply.</summary>
    public void Forget(ulong token) => waiting.TryRemove(token, out _);

    public void Dispose()
    {
        closing.Cancel();
        socket.Dispose();
        closing.Dispose();
    }

    /// <summary>The Internet checksum (RFC 1071): complement of the one's complement sum of the 16-bit words.</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> packet)
    {
        var sum = 0u;
        for (; packet.Length > 1; packet = packet[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet);
        }

        sum += packet.IsEmpty ? 0u : (uint)packet[0] << 8;
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }

    private async Task ReceiveAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
        var from = new SocketAddress(socket.AddressFamily);
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, closing.Token).ConfigureAwait(false);
                Accept(buffer.AsSpan(0, length), time.GetTimestamp());
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An error message about one datagram: the socket itself goes on.
            }
        }
    }

    private void Accept(ReadOnlySpan<byte> datagram, long now)
    {
        if (hasIpHeader)
        {
            var header = datagram.IsEmpty ? 0 : (datagram[0] & 0x0F) * 4;
            if (header > datagram.Length)
            {
                return;
            }

            datagram = datagram[header..];
        }

        var isReply = datagram.Length >= HeaderLength + TokenLength && datagram[0] == (isV6 ? 129 : 0);
        if (isReply && waiting.TryRemove(BinaryPrimitives.ReadUInt64BigEndian(datagram[HeaderLength..]), out var request))
        {
            request.Replied(request.Index, time.GetElapsedTime(request.SentAt, now));
        }
    }

    /// <summary>Asks the kernel to hand over echo replies only: filters of <c>linux/icmp.h</c> and RFC 3542, 3.2. Raw sockets only.</summary>
    private static void KeepRepliesOnly(Socket socket)
    {
        if (socket.SocketType != SocketType.Raw || !OperatingSystem.IsLinux())
        {
            return;
        }

        if (socket.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.SetRawSocketOption(255, 1, BitConverter.GetBytes(~1u)); // SOL_RAW, ICMP_FILTER: a set bit is kept out
        }
        else
        {
            Span<byte> blocked = stackalloc byte[32];
            blocked.Fill(0xFF);
            blocked[129 / 8] = unchecked((byte)~(1 << (129 % 8)));
            socket.SetRawSocketOption(58, 1, blocked); // IPPROTO_ICMPV6, ICMP6_FILTER
        }
    }

    private readonly record struct Waiting(long SentAt, int Index, Action<int, TimeSpan> Replied);
}
