using System.Runtime.CompilerServices;
using Majordome.Server.Platform.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace Majordome.Server.Platform.Backup;

/// <summary>Takes a backup of one consistent state, beside a running server or without one.</summary>
public static class TakeBackup
{
    /// <summary>Takes it.</summary>
    /// <param name="options">Which installation.</param>
    /// <param name="tables">The tables in an order that references allow, as <see cref="TablesOf"/> gives them.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="now">The instant written in the manifest.</param>
    /// <param name="cancellationToken">Cancels; leaves no file.</param>
    public static Task RunAsync(ServerOptions options, IReadOnlyList<string> tables, string path, Instant now, CancellationToken cancellationToken)
    {
        var database = options.OpenDatabase();
        var schema = SchemaUpgrade.Scripts(database.Kind).Max(s => s.Number);
        return BackupFile.WriteAsync(
            path,
            hashes => new BackupManifest(Json.Kebab(database.Kind.ToString()), now, schema, hashes),
            EntriesAsync(options, database, tables, cancellationToken),
            cancellationToken);
    }

    /// <summary>Every table of the model, those that others reference first.</summary>
    public static IReadOnlyList<string> TablesOf(DbContext db)
    {
        var references = db.Model.GetRelationalModel().Tables.ToDictionary(
            t => t.Name, t => t.ForeignKeyConstraints.Select(f => f.PrincipalTable.Name).Where(p => p != t.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var ordered = new List<string>(references.Count);
        while (references.Count > 0)
        {
            var free = references.Where(t => !t.Value.Any(references.ContainsKey)).Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
            ordered.AddRange(free.Count > 0 ? free : throw new InvalidOperationException($"Tables reference each other in a circle: {string.Join(", ", references.Keys)}"));
            free.ForEach(t => references.Remove(t));
        }

        return ordered;
    }

    // The anchors are copied before the database: an anchor of an event that is not in the copy would look like a cut tail.
    private static async IAsyncEnumerable<(string Name, Func<Stream, Task> Write)> EntriesAsync(
        ServerOptions options, Database database, IReadOnlyList<string> tables, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (File.Exists(options.AnchorFile))
        {
            var anchors = await File.ReadAllBytesAsync(options.AnchorFile, cancellationToken);
            yield return (BackupFile.AnchorsEntry, stream => stream.WriteAsync(anchors, cancellationToken).AsTask());
        }

        if (database.Kind is DatabaseKind.Sqlite)
        {
            var copy = Path.Combine(options.Data, $"backup-{Guid.CreateVersion7():N}.db");
            try
            {
                await CopySqliteAsync(database, copy, cancellationToken);
                yield return (BackupFile.SqliteEntry, async stream =>
                {
                    await using var file = File.OpenRead(copy);
                    await file.CopyToAsync(stream, cancellationToken);
                });
            }
            finally
            {
                File.Delete(copy);
            }

            yield break;
        }

        await using var connection = (NpgsqlConnection)await database.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        foreach (var table in tables)
        {
            yield return ($"{BackupFile.TablesFolder}{table}", async stream =>
            {
                await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT BINARY)", cancellationToken);
                await rows.CopyToAsync(stream, cancellationToken);
            });
        }
    }

    // VACUUM INTO writes one consistent, compact copy while others read and write.
    private static async Task CopySqliteAsync(Database database, string copy, CancellationToken cancellationToken)
    {
        await using var connection = (SqliteConnection)await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
