using System.Net;
using System.Net.Sockets;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Listens for the system log by datagrams (RFC 5426) where <see cref="ServerOptions.SyslogListen"/> says, or nowhere.</summary>
public sealed class SyslogDatagrams(TakeSyslog take, AsideTray tray, ReceivedLog log, ServerOptions options, Heartbeats heartbeats, TimeProvider time, ILogger<SyslogDatagrams> logger)
    : DatagramListener(
        TakeSyslog.Kind, [.. ListenAddress.Syslog(options).Where(address => address.Carrier is Carrier.Udp).Select(address => address.Endpoint)], tray, log, heartbeats, time, logger)
{
    /// <inheritdoc/>
    protected override ValueTask TakeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, Socket socket, CancellationToken cancellationToken) =>
        take.HandleAsync(datagram, from.Address, cancellationToken);

    /// <inheritdoc/>
    protected override void LayBusy(ReadOnlySpan<byte> datagram, IPAddress from) => take.LayBusy(datagram, from);
}
