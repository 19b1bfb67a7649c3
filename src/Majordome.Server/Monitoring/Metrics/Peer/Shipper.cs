using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>
/// Takes batches to the second store, where <see cref="ServerOptions.MetricsUrl"/> names one. While it does not take them they wait in the
/// database; the wait between two tries doubles from one second to one minute, or is what the peer asks for, five minutes at most.
/// A batch is taken again when its answer was lost: the same instants, which changes nothing there.
/// </summary>
public sealed class Shipper(
    IServiceProvider services, Database database, SeriesCatalogues catalogues, ServerOptions options, IClock clock, Heartbeats heartbeats, TimeProvider time,
    ILogger<Shipper> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>How long a batch stays here when the peer has it: some can be asked for it only after a while (VictoriaMetrics: a second).</summary>
    public static readonly Duration Rest = Duration.FromMinutes(1);

    /// <summary>The longest wait that a peer may ask for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    // Of several servers on one PostgreSQL, the one that holds this takes batches: their order counts.
    private const long ShipperLock = 0x4D4A_5348_4950;

    private readonly LabelsThere labels = new(catalogues);

    /// <summary>What the peer said last when it did not take a batch, and since when it does not; <c>null</c> while it does.</summary>
    public (PeerAnswer Answer, Instant Since)? Trouble { get; private set; }

    /// <summary>How long the next turn waits.</summary>
    public TimeSpan Wait { get; private set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromMinutes(15);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken) =>
        options.MetricsUrl is null ? Task.CompletedTask : base.StartAsync(cancellationToken);

    /// <summary>Takes everything that waits, until the peer does not take it.</summary>
    /// <returns>Whether nothing waits any more.</returns>
    /// <exception cref="AggregateException">Some batches are damaged and stay where they are; others went.</exception>
    public async Task<bool> ShipAsync(CancellationToken cancellationToken)
    {
        while (await TurnAsync(cancellationToken))
        {
        }

        return Trouble is null;
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenAsync(stoppingToken);
        if (database.Kind is DatabaseKind.Postgres)
        {
            await using var command = connection.Command("SELECT pg_try_advisory_lock(@lock)", ("lock", ShipperLock));
            if (await command.ExecuteScalarAsync(stoppingToken) is not true)
            {
                return false;
            }
        }

        try
        {
            return await ShipSomeAsync(connection, stoppingToken);
        }
        finally
        {
            if (database.Kind is DatabaseKind.Postgres)
            {
                await connection.RunAsync(null, "SELECT pg_advisory_unlock(@lock)", [("lock", ShipperLock)], default);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken stoppingToken) => Task.Delay(Wait, Time, stoppingToken);

    private async Task<bool> ShipSomeAsync(System.Data.Common.DbConnection connection, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await connection.RunAsync(
            null,
            "DELETE FROM metric_batches WHERE way = @taken AND settled_at <= @before",
            [("taken", (int)BatchWay.Taken), ("before", Micros.Of(now - Rest))],
            cancellationToken);
        var peer = services.GetRequiredService<MetricPeer>();
        var ship = new ShipBatches(connection, catalogues, labels, peer);
        var (batches, trouble) = await ship.RunAsync(Micros.Of(now), cancellationToken);
        if (trouble is null)
        {
            (Trouble, Wait) = (null, Pace);
            return ship.Damaged.Count == 0 ? batches > 0 : throw new AggregateException(ship.Damaged);
        }

        if (Trouble is null)
        {
            Logger.LogWarning("{Peer} does not take samples, which wait here: {Reason}", peer.Name, trouble.Reason);
        }

        Wait = Next(Trouble is null ? Pace / 2 : Wait, trouble.RetryAfter);
        Trouble = (trouble, Trouble?.Since ?? now);
        return false;
    }

    private static TimeSpan Next(TimeSpan before, TimeSpan? asked) =>
        asked is { } wait && wait > TimeSpan.Zero ? (wait < LongestWait ? wait : LongestWait) : TimeSpan.FromSeconds(Math.Min(60, before.TotalSeconds * 2));
}
