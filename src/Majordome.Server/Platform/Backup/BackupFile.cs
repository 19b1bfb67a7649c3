using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Majordome.Server.Platform.Persistence;
using NodaTime;
using Npgsql;

namespace Majordome.Server.Platform.Backup;

/// <summary>What a backup holds, written beside it in the file.</summary>
/// <param name="Database"><c>sqlite</c> or <c>postgres</c>: it is restored into the same kind.</param>
/// <param name="TakenAt">The instant of the state it holds.</param>
/// <param name="Schema">The number of the last schema script.</param>
/// <param name="Entries">Every entry of the file → its SHA-256, in lower-case hexadecimal.</param>
public sealed record BackupManifest(string Database, Instant TakenAt, int Schema, IReadOnlyDictionary<string, string> Entries);

/// <summary>A backup: one ZIP file with the database, the anchors of the event log, and a manifest.</summary>
public static class BackupFile
{
    internal const string ManifestEntry = "manifest.json";
    internal const string AnchorsEntry = "anchors/chain-heads.log";
    internal const string SqliteEntry = "majordome.db";
    internal const string TablesFolder = "tables/";

    /// <summary>Writes a new file beside its final name and renames it at the end: a name that exists is a whole backup.</summary>
    /// <param name="path">Where. An existing file is replaced.</param>
    /// <param name="describe">The manifest, given the hashes.</param>
    /// <param name="entries">Name of each entry, and what writes it.</param>
    /// <param name="cancellationToken">Cancels; leaves no file.</param>
    internal static async Task WriteAsync(
        string path,
        Func<IReadOnlyDictionary<string, string>, BackupManifest> describe,
        IAsyncEnumerable<(string Name, Func<Stream, Task> Write)> entries,
        CancellationToken cancellationToken)
    {
        var partial = path + ".partial";
        try
        {
            await using (var file = new FileStream(partial, OwnerOnly()))
            {
                await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
                {
                    var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    await foreach (var (name, write) in entries.WithCancellation(cancellationToken))
                    {
                        hashes[name] = await AddAsync(zip, name, write, cancellationToken);
                    }

                    await AddAsync(zip, ManifestEntry, stream => JsonSerializer.SerializeAsync(stream, describe(hashes), Json.Options, cancellationToken), cancellationToken);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            // Of a folder that is not there File.Delete would throw as well.
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    /// <summary>The same database for commands of any length: the driver of PostgreSQL gives up after 30 s, also on the end of a COPY, where foreign keys are checked.</summary>
    internal static Database Unhurried(Database database) => database.Kind is DatabaseKind.Postgres
        ? database with { ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 0 }.ConnectionString }
        : database;

    /// <summary>Opens a backup and checks every entry against the manifest.</summary>
    /// <exception cref="StartRefusedException"><c>backup-missing</c>; <c>backup-unreadable</c>: not a backup, or damaged.</exception>
    internal static async Task<(ZipArchive Zip, BackupManifest Manifest)> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ZipArchive? zip = null;
        if (!File.Exists(path))
        {
            throw new StartRefusedException("backup-missing", path);
        }

        try
        {
            zip = await ZipFile.OpenReadAsync(path, cancellationToken);
            await using var text = await (zip.GetEntry(ManifestEntry) ?? throw new InvalidDataException(ManifestEntry)).OpenAsync(cancellationToken);
            var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(text, Json.Options, cancellationToken) ?? throw new InvalidDataException(ManifestEntry);
            foreach (var (name, expected) in manifest.Entries)
            {
                await using var stream = await (zip.GetEntry(name) ?? throw new InvalidDataException(name)).OpenAsync(cancellationToken);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != expected)
                {
                    throw new InvalidDataException(name);
                }
            }

            return (zip, manifest);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or JsonException or UnauthorizedAccessException)
        {
            if (zip is not null)
            {
                await zip.DisposeAsync();
            }

            throw new StartRefusedException("backup-unreadable", path, exception.Message);
        }
    }

    // Whoever reads a backup reads everything, the keys included.
    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static async Task<string> AddAsync(ZipArchive zip, string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        using var sha = SHA256.Create();
        await using (var hashing = new CryptoStream(entry, sha, CryptoStreamMode.Write, leaveOpen: true))
        {
            await write(hashing);
        }

        return Convert.ToHexStringLower(sha.Hash!);
    }
}
