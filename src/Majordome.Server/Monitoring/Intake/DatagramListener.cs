using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Takes datagrams on some addresses, or none. UDP has no answer that would slow a sender down: what comes is read as fast as it can be, and the
/// system holds what comes meanwhile in a large buffer.
/// </summary>
/// <param name="kind">What they carry: the kind under which dropped ones are told.</param>
/// <param name="endpoints">Where it listens.</param>
/// <param name="tray">Where dropped ones are told.</param>
/// <param name="log">What is taken goes there, and is kept before the end.</param>
/// <param name="heartbeats">Where it beats.</param>
/// <param name="time">By which it waits.</param>
/// <param name="logger">Where it tells what went wrong.</param>
public abstract class DatagramListener(
    string kind, ImmutableArray<IPEndPoint> endpoints, AsideTray tray, ReceivedLog log, Heartbeats heartbeats, TimeProvider time, ILogger logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>The most octets of a datagram over IPv4 and IPv6 (RFC 768), and one more that tells what was cut.</summary>
    private const int Largest = 65_536;

    /// <summary>What is asked of the system for a socket; it gives what its own limit allows (<c>net.core.rmem_max</c>).</summary>
    private const int ReceiveBuffer = 16 * 1024 * 1024;

    // Nobody may send for long: the loop says all the same that it lives.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    private readonly List<Socket> sockets = [];
    private readonly Dictionary<string, long> drops = new(StringComparer.Ordinal); // by the socket's inode

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints)
        {
            var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBuffer };
            sockets.Add(socket);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            Widen(socket);
            socket.Bind(endpoint);
        }

        return sockets.Count == 0 ? Task.CompletedTask : base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await log.EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        sockets.ForEach(socket => socket.Dispose());
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a datagram. The octets are its own for as long as the task runs.</summary>
    protected abstract ValueTask TakeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, Socket socket, CancellationToken cancellationToken);

    /// <summary>Puts aside a datagram that was not taken because the database does not answer: it cannot wait.</summary>
    protected abstract void LayBusy(ReadOnlySpan<byte> datagram, IPAddress from);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        using var turn = new CancellationTokenSource(Turn, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, stoppingToken);
        await Task.WhenAll(sockets.Select(socket => Task.Run(() => PumpAsync(socket, either.Token, stoppingToken), stoppingToken)));
        stoppingToken.ThrowIfCancellationRequested();
        await TellDropsAsync(stoppingToken);
        return true;
    }

    // What the system's limit would forbid, an administrator may ask for (SO_RCVBUFFORCE, socket(7)).
    private static void Widen(Socket socket)
    {
        const int SolSocket = 1, ReceiveBufferForce = 33;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(ReceiveBuffer));
        }
        catch (SocketException)
        {
            // The system's limit stands.
        }
    }

    // What the system dropped because its buffer was full: the last column of its table of sockets (proc(5)), which nobody else can tell. Whose they
    // were is not known.
    private async Task TellDropsAsync(CancellationToken cancellationToken)
    {
        var own = Endpoints;
        foreach (var table in (string[])["/proc/net/udp", "/proc/net/udp6"])
        {
            foreach (var line in File.Exists(table) ? await File.ReadAllLinesAsync(table, cancellationToken) : [])
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length <= 12 || !long.TryParse(fields[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var now))
                {
                    continue;
                }

                var dropped = now - drops.GetValueOrDefault(fields[9]);
                if (dropped > 0 && own.FirstOrDefault(e => fields[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{e.Port:X4}"), StringComparison.Ordinal)) is { } endpoint)
                {
                    Logger.LogWarning("The system dropped {Count} datagrams to {Endpoint}: they came faster than they could be read; net.core.rmem_max bounds its buffer", dropped, endpoint);
                    tray.CountDropped(kind, endpoint.ToString(), dropped);
                    drops[fields[9]] = now;
                }
            }
        }
    }

    private async Task PumpAsync(Socket socket, CancellationToken turn, CancellationToken stoppingToken)
    {
        var buffer = new byte[Largest];
        var anybody = new IPEndPoint(socket.AddressFamily is AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!turn.IsCancellationRequested)
        {
            SocketReceiveFromResult received;
            try
            {
                received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anybody, turn);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                Logger.LogDebug(exception, "A datagram was not received"); // an answer of ours that nobody took, told by ICMP
                continue;
            }

            var from = (IPEndPoint)received.RemoteEndPoint;
            from = from.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(from.Address.MapToIPv4(), from.Port) : from;
            try
            {
                await TakeAsync(buffer.AsMemory(0, received.ReceivedBytes), from, socket, stoppingToken);
            }
            catch (Exception away) when (away.OfDatabase() is not null)
            {
                Logger.LogDebug(away, "A datagram was not taken: the database does not answer");
                LayBusy(buffer.AsSpan(0, received.ReceivedBytes), from.Address);
            }
#pragma warning disable CA1031 // whatever it is: one datagram must not take the others with it
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Logger.LogError(exception, "A datagram was not taken");
            }
        }
    }
}
