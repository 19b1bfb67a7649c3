using System.Collections.Concurrent;
using System.Data.Common;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>The catalogues of the clients that are written to or read, each read once.</summary>
public sealed class SeriesCatalogues(Database database)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<SeriesCatalogue>>> loaded = new();

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

    /// <summary>The labels of a client's series, by number: all of them, read from the database.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> LabelsAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var labels = new List<ReadOnlyMemory<byte>>();
        await foreach (var (_, payload) in RowsAsync(clientId, cancellationToken))
        {
            labels.AddRange(SeriesCatalogue.Unpack(payload));
        }

        return labels;
    }

    private async Task<SeriesCatalogue> LoadAsync(Guid clientId)
    {
        var catalogue = new SeriesCatalogue(clientId);
        await foreach (var (first, payload) in RowsAsync(clientId, default))
        {
            catalogue.Load(first, payload);
        }

        return catalogue;
    }

    private async IAsyncEnumerable<(int First, byte[] Payload)> RowsAsync(
        Guid clientId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT first, payload FROM metric_series WHERE client_id = @client ORDER BY first", ("client", clientId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return (reader.GetInt32(0), await reader.GetFieldValueAsync<byte[]>(1, cancellationToken));
        }
    }
}
