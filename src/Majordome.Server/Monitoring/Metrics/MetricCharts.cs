using System.Runtime.InteropServices;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A line to draw.</summary>
/// <param name="Series">What it shows.</param>
/// <param name="Points">Its readings, thinned with their extremes kept; one that is no number marks a gap (<see cref="Gaps"/>).</param>
/// <param name="Summary">What all its readings come to; <c>null</c>: there are none.</param>
public sealed record MetricLine(Series Series, IReadOnlyList<Reading> Points, LineSummary? Summary);

/// <summary>
/// Reads series for the width of a screen: from their samples up to <see cref="MostOfSamples"/>, beyond from their hours, of which the least and the
/// greatest are shown.
/// </summary>
public sealed class MetricCharts(IMetricStore store)
{
    /// <summary>How long a stretch is read sample by sample.</summary>
    public static readonly Duration MostOfSamples = Duration.FromDays(4);

    /// <summary>Reads lines, as many as series.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="series">Which.</param>
    /// <param name="over">From when (included) to when (excluded).</param>
    /// <param name="width">How many stretches each is thinned to (<see cref="Thinning"/>).</param>
    /// <param name="isCounter">Which of them are drawn as how fast they grow, a second (<see cref="CounterRates"/>); <c>null</c>: none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<MetricLine>> ReadAsync(
        Guid clientId, IReadOnlyList<Series> series, Interval over, int width, Func<Series, bool>? isCounter, CancellationToken cancellationToken)
    {
        var (from, to) = (over.Start.ToUnixTimeTicks() / 10, over.End.ToUnixTimeTicks() / 10);
        if (over.Duration <= MostOfSamples)
        {
            var samples = await store.SamplesAsync(clientId, series, from, to, cancellationToken);
            return [.. samples.Select(s => isCounter?.Invoke(s.Series) is true ? OfRates(s.Series, CounterRates.Of(s.Instants.Span, s.Values.Span), width) : OfSamples(s, width))];
        }

        var hours = await store.HoursAsync(clientId, series, from, to, cancellationToken);
        return [.. hours.Select(h => isCounter?.Invoke(h.Series) is true ? OfRates(h.Series, CounterRates.Of(h.Hours, to), width) : OfHours(h, width))];
    }

    private static MetricLine OfSamples(SeriesSamples samples, int width) =>
        new(samples.Series, Thin(samples.Instants.Span, samples.Values.Span, width), LineSummary.Of(samples.Values.Span));

    private static MetricLine OfRates(Series series, (long[] Instants, double[] Rates) counted, int width) =>
        new(series, Thin(counted.Instants, counted.Rates, width), LineSummary.Of(counted.Rates));

    private static IReadOnlyList<Reading> Thin(ReadOnlySpan<long> instants, ReadOnlySpan<double> values, int width) =>
        Gaps.Mark(instants, Thinning.Thin(instants, values, width));

    // An hour of several samples gives two readings, so that neither extreme is lost; which of them came first, an hour no longer knows.
    private static MetricLine OfHours(SeriesHours read, int width)
    {
        var hours = read.Hours;
        var (instants, values) = (new List<long>(hours.Count * 2), new List<double>(hours.Count * 2));
        foreach (var hour in hours)
        {
            if (hour.Count == 1)
            {
                instants.Add(hour.Start + (HourFigures.Hour / 2));
                values.Add(hour.Last);
                continue;
            }

            instants.AddRange([hour.Start + (HourFigures.Hour / 4), hour.Start + (HourFigures.Hour * 3 / 4)]);
            values.AddRange([hour.Least, hour.Most]);
        }

        return new(read.Series, Thin(CollectionsMarshal.AsSpan(instants), CollectionsMarshal.AsSpan(values), width), LineSummary.Of(hours));
    }
}
