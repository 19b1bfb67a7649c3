using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// Notes that series were written to, once a day each, in the transaction that takes their batches to where they belong: from there on nothing else
/// says so (<see cref="ForgetSeries"/>).
/// </summary>
internal static class MarkSeen
{
    /// <summary>Notes it.</summary>
    /// <param name="connection">An open one.</param>
    /// <param name="transaction">The batches are changed in it already: whoever writes locks in this order too.</param>
    /// <param name="clientId">Whose.</param>
    /// <param name="numbers">Of the series, ascending.</param>
    /// <param name="now">In microseconds since 1970-01-01T00:00Z.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(
        DbConnection connection, DbTransaction transaction, Guid clientId, IReadOnlyList<int> numbers, long now, CancellationToken cancellationToken)
    {
        var today = SeenDays.DayOf(now);

        // Changes nothing but that others who change the rows of the series wait.
        await connection.RunAsync(transaction, "UPDATE metric_catalogues SET next = next WHERE client_id = @client", [("client", clientId)], cancellationToken);
        var at = 0;
        foreach (var (first, seen) in await RowsAsync(connection, transaction, clientId, today, cancellationToken))
        {
            var isChanged = false;
            for (; at < numbers.Count && numbers[at] < first + seen.Count; at++)
            {
                if (numbers[at] >= first && seen[numbers[at] - first] < today)
                {
                    seen[numbers[at] - first] = today;
                    isChanged = true;
                }
            }

            if (isChanged)
            {
                await connection.RunAsync(
                    transaction,
                    "UPDATE metric_series SET oldest = @oldest, seen = @seen WHERE client_id = @client AND first = @first",
                    [("client", clientId), ("first", first), ("oldest", seen.Oldest), ("seen", seen.Bytes)],
                    cancellationToken);
            }
        }
    }

    private static async Task<List<(int First, SeenDays Seen)>> RowsAsync(
        DbConnection connection, DbTransaction transaction, Guid clientId, int today, CancellationToken cancellationToken)
    {
        var rows = new List<(int, SeenDays)>();
        await using var command = connection.Command(
            "SELECT first, seen FROM metric_series WHERE client_id = @client AND oldest < @today ORDER BY first", ("client", clientId), ("today", today));
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetInt32(0), new SeenDays(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken))));
        }

        return rows;
    }
}
