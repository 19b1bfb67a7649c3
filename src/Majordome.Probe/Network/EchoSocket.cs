using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Majordome.Probe.Network;

/// <summary>
/// One ICMP socket, shared: the requests of many runs in flight, at one pace, and replies told apart by a token in the payload. A thread of its own
/// reads them, so that they are not taken for late when the others are busy.
/// </summary>
internal sealed class EchoSocket : IDisposable
{
    /// <summary>Most requests of one run: the bits of the token that number them.</summary>
    public const int MostRequests = 1 << RequestBits;

    private const int RequestBits = 20;
    private const int RunBits = 20;
    private const int HeaderLength = 8;
    private const int TokenLength = 8;
    private const int ReceiveBuffer = 16 * 1024 * 1024;
    private const int LargestDatagram = 65535;
    private const int ReadAtOnce = 64; // replies, after which the pace is told
    private const int PerMillisecond = 200; // packets; some 130 Mbit/s of the smallest
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);

    private readonly Socket socket;
    private readonly bool isV6;
    private readonly bool hasIpHeader;
    private readonly TimeProvider time;
    private readonly EchoPace pace;
    private readonly ConcurrentDictionary<ulong, EchoRun> runs = new();

    // The upper bits tell this socket's replies from those of another program; the others tell the run and the request.
    private readonly ulong session = (ulong)RandomNumberGenerator.GetInt32(1 << (64 - RunBits - RequestBits)) << (RunBits + RequestBits);
    private uint lastRun;
    private volatile bool isClosed;

    private EchoSocket(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        pace = new EchoPace(PerMillisecond, time.TimestampFrequency);
        isV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        hasIpHeader = !isV6 && socket.SocketType == SocketType.Raw;
        new Thread(Read) { IsBackground = true, Name = "echo replies" }.Start();
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
                    Blocking = false,
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

    /// <summary>Pings targets of this socket's family, round by round, until all have answered or the patience or the deadline is over.</summary>
    /// <returns>One for each target, in their order; of what the deadline left unsent they know nothing.</returns>
    public async Task<EchoFigures[]> PingAsync(IReadOnlyList<IPAddress> targets, EchoPlan plan, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)targets.Count * plan.Count, MostRequests);
        var run = new EchoRun(targets, plan.Count);
        var token = session | ((ulong)(Interlocked.Increment(ref lastRun) & ((1 << RunBits) - 1)) << RequestBits);
        runs[token] = run;
        try
        {
            await SendAsync(run, token, plan, deadline).ConfigureAwait(false);
            await run.All.WaitAsync(plan.Patience, time, deadline).ConfigureAwait(false);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // What has left and not come back by now is lost.
        }
        finally
        {
            runs.TryRemove(token, out _);
        }

        return run.Figures();
    }

    public void Dispose()
    {
        isClosed = true;
        socket.Dispose();
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

    private async Task SendAsync(EchoRun run, ulong token, EchoPlan plan, CancellationToken deadline)
    {
        var packet = Packet(plan.Size);
        for (var round = 0; round < plan.Count; round++)
        {
            var begun = time.GetTimestamp();
            for (var sent = 0; sent < run.Targets;)
            {
                deadline.ThrowIfCancellationRequested();
                var allowed = pace.Take(run.Targets - sent, time.GetTimestamp());
                var rest = allowed;
                for (; rest > 0 && TrySend(run, (round * run.Targets) + sent, token, packet); rest--)
                {
                    sent++;
                }

                if (rest > 0)
                {
                    pace.Refused(rest);
                }
                else if (allowed == 0)
                {
                    await Task.Delay(Moment, time, deadline).ConfigureAwait(false);
                }
            }

            var pause = plan.Spacing - time.GetElapsedTime(begun);
            if (round + 1 < plan.Count && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, deadline).ConfigureAwait(false);
            }
        }
    }

    private byte[] Packet(int size)
    {
        var packet = new byte[HeaderLength + Math.Max(size, TokenLength)];
        packet[0] = isV6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(session >> 48));
        return packet;
    }

    /// <summary>Sends a request, or writes down why the system sees no way to its target; false when it has no room now, and the request has yet to leave.</summary>
    private bool TrySend(EchoRun run, int request, ulong token, byte[] packet)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)request);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(HeaderLength), token | (uint)request);
        if (!isV6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Checksum(packet)); // the kernel fills it in for ICMPv6
        }

        try
        {
            run.Leaves(request, time.GetTimestamp());
            socket.SendTo(packet, SocketFlags.None, run.AddressOf(request));
            return true;
        }
        catch (SocketException full) when (full.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            run.Stays(request);
            return false;
        }
        catch (SocketException refused)
        {
            run.Fails(request, refused.SocketErrorCode);
            return true;
        }
    }

    private void Read()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
        try
        {
            while (!isClosed)
            {
                if (!socket.Poll(LookAround, SelectMode.SelectRead))
                {
                    pace.CaughtUp();
                    continue;
                }

                var read = 0;
                for (int length; (length = socket.Receive(buffer, SocketFlags.None, out var error)) > 0 || error == SocketError.Success;)
                {
                    read += Accept(buffer.AsSpan(0, length), time.GetTimestamp()) ? 1 : 0;
                    if (read == ReadAtOnce)
                    {
                        pace.Read(read);
                        read = 0;
                    }
                }

                pace.CaughtUp();
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed.
        }
    }

    /// <summary>Takes a reply; whether it was to a request of this socket.</summary>
    private bool Accept(ReadOnlySpan<byte> datagram, long now)
    {
        if (hasIpHeader)
        {
            var header = datagram.IsEmpty ? 0 : (datagram[0] & 0x0F) * 4;
            if (header > datagram.Length)
            {
                return false;
            }

            datagram = datagram[header..];
        }

        if (datagram.Length < HeaderLength + TokenLength || datagram[0] != (isV6 ? 129 : 0))
        {
            return false;
        }

        var token = BinaryPrimitives.ReadUInt64BigEndian(datagram[HeaderLength..]);
        if (runs.TryGetValue(token & ~(MostRequests - 1UL), out var run))
        {
            run.Replied((int)(token & (MostRequests - 1UL)), now, time);
        }

        return token >> (RunBits + RequestBits) == session >> (RunBits + RequestBits);
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
}
