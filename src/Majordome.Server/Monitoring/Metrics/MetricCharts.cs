using Majordome.Domain;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A line to draw.</summary>
/// <param name="Series">What it shows.</param>
/// <param name="Points">Its readings, thinned with their extremes kept; of a rate or an increase, one for each stretch that holds a step.</param>
/// <param name="Missing">Why a part may be missing (<see cref="SeriesSamples.Missing"/>).</param>
public sealed record MetricLine(Series Series, IReadOnlyList<Reading> Points, Refusal? Missing = null);

/// <summary>What of a series is drawn.</summary>
public enum MetricAspect
{
    /// <summary>Its values.</summary>
    Value,

    /// <summary>By how much it grows a second, as a counter.</summary>
    Rate,

    /// <summary>By how much it grew in each stretch, as a counter.</summary>
    Increase,
}

/// <summary>
/// Reads series for the width of a screen: from their samples up to <see cref="MostOfSamples"/>, beyond from their hours, of which the least and the
/// greatest are shown.
/// </summary>
public sealed class MetricCharts(IMetricStore store)
{
    /// <summary>How long a stretch is read sample by sample.</summary>
    public static readonly Duration MostOfSamples = Duration.FromDays(4);

    /// <summary>Reads lines.</summary>
    public Task<IReadOnlyList<MetricLine>> ReadAsync(Guid clientId, IReadOnlyList<Series> series, Interval over, int width, CancellationToken cancellationToken) =>
        ReadAsync(clientId, series, over, width, MetricAspect.Value, cancellationToken);

    /// <summary>Reads lines, or what counters did (<see cref="CounterGrowth"/>): a reading at the start of each stretch of the width.</summary>
    public async Task<IReadOnlyList<MetricLine>> ReadAsync(
        Guid clientId, IReadOnlyList<Series> series, Interval over, int width, MetricAspect aspect, CancellationToken cancellationToken)
    {
        var (from, to) = (over.Start.ToUnixTimeTicks() / 10, over.End.ToUnixTimeTicks() / 10);
        if (over.Duration <= MostOfSamples)
        {
            var samples = await store.SamplesAsync(clientId, series, from, to, cancellationToken);
            return [.. samples.Select(s => new MetricLine(
                s.Series,
                aspect is MetricAspect.Value
                    ? Thinning.Thin(s.Instants.Span, s.Values.Span, width)
                    : Grown(CounterGrowth.Of(s.Instants.Span, s.Values.Span, from, to, width), aspect),
                s.Missing))];
        }

        var hours = await store.HoursAsync(clientId, series, from, to, cancellationToken);
        return [.. hours.Select(h => new MetricLine(
            h.Series,
            aspect is MetricAspect.Value ? OfHours(h.Hours, width) : Grown(CounterGrowth.Of(h.Hours, from, to, width), aspect),
            h.Missing))];
    }

    private static IReadOnlyList<Reading> Grown(IReadOnlyList<CounterGrowth> growth, MetricAspect aspect) =>
        [.. growth.Select(g => new Reading(g.Start, aspect is MetricAspect.Rate ? g.Rate : g.Increase))];

    // Each hour gives two readings, so that neither extreme is lost; which of them came first, an hour no longer knows.
    private static IReadOnlyList<Reading> OfHours(IReadOnlyList<HourFigures> hours, int width)
    {
        var instants = new long[hours.Count * 2];
        var values = new double[hours.Count * 2];
        for (var i = 0; i < hours.Count; i++)
        {
            (instants[2 * i], values[2 * i]) = (hours[i].Start + (HourFigures.Hour / 4), hours[i].Least);
            (instants[(2 * i) + 1], values[(2 * i) + 1]) = (hours[i].Start + (HourFigures.Hour * 3 / 4), hours[i].Most);
        }

        return Thinning.Thin(instants, values, width);
    }
}
