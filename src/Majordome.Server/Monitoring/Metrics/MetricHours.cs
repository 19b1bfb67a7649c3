using Majordome.Domain;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Which figure of an hour.</summary>
public enum HourAspect
{
    /// <summary>The mean of its samples, each counting once.</summary>
    Average,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The least.</summary>
    Min,

    /// <summary>A percentile of its samples (<see cref="Majordome.Domain.Monitoring.Percentile"/>).</summary>
    Percentile,
}

/// <summary>A figure by hour of a series.</summary>
/// <param name="Series">Which.</param>
/// <param name="Starts">Starts of the hours that hold samples, aligned to UTC, in microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Values">As many; <c>null</c>: the percentile of an hour whose samples are gone, or are not all there any more.</param>
/// <param name="Missing">Why a part may be missing (<see cref="SeriesSamples.Missing"/>).</param>
public sealed record HourLine(Series Series, IReadOnlyList<long> Starts, IReadOnlyList<double?> Values, Refusal? Missing);

/// <summary>Reads figures by hour. A percentile cannot be had from an hour's other figures: it is counted from samples, over <see cref="MostOfPercentiles"/> at most.</summary>
public sealed class MetricHours(IMetricStore store)
{
    /// <summary>How long a stretch may be.</summary>
    public static readonly Duration Most = Duration.FromDays(5 * 366);

    /// <summary>How long a stretch of percentiles may be.</summary>
    public static readonly Duration MostOfPercentiles = Duration.FromDays(31);

    /// <summary>Reads a figure of the hours that a stretch touches.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="series">Which series.</param>
    /// <param name="over">The stretch, within the bounds above.</param>
    /// <param name="aspect">Which figure.</param>
    /// <param name="percent">From 0 to 100, for a percentile.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<HourLine>> ReadAsync(
        Guid clientId, IReadOnlyList<Series> series, Interval over, HourAspect aspect, double percent, CancellationToken cancellationToken)
    {
        var from = Stretch.StartOf(Micros.Of(over.Start), Stretch.Hour);
        var to = Stretch.StartOf(Micros.Of(over.End) - 1, Stretch.Hour) + Stretch.Hour;
        var hours = await store.HoursAsync(clientId, series, from, to, cancellationToken);
        if (aspect is not HourAspect.Percentile)
        {
            return [.. hours.Select(h => new HourLine(h.Series, [.. h.Hours.Select(hour => hour.Start)], [.. h.Hours.Select(hour => (double?)Of(hour, aspect))], h.Missing))];
        }

        var samples = (await store.SamplesAsync(clientId, series, from, to, cancellationToken)).ToDictionary(s => s.Series.Number);
        return [.. hours.Select(h => new HourLine(
            h.Series, [.. h.Hours.Select(hour => hour.Start)], Percentiles(h.Hours, samples[h.Series.Number], percent), h.Missing ?? samples[h.Series.Number].Missing))];
    }

    private static double Of(HourFigures hour, HourAspect aspect) => aspect switch
    {
        HourAspect.Average => hour.Sum / hour.Count,
        HourAspect.Max => hour.Most,
        _ => hour.Least,
    };

    private static IReadOnlyList<double?> Percentiles(IReadOnlyList<HourFigures> hours, SeriesSamples samples, double percent)
    {
        var instants = samples.Instants.Span;
        var values = samples.Values.ToArray();
        var found = new double?[hours.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var start = Micros.FirstFrom(instants, hours[i].Start);
            var end = Micros.FirstFrom(instants, hours[i].Start + Stretch.Hour);
            var there = values.AsSpan(start, end - start);

            // There may be more than were counted: those that came since, or late for a day whose hours are counted already.
            found[i] = Numbers(there) >= hours[i].Count ? Percentile.Of(there, percent) : null;
        }

        return found;
    }

    private static int Numbers(ReadOnlySpan<double> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += double.IsNaN(value) ? 0 : 1;
        }

        return count;
    }
}
