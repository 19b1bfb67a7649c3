using Majordome.Protocols;
using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>The label blocks of series as the peer knows them, kept for the clients that write.</summary>
internal sealed class LabelsThere(SeriesCatalogues catalogues)
{
    private const int MostKept = 500_000;

    private readonly Dictionary<Guid, IReadOnlyDictionary<int, Entry>> kept = [];

    /// <summary>The blocks of a client's series by number, up to that of a series at least: numbers grow, and none is given twice.</summary>
    public async Task<IReadOnlyDictionary<int, Entry>> OfAsync(Guid clientId, int most, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue(clientId, out var known) && known.ContainsKey(most))
        {
            return known;
        }

        if (kept.Values.Sum(entries => entries.Count) > MostKept)
        {
            kept.Clear();
        }

        var labels = await catalogues.LabelsAsync(clientId, cancellationToken);
        return kept[clientId] = labels.ToDictionary(one => one.Number, one => Entry.Of(clientId, one.Labels.Span));
    }

    /// <summary>A block there, and what is wrong with it: a peer may drop what is wrong and say that it took it.</summary>
    internal sealed record Entry(byte[] Block, FormatFault? Fault)
    {
        private static readonly RemoteWriteLimits OneMore = RemoteWriteLimits.Default with { Labels = RemoteWriteLimits.Default.Labels + 1 };

        public static Entry Of(Guid clientId, ReadOnlySpan<byte> block)
        {
            var there = RemoteWriteWriter.LabelBlock(PeerLabels.There(clientId, LabelBlock.Read(block)));
            return new(there, RemoteWriteLabelRules.FaultOf(there, OneMore));
        }
    }
}
