using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// What every SQLite connection is told: readers do not wait for the writer (WAL), and a commit that was answered survives a
/// power cut (<c>synchronous=FULL</c>; NORMAL would survive only a crash of the program).
/// </summary>
public sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static readonly SqlitePragmas Instance = new();

    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";

    /// <summary>
    /// Makes a file that is still empty one that can give space back (<see cref="ReturnSpace"/>). That is said before its first page is written, which
    /// WAL does; said later, it would be one more write for nothing.
    /// </summary>
    public static async Task PrepareAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var pages = connection.Command("PRAGMA page_count");
        if (await pages.ExecuteScalarAsync(cancellationToken) is 0L)
        {
            await connection.RunAsync(null, "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL", [], cancellationToken);
        }
    }

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
