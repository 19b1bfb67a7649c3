using System.Data.Common;
using System.Globalization;
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
    /// <exception cref="StartRefusedException"><c>backup-other-schema</c>: a PostgreSQL database of another schema than this program's, whose tables it does not know.</exception>
    public static Task RunAsync(ServerOptions options, IReadOnlyList<string> tables, string path, Instant now, CancellationToken cancellationToken)
    {
        var database = BackupFile.Unhurried(options.OpenDatabase());
        var schema = 0;
        return BackupFile.WriteAsync(
            path,
            hashes => new BackupManifest(Json.Kebab(database.Kind.ToString()), now, schema, hashes),
            EntriesAsync(options, database, tables, found => schema = found, cancellationToken),
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
        ServerOptions options, Database database, IReadOnlyList<string> tables, Action<int> tellSchema, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                tellSchema(await CopySqliteAsync(database, copy, cancellationToken));
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
        var (schema, known) = (await SchemaOfAsync(connection, cancellationToken), SchemaUpgrade.Scripts(database.Kind).Max(s => s.Number));
        tellSchema(schema == known ? schema : throw new StartRefusedException("backup-other-schema", schema, known));
        foreach (var table in tables)
        {
            yield return ($"{BackupFile.TablesFolder}{table}", async stream =>
            {
                await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT BINARY)", cancellationToken);
                await rows.CopyToAsync(stream, cancellationToken);
            });
        }
    }

    // VACUUM INTO writes one consistent, compact copy while others read and write. The number of its schema is the copy's own, whatever this program's is.
    private static async Task<int> CopySqliteAsync(Database database, string copy, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            await connection.RunAsync(null, "VACUUM INTO @copy", [("copy", copy)], cancellationToken);
        }

        await using var copied = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ConnectionString);
        await copied.OpenAsync(cancellationToken);
        return await SchemaOfAsync(copied, cancellationToken);
    }

    private static async Task<int> SchemaOfAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var last = connection.Command("SELECT max(number) FROM schema_versions");
        return Convert.ToInt32(await last.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
