using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Listens for the system log by streams, in clear (RFC 6587) and within TLS (RFC 5425), where <see cref="ServerOptions.SyslogListen"/> says, or
/// nowhere. Accepted connections are served beside each other, within bounds: of all, and of each source.
/// </summary>
public sealed class SyslogStreams(
    TakeSyslog take, SenderDirectory senders, ReceivedLog log, ServerOptions options, Heartbeats heartbeats, TimeProvider time, ILogger<SyslogStreams> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>The most connections; who comes beyond is closed at once.</summary>
    public const int MostConnections = 1_000;

    /// <summary>The most connections of a source, which are also those that may shake hands at a time from one address; and of an address that no source has.</summary>
    public const int MostOfSource = 100, MostOfStranger = 4;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    private readonly Crowd open = new();
    private readonly Crowd shaking = new(); // by address: who it is tells only its certificate
    private readonly List<(TcpListener Listener, Carrier Carrier)> listeners = [];
    private readonly PemCertificate? certificate = options.SyslogCertificate is { } file ? new PemCertificate(file) : null;
    private int connections;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. listeners.Select(l => (IPEndPoint)l.Listener.LocalEndpoint)];

    /// <summary>How many connections there are.</summary>
    public int Connections => connections;

    /// <summary>How long a connection may take to shake hands, to send its first message, and to end one that it began.</summary>
    public TimeSpan HandPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be silent between two messages: senders keep it open, and open it again.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (carrier, endpoint) in ListenAddress.Syslog(options).Where(address => address.Carrier is not Carrier.Udp))
        {
            var listener = new TcpListener(endpoint);
            listener.Start();
            listeners.Add((listener, carrier));
        }

        return listeners.Count == 0 ? Task.CompletedTask : base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        listeners.ForEach(l => l.Listener.Stop());
        await log.EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        listeners.ForEach(l => l.Listener.Dispose());
        certificate?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        using var turn = new CancellationTokenSource(Turn, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, stoppingToken);
        await Task.WhenAll(listeners.Select(l => AcceptAsync(l.Listener, l.Carrier, either.Token, stoppingToken)));
        stoppingToken.ThrowIfCancellationRequested();
        return true;
    }

    private async Task AcceptAsync(TcpListener listener, Carrier carrier, CancellationToken turn, CancellationToken stoppingToken)
    {
        while (!turn.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(turn);
                _ = ServeAsync(socket, carrier, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return; // nobody came
            }
        }
    }

    private async Task ServeAsync(Socket socket, Carrier carrier, CancellationToken stoppingToken)
    {
        Interlocked.Increment(ref connections);
        try
        {
            using var connection = new SyslogConnection(socket, senders, take, Time) { Patience = HandPatience, Silence = Silence };
            if (connections > MostConnections || !await ShakeAsync(connection, carrier, stoppingToken))
            {
                return;
            }

            using var place = open.Enter(connection.Owner);
            if (place.Count > (connection.Sender is null ? MostOfStranger : MostOfSource))
            {
                connection.Refuse("connections-too-many");
                return;
            }

            await connection.ReadAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            Logger.LogDebug(exception, "A connection of syslog ended early");
        }
#pragma warning disable CA1031 // whatever it is: one connection must not take the others with it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Logger.LogError(exception, "A connection of syslog was not served to its end");
        }
        finally
        {
            Interlocked.Decrement(ref connections);
        }
    }

    // One address must not hold the places of all with hands that it never shakes.
    private async Task<bool> ShakeAsync(SyslogConnection connection, Carrier carrier, CancellationToken stoppingToken)
    {
        using var place = shaking.Enter(connection.From);
        if (place.Count > MostOfSource)
        {
            return false;
        }

        await connection.OpenAsync(carrier is Carrier.Tls ? certificate : null, stoppingToken);
        return true;
    }

    /// <summary>How many there are of each.</summary>
    private sealed class Crowd
    {
        private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

        /// <summary>Counts one until it is disposed of.</summary>
        public Place Enter(string key) => new(this, key, counts.AddOrUpdate(key, 1, static (_, count) => count + 1));

        private void Leave(string key)
        {
            if (counts.AddOrUpdate(key, 0, static (_, count) => count - 1) <= 0)
            {
                counts.TryRemove(new(key, 0));
            }
        }

        /// <summary>A place in the crowd.</summary>
        /// <param name="Of">Where.</param>
        /// <param name="Key">Whose.</param>
        /// <param name="Count">How many there are of it with this one.</param>
        public readonly record struct Place(Crowd Of, string Key, int Count) : IDisposable
        {
            public void Dispose() => Of.Leave(Key);
        }
    }
}
