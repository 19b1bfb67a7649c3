using System.Collections.Concurrent;
using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>The catalogues of the clients that are written to or read, each read once.</summary>
public sealed class SeriesCatalogues(Database database)
{
    private const long MostBytesOfLabels = 128L * 1024 * 1024;

    private readonly ConcurrentDictionary<Guid, Lazy<Task<SeriesCatalogue>>> loaded = new();
    private readonly KeptLabels labels = new(MostBytesOfLabels);

    /// <summary>The catalogue of a client, in agreement with the database as far as this server knows.</summary>
    public async Task<SeriesCatalogue> OfAsync(Guid clientId)
    {
        while (true)
        {
            var held = loaded.GetOrAdd(clientId, static (id, self) => new Lazy<Task<SeriesCatalogue>>(() => self.LoadAsync(id)), this);
            try
            {
                var catalogue = await held.Value;
                if (!catalogue.IsStale)
                {
                    return catalogue;
                }
            }
            catch
            {
                loaded.TryRemove(new(clientId, held));
                throw;
            }

            loaded.TryRemove(new(clientId, held));
        }
    }

    /// <summary>Numbers and labels of a client's series, by number: all of them, as the database has them now.</summary>
    public async Task<IReadOnlyList<(int Number, ReadOnlyMemory<byte> Labels)>> LabelsAsync(Guid clientId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await StandAsync(connection, clientId, cancellationToken) is not var (next, generation))
        {
            return [];
        }

        var known = labels.Find(clientId) is { } held && held.Generation == generation ? held : new ClientLabels(generation, 0, []);
        if (known.Next < next)
        {
            known = known.With(next, await LabelsFromAsync(connection, clientId, known.Next, cancellationToken));
            labels.Keep(clientId, known);
        }

        return known.All;
    }

    /// <summary>
    /// Lets go of the catalogues that hold series which were forgotten, by this server or another: what they hold counts towards what a source may have.
    /// </summary>
    public async Task ReviseAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT client_id, generation FROM metric_catalogues");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var clientId = reader.GetGuid(0);
            if (loaded.TryGetValue(clientId, out var held) && held is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
                && await held.Value is var catalogue && catalogue.Generation < reader.GetInt32(1))
            {
                catalogue.MarkStale();
                loaded.TryRemove(new(clientId, held));
            }
        }
    }

    private static async Task<(int Next, int Generation)?> StandAsync(DbConnection connection, Guid clientId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("SELECT next, generation FROM metric_catalogues WHERE client_id = @client", ("client", clientId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt32(1)) : null;
    }

    /// <summary>The series from a number on, with which a row begins.</summary>
    private static async Task<List<(int Number, ReadOnlyMemory<byte> Labels)>> LabelsFromAsync(
        DbConnection connection, Guid clientId, int from, CancellationToken cancellationToken)
    {
        var found = new List<(int, ReadOnlyMemory<byte>)>();
        await using var command = connection.Command(
            "SELECT first, payload FROM metric_series WHERE client_id = @client AND first >= @from ORDER BY first", ("client", clientId), ("from", from));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.AddRange(SeriesCatalogue.Living(reader.GetInt32(0), SeriesCatalogue.Unpack(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken))));
        }

        return found;
    }

    private async Task<SeriesCatalogue> LoadAsync(Guid clientId)
    {
        await using var connection = await database.OpenAsync(default);

        // In one statement, so that what is read of both tables is of one moment.
        await using var command = connection.Command(
            """
            SELECT c.next, c.generation, s.first, s.payload, s.sources FROM metric_catalogues c
            LEFT JOIN metric_series s ON s.client_id = c.client_id WHERE c.client_id = @client ORDER BY s.first
            """,
            ("client", clientId));
        await using var reader = await command.ExecuteReaderAsync();
        SeriesCatalogue? catalogue = null;
        for (var end = 0; await reader.ReadAsync();)
        {
            catalogue ??= new SeriesCatalogue(clientId, reader.GetInt32(0), reader.GetInt32(1));
            if (await reader.IsDBNullAsync(2))
            {
                break;
            }

            var first = reader.GetInt32(2);
            end = first >= end
                ? catalogue.Load(first, await reader.GetFieldValueAsync<byte[]>(3), await reader.GetFieldValueAsync<byte[]>(4))
                : throw new InvalidDataException(FormattableString.Invariant($"Client {clientId} has two series of number {first}."));
        }

        return catalogue ?? new SeriesCatalogue(clientId, 0, 0);
    }
}
