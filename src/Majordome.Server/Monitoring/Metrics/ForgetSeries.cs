using System.Data;
using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// Forgets series of a client that were not written to for so long that nothing of them is kept, in one transaction. Their numbers are given to no other.
/// A series of which a batch still speaks, waiting or refused by the second store, is kept as if it had been written to today.
/// </summary>
/// <param name="connection">An open one.</param>
/// <param name="clientId">Whose.</param>
/// <param name="now">In microseconds since 1970-01-01T00:00Z.</param>
/// <param name="before">As of <see cref="MetricRetention.SeenFrom"/>.</param>
internal sealed class ForgetSeries(DbConnection connection, Guid clientId, long now, long before)
{
    /// <summary>Rows changed at once: whoever writes meanwhile waits for some tenths of a second at most.</summary>
    private const int MostRows = 200;

    /// <summary>The clients of which some series may be forgotten.</summary>
    public static async Task<IReadOnlyList<Guid>> DueAsync(DbConnection connection, long before, CancellationToken cancellationToken)
    {
        var due = new List<Guid>();
        await using var command = connection.Command("SELECT DISTINCT client_id FROM metric_series WHERE oldest < @limit", ("limit", SeenDays.DayOf(before)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(reader.GetGuid(0));
        }

        return due;
    }

    /// <summary>Forgets some.</summary>
    /// <returns>How many; none when no more are due, or when those that were are kept.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

        // Locks out those who write (RegisterSeries): what is read from here on stays true until the commit.
        await connection.RunAsync(
            transaction, "UPDATE metric_catalogues SET generation = generation + 1 WHERE client_id = @client", [("client", clientId)], cancellationToken);
        var rows = await RowsAsync(transaction, cancellationToken);
        if (rows.Count == 0)
        {
            return 0;
        }

        var waiting = await WaitingAsync(transaction, cancellationToken);
        var forgotten = 0;
        foreach (var row in rows)
        {
            forgotten += await ForgetAsync(transaction, row, waiting, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return forgotten;
    }

    private async Task<int> ForgetAsync(DbTransaction transaction, Row row, HashSet<int> waiting, CancellationToken cancellationToken)
    {
        var (first, seen, blocks) = (row.First, row.Seen, SeriesCatalogue.Unpack(row.Payload));
        var (limit, forgotten) = (SeenDays.DayOf(before), 0);
        for (var place = 0; place < seen.Count; place++)
        {
            if (seen[place] < limit)
            {
                var isKept = waiting.Contains(first + place);
                seen[place] = isKept ? SeenDays.DayOf(now) : SeenDays.Forgotten;
                blocks[place] = isKept ? blocks[place] : default;
                forgotten += isKept ? 0 : 1;
            }
        }

        var isEmpty = seen.Oldest == SeenDays.Forgotten;
        await connection.RunAsync(
            transaction,
            isEmpty
                ? "DELETE FROM metric_series WHERE client_id = @client AND first = @first"
                : "UPDATE metric_series SET oldest = @oldest, seen = @seen, payload = @payload WHERE client_id = @client AND first = @first",
            isEmpty
                ? [("client", clientId), ("first", first)]
                : [("client", clientId), ("first", first), ("oldest", seen.Oldest), ("seen", seen.Bytes), ("payload", SeriesCatalogue.Pack(blocks))],
            cancellationToken);
        return forgotten;
    }

    private async Task<List<Row>> RowsAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await using var command = connection.Command(
            "SELECT first, seen, payload FROM metric_series WHERE client_id = @client AND oldest < @limit ORDER BY first LIMIT @most",
            ("client", clientId), ("limit", SeenDays.DayOf(before)), ("most", MostRows));
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var seen = new SeenDays(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken));
            rows.Add(new Row(reader.GetInt32(0), seen, await reader.GetFieldValueAsync<byte[]>(2, cancellationToken)));
        }

        return rows;
    }

    /// <summary>The series of which batches speak.</summary>
    private async Task<HashSet<int>> WaitingAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var numbers = new Numbers([]);
        await using var command = connection.Command("SELECT payload FROM metric_batches WHERE client_id = @client", ("client", clientId));
        command.Transaction = transaction;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            BatchDraft.TryRead(await reader.GetFieldValueAsync<byte[]>(0, cancellationToken), ref numbers);
        }

        return numbers.Found;
    }

    private sealed record Row(int First, SeenDays Seen, byte[] Payload);

    private readonly struct Numbers(HashSet<int> found) : ISampleVisitor
    {
        public HashSet<int> Found => found;

        public void Sample(int series, long instant, double value) => found.Add(series);
    }
}
