using System.Text;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>
/// Reads numbers from a Prometheus-compatible store, and with them what is in this program's own database: batches that wait or were refused, and
/// what was kept before there was a peer. Of two samples of one millisecond, that of this database counts. Which series there are is known here.
/// </summary>
/// <remarks>
/// <para>Every question names the client (<see cref="PeerLabels.Client"/>), and of the answer only series with exactly the labels asked for are taken.</para>
/// <para>
/// While the peer does not answer, what is here is given, and <see cref="SeriesSamples.Missing"/> says why that may not be all. It has one time to answer
/// (<see cref="MetricPeer.Patience"/>), however long the stretch is.
/// </para>
/// </remarks>
public sealed class PrometheusStore(EmbeddedStore here, MetricPeer peer) : IMetricStore
{
    /// <summary>A question covers so much, in microseconds: some 60,000 samples of a series that is read each ten seconds.</summary>
    private const long Part = 7 * Stretch.Day;

    private const long Millisecond = 1000;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Series>> FindAsync(Guid clientId, IReadOnlyList<LabelWish> wishes, int after, int most, CancellationToken cancellationToken) =>
        here.FindAsync(clientId, wishes, after, most, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Instants are whole milliseconds.</remarks>
    public async Task<IReadOnlyList<SeriesSamples>> SamplesAsync(
        Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
    {
        using var patience = peer.Patience();
        return await SamplesAsync(clientId, series, from, to, patience.Token, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Counted from the samples, part by part: no query language gives an hour's first sample and its increase without extrapolation.</remarks>
    public async Task<IReadOnlyList<SeriesHours>> HoursAsync(
        Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
    {
        var hours = series.ToDictionary(one => one.Number, _ => new SortedDictionary<long, HourFigures>());
        Refusal? missing = null;
        foreach (var kept in await here.HoursAsync(clientId, series, from, to, cancellationToken))
        {
            Keep(hours[kept.Series.Number], kept.Hours);
        }

        // A peer that did not answer for one part is not asked for the others: what is here of them is read already.
        using var patience = peer.Patience();
        for (var (start, end) = (from, 0L); start < to && missing is null; start = end)
        {
            end = Math.Min(to, Stretch.StartOf(start, Stretch.Hour) + Part);
            foreach (var samples in await SamplesAsync(clientId, series, start, end, patience.Token, cancellationToken))
            {
                missing ??= samples.Missing;
                Keep(hours[samples.Series.Number], HourFigures.Of(samples.Instants.Span, samples.Values.Span));
            }
        }

        return [.. series.Select(one => new SeriesHours(one, [.. hours[one.Number].Values]) { Missing = missing })];
    }

    private async Task<IReadOnlyList<SeriesSamples>> SamplesAsync(
        Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken until, CancellationToken cancellationToken)
    {
        var read = series.ToDictionary(one => Key(PeerLabels.There(clientId, one.Labels)), _ => new Gathered(), StringComparer.Ordinal);
        Refusal? missing = null;
        foreach (var alike in series.GroupBy(one => string.Join(',', one.Labels.Select(label => label.Key)), StringComparer.Ordinal))
        {
            missing ??= await ReadAsync(read, PeerLabels.Selector(clientId, [.. alike]), from, to, until, cancellationToken);
        }

        // Then here: what was taken there meanwhile still is.
        var own = await here.SamplesAsync(clientId, series, Stretch.StartOf(from, Millisecond), to, cancellationToken);
        return [.. own.Select(one =>
        {
            var gathered = read[Key(PeerLabels.There(clientId, one.Series.Labels))];
            gathered.Add(one);
            return gathered.Give(one.Series, from, to) with { Missing = missing };
        })];
    }

    // Of an hour whose samples are partly gone, what was counted when they were all there.
    private static void Keep(SortedDictionary<long, HourFigures> kept, IEnumerable<HourFigures> hours)
    {
        foreach (var hour in hours)
        {
            kept[hour.Start] = kept.TryGetValue(hour.Start, out var known) && known.Count > hour.Count ? known : hour;
        }
    }

    private async Task<Refusal?> ReadAsync(Dictionary<string, Gathered> into, string selector, long from, long to, CancellationToken until, CancellationToken cancellationToken)
    {
        for (var (start, end) = (from, 0L); start < to; start = end)
        {
            end = Math.Min(to, start + Part);
            var (first, last) = (Stretch.StartOf(start, Millisecond) / Millisecond, Stretch.StartOf(end - 1, Millisecond) / Millisecond);
            var query = FormattableString.Invariant($"{selector}[{last - first + 1}ms]");
            if (!(await peer.QueryAsync(query, last, until, cancellationToken)).TryGet(out var found, out var refused))
            {
                return refused[0];
            }

            foreach (var one in found)
            {
                if (into.TryGetValue(Key(one.Labels), out var gathered))
                {
                    gathered.Add(one);
                }
            }
        }

        return null;
    }

    private static string Key(IEnumerable<KeyValuePair<string, string>> labels) => Encoding.Latin1.GetString(RemoteWriteWriter.LabelBlock(labels));

    /// <summary>The samples of a series from several places, later ones counting.</summary>
    private sealed class Gathered
    {
        private readonly List<long> instants = [];
        private readonly List<double> values = [];

        public void Add(MatrixSeries series)
        {
            instants.AddRange(series.Instants.Select(at => at * Millisecond));
            values.AddRange(series.Values);
        }

        public void Add(SeriesSamples samples)
        {
            foreach (var at in samples.Instants.Span)
            {
                instants.Add(Stretch.StartOf(at, Millisecond));
            }

            values.AddRange(samples.Values.Span);
        }

        public SeriesSamples Give(Series series, long from, long to)
        {
            var (at, of) = (instants.ToArray(), values.ToArray());
            var sorted = at.AsSpan(0, SampleColumns.InOrder(at, of));
            var (start, end) = (Micros.FirstFrom(sorted, from), Micros.FirstFrom(sorted, to));
            return new SeriesSamples(series, at.AsMemory(start, end - start), of.AsMemory(start, end - start));
        }
    }
}
