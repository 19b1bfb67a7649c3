using System.IO.Compression;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Microsoft.Data.Sqlite;
using NodaTime;
using Npgsql;

namespace Majordome.Server.Platform.Backup;

/// <summary>Brings a backup back into an empty installation. Never over one that holds something.</summary>
public static class RestoreBackup
{
    // The identity towards senders of informs counts its starts, and the count of a backup is one that was told before: a message of then would be taken again
    // (RFC 3414, 2.2.2 and 3.2, 7b). The next start makes another identity, which senders discover.
    private const string ForgetEngines = "DELETE FROM snmp_engines";

    /// <summary>Restores it.</summary>
    /// <param name="options">The empty installation: a data folder without a database, or an empty PostgreSQL database.</param>
    /// <param name="path">The backup.</param>
    /// <param name="clock">For the schema's record of what was applied when.</param>
    /// <param name="cancellationToken">Cancels; PostgreSQL then stays empty, and SQLite's file is not there. So it is after any failure.</param>
    /// <returns>What was restored.</returns>
    /// <exception cref="StartRefusedException">
    /// <c>backup-missing</c>, <c>backup-unreadable</c>, <c>backup-other-database</c>, <c>restore-not-empty</c>, <c>restore-leftovers</c>, <c>data-folder-in-use</c>.
    /// </exception>
    /// <exception cref="SchemaRefusedException"><c>schema-newer-than-program</c>: the backup is of a later version.</exception>
    public static async Task<BackupManifest> RunAsync(ServerOptions options, string path, IClock clock, CancellationToken cancellationToken)
    {
        using var folder = DataFolderLock.Take(options.Data);
        var database = BackupFile.Unhurried(options.OpenDatabase());
        var (zip, manifest) = await BackupFile.OpenAsync(path, cancellationToken);
        await using var opened = zip;
        if (manifest.Database != Json.Kebab(database.Kind.ToString()))
        {
            throw new StartRefusedException("backup-other-database", manifest.Database);
        }

        if (manifest.Schema > SchemaUpgrade.Scripts(database.Kind).Max(s => s.Number))
        {
            throw new SchemaRefusedException("schema-newer-than-program", manifest.Schema);
        }

        if (database.Kind is DatabaseKind.Sqlite)
        {
            await RestoreSqliteAsync(options, zip, cancellationToken);
        }
        else
        {
            await RestorePostgresAsync(database, zip, manifest, clock, cancellationToken);
        }

        // Anchors that are there were written after those of the backup: they say what the backup does not hold, and stay.
        if (zip.GetEntry(BackupFile.AnchorsEntry) is { } anchors && !File.Exists(options.AnchorFile))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.AnchorFile))!);
            await anchors.ExtractToFileAsync(options.AnchorFile, overwrite: false, cancellationToken);
        }

        await SchemaUpgrade.ApplyAsync(database, clock, cancellationToken);
        return manifest;
    }

    private static async Task RestoreSqliteAsync(ServerOptions options, ZipArchive zip, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(Database.FileIn(options.Data));
        if (File.Exists(target))
        {
            throw new StartRefusedException("restore-not-empty", target);
        }

        // SQLite would write what it finds in them into the restored file (sqlite.org/howtocorrupt.html, 1.4).
        var leftovers = ((string[])["-wal", "-shm", "-journal"]).Select(end => target + end).Where(File.Exists).ToArray();
        if (leftovers.Length > 0)
        {
            throw new StartRefusedException("restore-leftovers", Path.GetDirectoryName(target), string.Join(", ", leftovers.Select(Path.GetFileName)));
        }

        var partial = target + ".partial";
        try
        {
            await WriteSqliteAsync(partial, zip, cancellationToken);
            File.Move(partial, target);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // Nobody knows this file yet: a change that fails leaves nothing to mend, and needs no journal beside it. On the disk before it has its name.
    private static async Task WriteSqliteAsync(string path, ZipArchive zip, CancellationToken cancellationToken)
    {
        await using (var file = File.Create(path))
        {
            await using var entry = await zip.GetEntry(BackupFile.SqliteEntry)!.OpenAsync(cancellationToken);
            await entry.CopyToAsync(file, cancellationToken);
        }

        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await connection.RunAsync(null, $"PRAGMA journal_mode=OFF; {ForgetEngines}", [], cancellationToken);
        }

        await using var written = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    // One transaction: whatever ends it early, the database is as empty as it was, and the next attempt is not refused.
    private static async Task RestorePostgresAsync(Database database, ZipArchive zip, BackupManifest manifest, IClock clock, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var any = connection.Command("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"))
        {
            if ((long)(await any.ExecuteScalarAsync(cancellationToken))! > 0)
            {
                throw new StartRefusedException("restore-not-empty", connection.Database);
            }
        }

        await SchemaUpgrade.ApplyAsync(connection, transaction, clock, cancellationToken, upTo: manifest.Schema);
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith(BackupFile.TablesFolder, StringComparison.Ordinal) && manifest.Entries.ContainsKey(e.FullName)))
        {
            await using var rows = await entry.OpenAsync(cancellationToken);
            await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {entry.FullName[BackupFile.TablesFolder.Length..]} FROM STDIN (FORMAT BINARY)", cancellationToken);
            await rows.CopyToAsync(copy, cancellationToken);
        }

        await connection.RunAsync(transaction, ForgetEngines, [], cancellationToken);
        await RestartSequencesAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Identity columns go on after the highest number that was restored.
    private static async Task RestartSequencesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DO $$
            DECLARE c record;
            BEGIN
              FOR c IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES' LOOP
                EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), GREATEST((SELECT COALESCE(MAX(%I), 0) FROM %I), 1), (SELECT count(*) > 0 FROM %I))',
                               c.table_name, c.column_name, c.column_name, c.table_name, c.table_name);
              END LOOP;
            END $$
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
