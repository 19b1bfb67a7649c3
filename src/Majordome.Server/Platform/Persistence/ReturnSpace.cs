using System.Data.Common;
using System.Globalization;
using NodaTime;

namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// Gives the space of deleted rows back to the file system, on SQLite (incremental vacuum), beyond a reserve for what is written next. PostgreSQL's own
/// vacuum makes such space free for its tables and gives back what lies at their ends; nothing is to be done there.
/// </summary>
public sealed class ReturnSpace(Database database, Heartbeats heartbeats, TimeProvider time, ILogger<ReturnSpace> logger) : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>Pages given back at once (of 4 KB): whoever writes meanwhile waits no longer than for a large commit.</summary>
    private const int Step = 256;

    /// <summary>One page in so many stays free: giving it back only to take it again would wear the disk for nothing.</summary>
    private const int Reserve = 20;

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromMinutes(10);

    /// <inheritdoc/>
    protected override Task<bool> TurnAsync(CancellationToken stoppingToken) => StepAsync(stoppingToken);

    /// <summary>Gives some back.</summary>
    /// <returns>Whether there is more to give back.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (database.Kind is not DatabaseKind.Sqlite)
        {
            return false;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        if (await BeyondReserveAsync(connection, cancellationToken) is var before && before < Step)
        {
            return false;
        }

        // It frees a page for each row that is read from it, of which there are none to see.
        await using (var vacuum = connection.Command("PRAGMA incremental_vacuum(256)"))
        await using (var reader = await vacuum.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
            }
        }

        // A file made before space was given back keeps its pages until somebody vacuums it whole.
        return await BeyondReserveAsync(connection, cancellationToken) is var after && after >= Step && after < before;
    }

    private static async Task<long> BeyondReserveAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await PragmaAsync(connection, "PRAGMA freelist_count", cancellationToken) - (await PragmaAsync(connection, "PRAGMA page_count", cancellationToken) / Reserve);

    private static async Task<long> PragmaAsync(DbConnection connection, string pragma, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(pragma);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
