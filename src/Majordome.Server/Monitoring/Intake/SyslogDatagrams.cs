using System.Net;
using System.Net.Sockets;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Listens for the system log by datagrams (RFC 5426) where <see cref="ServerOptions.SyslogListen"/> says, or nowhere.</summary>
public sealed class SyslogDatagrams(TakeSyslog take, AsideTray tray, ReceivedLog log, ServerOptions options, Heartbeats heartbeats, TimeProvider time, ILogger<SyslogDatagrams> logger)
    : DatagramListener([.. ListenAddress.Syslog(options).Where(address => address.Carrier is Carrier.Udp).Select(address => address.Endpoint)], heartbeats, time, logger)
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await log.IdleAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, Socket socket, CancellationToken cancellationToken) =>
        take.HandleAsync(datagram, from.Address, cancellationToken);

    /// <inheritdoc/>
    protected override void TellDropped(IPEndPoint endpoint, long count) => tray.CountDropped(TakeSyslog.Kind, endpoint.ToString(), count);
}
