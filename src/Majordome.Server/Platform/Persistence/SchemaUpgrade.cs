using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// Brings a database to this program's schema by the numbered SQL scripts embedded in it (<c>sqlite/NNNN.sql</c>,
/// <c>postgres/NNNN.sql</c>). Each applied script is recorded with its SHA-256; a script edited after it was applied,
/// and a database newer than the program, are refused.
/// </summary>
public static class SchemaUpgrade
{
    /// <summary>Held while upgrading on PostgreSQL, so that of two servers that start together one upgrades.</summary>
    private const long AdvisoryLock = 0x4D616A6F72646F6D; // "Majordom"

    /// <summary>Applies the scripts that the database lacks, all in one transaction.</summary>
    /// <param name="database">Which database.</param>
    /// <param name="clock">For the record of what was applied when.</param>
    /// <param name="cancellationToken">Cancels; nothing is then applied.</param>
    /// <exception cref="SchemaRefusedException">The database does not fit this program.</exception>
    public static async Task ApplyAsync(Database database, IClock clock, CancellationToken cancellationToken)
    {
        if (database.Kind is DatabaseKind.Sqlite)
        {
            await SqlitePragmas.PrepareAsync(database.ConnectionString, cancellationToken);
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        if (connection is SqliteConnection)
        {
            await RunAsync(connection, null, "PRAGMA foreign_keys = OFF", cancellationToken);
        }

        await using var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(IsolationLevel.Serializable, deferred: false)
            : await connection.BeginTransactionAsync(cancellationToken);
        await ApplyAsync(connection, transaction, clock, cancellationToken);
        if (connection is SqliteConnection)
        {
            await CheckForeignKeysAsync(connection, transaction, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Applies them within a transaction to which more belongs.</summary>
    /// <param name="connection">An open connection to the database.</param>
    /// <param name="transaction">Its transaction; whoever began it ends it.</param>
    /// <param name="clock">For the record of what was applied when.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="upTo">The last script to apply: an older state, to restore an older backup into; <c>null</c>: all.</param>
    /// <exception cref="SchemaRefusedException">The database does not fit this program.</exception>
    internal static async Task ApplyAsync(DbConnection connection, DbTransaction transaction, IClock clock, CancellationToken cancellationToken, int? upTo = null)
    {
        var kind = connection is SqliteConnection ? DatabaseKind.Sqlite : DatabaseKind.Postgres;
        if (kind is DatabaseKind.Postgres)
        {
            await RunAsync(connection, transaction, $"SELECT pg_advisory_xact_lock({AdvisoryLock.ToString(CultureInfo.InvariantCulture)})", cancellationToken);
        }

        await RunAsync(connection, transaction, "CREATE TABLE IF NOT EXISTS schema_versions (number integer PRIMARY KEY, sha256 text NOT NULL, applied_at text NOT NULL)", cancellationToken);
        var applied = await ReadAppliedAsync(connection, transaction, cancellationToken);
        foreach (var script in Scripts(kind).Where(s => s.Number <= (upTo ?? int.MaxValue)))
        {
            if (applied.Remove(script.Number, out var sha256))
            {
                if (sha256 != script.Sha256)
                {
                    throw new SchemaRefusedException("schema-script-edited", script.Number);
                }

                continue;
            }

            await RunAsync(connection, transaction, script.Sql, cancellationToken);
            await RecordAsync(connection, transaction, script, clock.GetCurrentInstant(), cancellationToken);
        }

        if (applied.Count > 0)
        {
            throw new SchemaRefusedException("schema-newer-than-program", applied.Keys.Max());
        }
    }

    /// <summary>The scripts of one database, in order.</summary>
    public static IReadOnlyList<SchemaScript> Scripts(DatabaseKind kind)
    {
        var prefix = $"schema.{(kind is DatabaseKind.Sqlite ? "sqlite" : "postgres")}.";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                var sql = reader.ReadToEnd();
                var number = int.Parse(name[prefix.Length..^".sql".Length], CultureInfo.InvariantCulture);
                return new SchemaScript(number, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            })];
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT number, sha256 FROM schema_versions";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<int, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task RecordAsync(DbConnection connection, DbTransaction transaction, SchemaScript script, Instant now, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO schema_versions (number, sha256, applied_at) VALUES (@number, @sha256, @at)";
        foreach (var (name, value) in new (string, object)[] { ("@number", script.Number), ("@sha256", script.Sha256), ("@at", InstantPattern.General.Format(now)) })
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CheckForeignKeysAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA foreign_key_check";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            throw new SchemaRefusedException("schema-foreign-key", reader.GetString(0));
        }
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The scripts are this program's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>One numbered script.</summary>
public sealed record SchemaScript(int Number, string Sql, string Sha256);

/// <summary>The database does not fit this program; the server does not start.</summary>
public sealed class SchemaRefusedException(string rule, object value) : Exception($"{rule}: {value}")
{
    /// <summary>Which rule, as in a <see cref="Domain.Refusal"/>.</summary>
    public string Rule => rule;

    /// <summary>The script or table.</summary>
    public object Value => value;
}
