using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// What every SQLite connection is told: readers do not wait for the writer (WAL), and a commit that was answered survives a
/// power cut (<c>synchronous=FULL</c>; NORMAL would survive only a crash of the program). A new file can give space back
/// (<see cref="ReturnSpace"/>); that must be said before its first page is written, hence before WAL.
/// </summary>
public sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static readonly SqlitePragmas Instance = new();

    private const string Pragmas = "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";

    /// <summary>Tells one open connection.</summary>
    public static async Task ApplyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        ApplyAsync(connection, cancellationToken);
}
