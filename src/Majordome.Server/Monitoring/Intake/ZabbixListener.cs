using System.Net;
using System.Net.Sockets;
using Majordome.Protocols.Zabbix;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Listens for <c>zabbix_sender</c> where <see cref="ServerOptions.ZabbixListen"/> says, or nowhere. A turn accepts one connection, which is then
/// served beside the others: one request, one answer, as that program does it.
/// </summary>
public sealed class ZabbixListener(TakeZabbix take, ServerOptions options, Heartbeats heartbeats, TimeProvider time, ILogger<ZabbixListener> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>The most octets of a request, as sent and once inflated; <c>zabbix_sender</c> sends at most 250 values at a time.</summary>
    public const int LargestRequest = 4 * 1024 * 1024;

    /// <summary>How many connections are served at a time; the next wait to be accepted.</summary>
    public const int MostConnections = 32;

    /// <summary>How long a connection may take, from first to last octet.</summary>
    public static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(10);

    // Nobody connects for long at night: the loop says all the same that it lives.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim slots = new(MostConnections);
    private TcpListener? listener;

    /// <summary>Where it listens; <c>null</c> while it does not.</summary>
    public IPEndPoint? Endpoint => (IPEndPoint?)listener?.LocalEndpoint;

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (ListenAddress.Zabbix(options) is not { } address)
        {
            return Task.CompletedTask;
        }

        listener = new TcpListener(address);
        listener.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        listener?.Stop();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        listener?.Dispose();
        slots.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        using var turn = new CancellationTokenSource(Turn, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, stoppingToken);
        await slots.WaitAsync(stoppingToken);
        var isServed = false;
        try
        {
            var connection = await listener!.AcceptSocketAsync(either.Token);
            isServed = true;
            _ = ServeAsync(connection, stoppingToken);
        }
        catch (OperationCanceledException) when (turn.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            // Nobody came.
        }
        finally
        {
            if (!isServed)
            {
                slots.Release();
            }
        }

        return true;
    }

    private async Task ServeAsync(Socket connection, CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(TimeOut, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            if ((await stream.ReadFrameAsync(LargestRequest, either.Token)).Data is { } request)
            {
                var answer = await take.HandleAsync(((IPEndPoint)connection.RemoteEndPoint!).Address, request, either.Token);
                await stream.WriteAsync(ZabbixFrame.Write(answer), either.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            Logger.LogDebug(exception, "A connection of zabbix_sender ended early");
        }
#pragma warning disable CA1031 // whatever it is: one connection must not take the others with it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Logger.LogError(exception, "A request of zabbix_sender was not taken");
        }
        finally
        {
            slots.Release();
        }
    }
}
