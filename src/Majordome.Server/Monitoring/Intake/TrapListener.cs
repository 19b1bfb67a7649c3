using System.Net;
using System.Net.Sockets;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Listens for traps and informs of SNMP where <see cref="ServerOptions.SnmpTrapListen"/> says, or nowhere. An inform is answered when it is on disk; one
/// that is not answered is sent again by who sent it.
/// </summary>
public sealed class TrapListener(
    TakeTraps take, AsideTray tray, ReceivedLog log, Commands commands, ServerOptions options, Heartbeats heartbeats, TimeProvider time, ILogger<TrapListener> logger)
    : DatagramListener(TakeTraps.Kind, ListenAddress.Traps(options), tray, log, heartbeats, time, logger)
{
    private ReadOnlyMemory<byte> engineId;
    private int boots;
    private long started;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.SnmpTrapListen is not null)
        {
            var begun = await commands.RunAsync(Caller.Program("intake"), (StartEngine c) => c.HandleAsync(Environment.MachineName, cancellationToken), cancellationToken);
            (engineId, boots, started) = (Convert.FromHexString(begun.Value.EngineId), begun.Value.Boots, Time.GetTimestamp());
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask TakeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, Socket socket, CancellationToken cancellationToken)
    {
        var own = new UsmEngine(engineId, boots, (int)Time.GetElapsedTime(started).TotalSeconds);
        if (await take.HandleAsync(datagram, from.Address, own, cancellationToken) is { } answer)
        {
            _ = AnswerAsync(socket, from, answer, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override void LayBusy(ReadOnlySpan<byte> datagram, IPAddress from) => take.LayUnread(null, "server-busy", datagram, from);

    // Beside what comes next: an answer waits for the disk.
    private async Task AnswerAsync(Socket socket, IPEndPoint to, Task<byte[]?> answer, CancellationToken cancellationToken)
    {
        try
        {
            if (await answer is { } bytes)
            {
                var address = socket.AddressFamily is AddressFamily.InterNetworkV6 && to.AddressFamily is AddressFamily.InterNetwork ? to.Address.MapToIPv6() : to.Address;
                await socket.SendToAsync(bytes, SocketFlags.None, new IPEndPoint(address, to.Port), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Logger.LogDebug(exception, "An inform was not answered"); // it is sent again
        }
    }
}
