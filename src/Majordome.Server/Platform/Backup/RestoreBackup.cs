using System.IO.Compression;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using NodaTime;
using Npgsql;

namespace Majordome.Server.Platform.Backup;

/// <summary>Brings a backup back into an empty installation. Never over one that holds something.</summary>
public static class RestoreBackup
{
    /// <summary>Restores it.</summary>
    /// <param name="options">The empty installation: a data folder without a database, or an empty PostgreSQL database.</param>
    /// <param name="path">The backup.</param>
    /// <param name="clock">For the schema's record of what was applied when.</param>
    /// <param name="cancellationToken">Cancels; PostgreSQL then stays empty, and SQLite's file is not there.</param>
    /// <returns>What was restored.</returns>
    /// <exception cref="StartRefusedException"><c>backup-missing</c>, <c>backup-unreadable</c>, <c>backup-other-database</c>, <c>restore-not-empty</c>, <c>data-folder-in-use</c>.</exception>
    public static async Task<BackupManifest> RunAsync(ServerOptions options, string path, IClock clock, CancellationToken cancellationToken)
    {
        using var folder = DataFolderLock.Take(options.Data);
        var database = options.OpenDatabase();
        var (zip, manifest) = await BackupFile.OpenAsync(path, cancellationToken);
        await using var opened = zip;
        if (manifest.Database != Json.Kebab(database.Kind.ToString()))
        {
            throw new StartRefusedException("backup-other-database", manifest.Database);
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
        var target = Path.Combine(options.Data, BackupFile.SqliteEntry);
        if (File.Exists(target))
        {
            throw new StartRefusedException("restore-not-empty", Path.GetFullPath(target));
        }

        var partial = target + ".partial";
        await zip.GetEntry(BackupFile.SqliteEntry)!.ExtractToFileAsync(partial, overwrite: true, cancellationToken);
        File.Move(partial, target);
    }

    private static async Task RestorePostgresAsync(Database database, ZipArchive zip, BackupManifest manifest, IClock clock, CancellationToken cancellationToken)
    {
        await using (var probe = (NpgsqlConnection)await database.OpenAsync(cancellationToken))
        await using (var any = new NpgsqlCommand("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()", probe))
        {
            if ((long)(await any.ExecuteScalarAsync(cancellationToken))! > 0)
            {
                throw new StartRefusedException("restore-not-empty", probe.Database);
            }
        }

        await SchemaUpgrade.ApplyAsync(database, clock, cancellationToken, upTo: manifest.Schema);
        await using var connection = (NpgsqlConnection)await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith(BackupFile.TablesFolder, StringComparison.Ordinal) && manifest.Entries.ContainsKey(e.FullName)))
        {
            await using var rows = await entry.OpenAsync(cancellationToken);
            await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {entry.FullName[BackupFile.TablesFolder.Length..]} FROM STDIN (FORMAT BINARY)", cancellationToken);
            await rows.CopyToAsync(copy, cancellationToken);
        }

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
