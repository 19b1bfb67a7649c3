using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Probe.Contract;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Majordome.Probe.Queue;

/// <summary>The queue's SQLite file: results by sequence, and what is to be remembered about them. One thread at a time.</summary>
internal sealed class QueueFile : IDisposable
{
    private const int PageSize = 4096;
    private const int PagesKept = 4096; // room that stays in the file for the next results: 16 MiB
    private const int Corrupt = 11; // SQLITE_CORRUPT
    private const int NotADatabase = 26; // SQLITE_NOTADB
    private const int Full = 13; // SQLITE_FULL
    private const int InputOutput = 10; // SQLITE_IOERR: a disk that is full may also fail so

    private readonly SqliteConnection connection;
    private readonly Ballast ballast;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand select;
    private readonly SqliteCommand delete;
    private readonly SqliteCommand remember;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private long lost;

    private QueueFile(SqliteConnection connection, Ballast ballast, Instant now)
    {
        (this.connection, this.ballast) = (connection, ballast);
        insert = Command("INSERT INTO result (body) VALUES ($body)", "$body");
        select = Command("SELECT sequence, body FROM result WHERE sequence > $after ORDER BY sequence LIMIT $most", "$after", "$most");
        delete = Command("DELETE FROM result WHERE sequence <= $through", "$through");
        remember = Command("INSERT INTO fact (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", "$name", "$value");
        begin = Command("BEGIN IMMEDIATE");
        commit = Command("COMMIT");
        lost = Fact("lost") ?? 0;
        Count = Number("SELECT count(*) FROM result");

        // What was brought back to an earlier day, or lay idle while another probe had its place, would number anew what the server knows, or come behind what it has seen since.
        Epoch = Fact("epoch") is not { } last ? Remember("epoch", now.ToUnixTimeTicks() / 10)
            : Count > 0 ? last
            : Remember("epoch", Math.Max(last + 1, now.ToUnixTimeTicks() / 10));
        Before = Number("SELECT coalesce(min(sequence), 1) - 1 FROM result");
    }

    /// <summary>Microseconds of the instant at which the file was made, or was last opened with nothing in it, so that a later numbering is a larger one.</summary>
    public long Epoch { get; }

    /// <summary>How many results it holds.</summary>
    public long Count { get; private set; }

    /// <summary>The sequence before the first result that was there when the file was opened; zero when there was none.</summary>
    public long Before { get; }

    /// <summary>Whether a failure means that the disk takes no more for now.</summary>
    public static bool IsFull(SqliteException failure) => failure.SqliteErrorCode is Full or InputOutput;

    /// <summary>
    /// Opens the file, or makes it. One that cannot be read any more is put aside under the name <c>FILE.damaged-MICROSECONDS</c> for a
    /// person to look at, and a new one, of a new epoch, takes its place.
    /// </summary>
    public static QueueFile Open(QueueOptions options, Instant now, out string? putAside)
    {
        putAside = null;
        try
        {
            return TryOpen(options, now);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is Corrupt or NotADatabase)
        {
            putAside = FormattableString.Invariant($"{options.File}.damaged-{now.ToUnixTimeTicks() / 10}");
            File.Move(options.File, putAside);
            File.Delete(options.File + "-journal");
            return TryOpen(options, now);
        }
    }

    /// <summary>
    /// Stores results, and forgets those up to a sequence, in one transaction, durable when this returns; all or, with the exception, nothing.
    /// </summary>
    /// <exception cref="SqliteException">Among others, the disk is full (<see cref="IsFull"/>).</exception>
    public void Add(ReadOnlySpan<ProbeResult> results, long missed, Instant? lastMissed, long forgetThrough = 0)
    {
        var gone = 0;
        begin.ExecuteNonQuery();
        try
        {
            if (forgetThrough > 0)
            {
                delete.Parameters[0].Value = forgetThrough;
                gone = delete.ExecuteNonQuery();
            }

            foreach (var result in results)
            {
                insert.Parameters[0].Value = JsonSerializer.SerializeToUtf8Bytes(result, ProbeJson.Default.ProbeResult);
                insert.ExecuteNonQuery();
            }

            if (missed != lost)
            {
                Remember("lost", missed);
                Remember("last-lost", (lastMissed ?? default).ToUnixTimeTicks() / 10);
            }

            commit.ExecuteNonQuery();
        }
        catch
        {
            Try("ROLLBACK"); // unless SQLite has done so already, as it does when the disk is full
            throw;
        }

        (lost, Count) = (missed, Count + results.Length - gone);
    }

    /// <summary>The results after a sequence, in order.</summary>
    public QueuedResults Read(long after, int most, int mostBytes)
    {
        select.Parameters[0].Value = after;
        select.Parameters[1].Value = most;
        var (results, bytes, first) = (ImmutableArray.CreateBuilder<ProbeResult>(), 0, 0L);
        using var reader = select.ExecuteReader();
        while (bytes < mostBytes && reader.Read())
        {
            var (sequence, body) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            first = results.Count == 0 ? sequence : first;
            bytes += body.Length;
            results.Add(JsonSerializer.Deserialize(body, ProbeJson.Default.ProbeResult)! with { Sequence = sequence });
        }

        return new QueuedResults(Epoch, results.Count == 0 ? after + 1 : first, results.ToImmutable());
    }

    /// <summary>Forgets results up to a sequence, and gives their room back to the system once nothing is left.</summary>
    /// <remarks>A few at a time when the disk is full: the journal holds what is changed until it is done.</remarks>
    /// <exception cref="SqliteException">Not even a few can be forgotten.</exception>
    public void Forget(long from, long through)
    {
        for (var step = through - from; from < through;)
        {
            try
            {
                delete.Parameters[0].Value = Math.Min(through, from + step);
                Count -= delete.ExecuteNonQuery();
                from += step;
            }
            catch (SqliteException failure) when (IsFull(failure) && (step > 1 || ballast.Drop()))
            {
                step = Math.Max(1, step / 8);
            }
        }

        ballast.TryTake();

        if (Count == 0 && Number("PRAGMA freelist_count") > PagesKept)
        {
            Execute(connection, "PRAGMA incremental_vacuum");
        }
    }

    /// <summary>Something remembered about the results.</summary>
    public long? Fact(string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM fact WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() as long?;
    }

    public void Dispose()
    {
        insert.Dispose();
        select.Dispose();
        delete.Dispose();
        remember.Dispose();
        begin.Dispose();
        commit.Dispose();
        connection.Dispose();
    }

    private static QueueFile TryOpen(QueueOptions options, Instant now)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = options.File, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA page_size = {PageSize}");
            Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");

            // Not WAL: on a disk that is full, a log of committed pages can neither grow nor be moved into the file, and nothing
            // could be forgotten any more. A rollback journal gives its room back when a write fails.
            Execute(connection, "PRAGMA journal_mode = TRUNCATE");
            Execute(connection, "PRAGMA synchronous = FULL");
            Execute(connection, FormattableString.Invariant($"PRAGMA max_page_count = {Math.Max(8, options.MostBytes / PageSize)}"));

            // AUTOINCREMENT: a number is never given twice, also when the queue was empty in between.
            Execute(connection, "CREATE TABLE IF NOT EXISTS result (sequence INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT");
            Execute(connection, "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID");
            var ballast = new Ballast(options.File + "-ballast");
            ballast.TryTake();
            return new QueueFile(connection, ballast, now);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

#pragma warning disable CA2100 // the texts are this file's own
    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, null));
        }

        return command;
    }

    private long Number(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
#pragma warning restore CA2100

    private void Try(string sql)
    {
        try
        {
            Execute(connection, sql);
        }
        catch (SqliteException)
        {
            // It could not be done, and nothing depends on it.
        }
    }

    private long Remember(string name, long value)
    {
        remember.Parameters[0].Value = name;
        remember.Parameters[1].Value = value;
        remember.ExecuteNonQuery();
        return value;
    }
}
