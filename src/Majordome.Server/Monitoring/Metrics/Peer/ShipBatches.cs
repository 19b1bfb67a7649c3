using System.Data;
using System.Data.Common;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>
/// Takes the oldest batches to the peer, in the order they came. What it refuses is told apart by halving, down to a sample or until
/// <see cref="MostRefusals"/>, and stays here with its reason. A peer that takes nothing at all, not even a request that holds nothing, refuses none of it:
/// a proxy before it does, or it is set wrong, and everything waits.
/// </summary>
internal sealed class ShipBatches(DbConnection connection, SeriesCatalogues catalogues, LabelsThere labels, MetricPeer peer)
{
    /// <summary>Sender of the rows that hold what was refused.</summary>
    public static readonly Guid Source = new("5b0f6f0e-8a52-4e0c-9d3c-6f7f4a0f2c11");

    private const int MostSamples = 200_000;
    private const int MostRefusals = 200;

    private static readonly byte[] Nothing = new RemoteWriteWriter().ToBody();

    private readonly SortedDictionary<Guid, SampleColumns> samples = [];
    private readonly List<(Guid Client, IReadOnlyList<ShippedSamples> Samples, string Reason)> refused = [];
    private readonly RemoteWriteWriter request = new();
    private readonly SortedDictionary<Guid, IReadOnlyList<int>> numbers = [];
    private readonly List<long> batches = [];
    private readonly List<Exception> damaged = [];
    private int answers; // refusals so far
    private bool isOpen; // whether the peer took anything

    /// <summary>The batches that cannot be read: they stay where they are.</summary>
    public IReadOnlyList<Exception> Damaged => damaged;

    /// <summary>Takes some batches.</summary>
    /// <returns>How many, and what the peer said when it did not take them: then nothing has changed, and the same are taken again.</returns>
    public async Task<(int Batches, PeerAnswer? Trouble)> RunAsync(long now, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        foreach (var (client, columns) in samples.Where(one => one.Value.Count > 0))
        {
            var requests = ShippedSamples.InRequests(columns);
            numbers[client] = [.. requests.SelectMany(request => request).Select(series => series.Number)];
            var known = await labels.OfAsync(client, numbers[client][^1], cancellationToken);
            foreach (var series in requests)
            {
                refused.AddRange(series.Where(s => known[s.Number].Fault is not null).Select(s => (client, (IReadOnlyList<ShippedSamples>)[s], known[s.Number].Fault!.Rule)));
                if (await SendAsync(client, [.. series.Where(s => known[s.Number].Fault is null)], known, cancellationToken) is { } trouble)
                {
                    return (0, trouble);
                }
            }
        }

        if (batches.Count > 0)
        {
            await SettleAsync(now, cancellationToken);
        }

        return (batches.Count, null);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT id, client_id, payload FROM metric_batches WHERE way = @there ORDER BY id LIMIT 2000", ("there", (int)BatchWay.There));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (samples.Values.Sum(s => s.Count) < MostSamples && await reader.ReadAsync(cancellationToken))
        {
            var (id, client) = (reader.GetInt64(0), reader.GetGuid(1));
            var columns = samples.TryGetValue(client, out var known) ? known : samples[client] = new SampleColumns();
            var (before, cut) = (columns.Count, new ShippedSamples.Cut(columns));
            if (BatchDraft.TryRead(await reader.GetFieldValueAsync<byte[]>(2, cancellationToken), ref cut))
            {
                batches.Add(id);
            }
            else
            {
                columns.CutTo(before);
                damaged.Add(new InvalidDataException(FormattableString.Invariant($"Batch {id} of client {client} is damaged.")));
            }
        }
    }

    private async Task<PeerAnswer?> SendAsync(Guid client, IReadOnlyList<ShippedSamples> series, IReadOnlyDictionary<int, LabelsThere.Entry> known, CancellationToken cancellationToken)
    {
        if (series.Count == 0)
        {
            return null;
        }

        request.Clear();
        foreach (var one in series)
        {
            one.WriteTo(request, known[one.Number].Block);
        }

        var answer = await WriteAsync(request.ToBody(), cancellationToken);
        if (answer.Verdict is not PeerVerdict.Refused)
        {
            return answer.Verdict is PeerVerdict.Taken ? null : answer;
        }

        if (++answers < MostRefusals && ShippedSamples.Halves(series) is var (first, second))
        {
            return await SendAsync(client, first, known, cancellationToken) ?? await SendAsync(client, second, known, cancellationToken);
        }

        if (!isOpen && (await WriteAsync(Nothing, cancellationToken)).Verdict is not PeerVerdict.Taken)
        {
            return answer with { Verdict = PeerVerdict.Later };
        }

        refused.Add((client, series, answer.Reason));
        return null;
    }

    private async Task<PeerAnswer> WriteAsync(byte[] body, CancellationToken cancellationToken)
    {
        var answer = await peer.WriteAsync(body, cancellationToken);
        isOpen |= answer.Verdict is PeerVerdict.Taken;
        return answer;
    }

    private async Task SettleAsync(long now, CancellationToken cancellationToken)
    {
        var drafts = new List<(Guid Client, BatchDraft Draft, string Reason)>();
        foreach (var reason in refused.GroupBy(r => (r.Client, r.Reason)))
        {
            var draft = new BatchDraft(await catalogues.OfAsync(reason.Key.Client), Source);
            foreach (var one in reason.SelectMany(r => r.Samples))
            {
                draft.Add(one.Number, one.Instants.Span, one.Values.Span);
            }

            drafts.Add((reason.Key.Client, draft, reason.Key.Reason));
        }

        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        foreach (var some in batches.Chunk(500))
        {
            var sql = FormattableString.Invariant($"UPDATE metric_batches SET way = @taken, settled_at = @now WHERE id IN ({string.Join(',', some)})");
            await connection.RunAsync(transaction, sql, [("taken", (int)BatchWay.Taken), ("now", now)], cancellationToken);
        }

        for (var i = 0; i < drafts.Count; i++)
        {
            await PutAsideAsync(transaction, drafts[i], i, now, cancellationToken);
        }

        foreach (var (client, written) in numbers)
        {
            await MarkSeen.RunAsync(connection, transaction, client, written, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private Task PutAsideAsync(DbTransaction transaction, (Guid Client, BatchDraft Draft, string Reason) aside, int number, long now, CancellationToken cancellationToken) =>
        connection.RunAsync(
            transaction,
            """
            INSERT INTO metric_batches (client_id, source_id, epoch, sequence, received_at, samples, payload, way, settled_at, reason)
            VALUES (@client, @source, @epoch, @sequence, @now, @samples, @payload, @way, @now, @reason)
            """,
            [
                ("client", aside.Client), ("source", Source), ("epoch", batches[0]), ("sequence", (long)number), ("now", now), ("samples", aside.Draft.Samples),
                ("payload", aside.Draft.Payload.ToArray()), ("way", (int)BatchWay.Refused), ("reason", aside.Reason),
            ],
            cancellationToken);
}
