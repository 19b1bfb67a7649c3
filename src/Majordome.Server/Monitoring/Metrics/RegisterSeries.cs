using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// Makes sure of the numbers of a batch, in the transaction that writes it: new series are registered, and none was forgotten since the catalogue was
/// read.
/// </summary>
/// <remarks>
/// The client's <see cref="MetricCatalogueRow"/> is locked until the commit. Two servers that register at once come one after the other, and the second
/// finds its numbers taken. Whoever forgets series (<see cref="ForgetSeries"/>) waits for those who write, and then sees what they wrote; those who come
/// behind find another generation.
/// </remarks>
internal static class RegisterSeries
{
    /// <summary>Registers what waits, if anything does.</summary>
    /// <param name="connection">An open one.</param>
    /// <param name="transaction">That of the batch.</param>
    /// <param name="catalogue">Which the batch was made with.</param>
    /// <param name="now">In microseconds since 1970-01-01T00:00Z.</param>
    /// <returns>Whether the catalogue agrees with the database; otherwise the batch must not be written.</returns>
    public static Task<bool> RunAsync(DbConnection connection, DbTransaction transaction, SeriesCatalogue catalogue, long now)
    {
        var (first, series) = catalogue.TakePending();
        return series.Count == 0 ? IsCurrentAsync(connection, transaction, catalogue) : AddAsync(connection, transaction, catalogue, first, series, now);
    }

    private static async Task<bool> IsCurrentAsync(DbConnection connection, DbTransaction transaction, SeriesCatalogue catalogue)
    {
        // On SQLite the transaction is the only one that writes.
        await using var command = connection.Command(
            connection is Npgsql.NpgsqlConnection
                ? "SELECT generation FROM metric_catalogues WHERE client_id = @client FOR SHARE"
                : "SELECT generation FROM metric_catalogues WHERE client_id = @client",
            ("client", catalogue.ClientId));
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() && reader.GetInt32(0) == catalogue.Generation;
    }

    private static async Task<bool> AddAsync(
        DbConnection connection, DbTransaction transaction, SeriesCatalogue catalogue, int first, IReadOnlyList<(ReadOnlyMemory<byte> Labels, Guid Source)> series, long now)
    {
        var rows = await connection.RunAsync(
            transaction,
            """
            INSERT INTO metric_catalogues (client_id, next, generation) VALUES (@client, @next, @generation)
            ON CONFLICT (client_id) DO UPDATE SET next = excluded.next
            WHERE metric_catalogues.next = @first AND metric_catalogues.generation = @generation
            """,
            [("client", catalogue.ClientId), ("first", first), ("next", first + series.Count), ("generation", catalogue.Generation)],
            default);
        if (rows == 0)
        {
            return false;
        }

        var seen = SeenDays.All(series.Count, SeenDays.DayOf(now));
        await connection.RunAsync(
            transaction,
            "INSERT INTO metric_series (client_id, first, oldest, seen, payload, sources) VALUES (@client, @first, @oldest, @seen, @payload, @sources)",
            [
                ("client", catalogue.ClientId), ("first", first), ("oldest", seen.Oldest), ("seen", seen.Bytes),
                ("payload", SeriesCatalogue.Pack([.. series.Select(one => one.Labels)])), ("sources", SeriesCatalogue.Pack([.. series.Select(one => one.Source.ToByteArray())])),
            ],
            default);
        return true;
    }
}
