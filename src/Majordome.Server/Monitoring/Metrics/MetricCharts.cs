using System.Runtime.InteropServices;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A line to draw.</summary>
/// <param name="Series">What it shows.</param>
/// <param name="Points">
/// Its readings, thinned with their extremes kept; of a rate or an increase, one for each stretch that holds a step. One that is no number marks a gap
/// (<see cref="Gaps"/>).
/// </param>
/// <param name="Summary">What all its readings come to; <c>null</c>: there are none.</param>
/// <param name="Missing">Why a part may be missing (<see cref="SeriesSamples.Missing"/>).</param>
public sealed record MetricLine(Series Series, IReadOnlyList<Reading> Points, LineSummary? Summary, Refusal? Missing = null);

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

    /// <summary>Reads lines, as many as series.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="series">Which.</param>
    /// <param name="over">From when (included) to when (excluded).</param>
    /// <param name="width">How many stretches each is cut into (<see cref="Thinning"/>, <see cref="CounterGrowth"/>).</param>
    /// <param name="aspect">What of each is drawn.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<MetricLine>> ReadAsync(
        Guid clientId, IReadOnlyList<Series> series, Interval over, int width, Func<Series, MetricAspect> aspect, CancellationToken cancellationToken)
    {
        var (from, to) = (Micros.Of(over.Start), Micros.Of(over.End));
        if (over.Duration <= MostOfSamples)
        {
            var samples = await store.SamplesAsync(clientId, series, from, to, cancellationToken);
            return [.. samples.Select(s => aspect(s.Series) switch
            {
                MetricAspect.Value => new(s.Series, Thin(s.Instants.Span, s.Values.Span, width), LineSummary.Of(s.Values.Span), s.Missing),
                var other => Grown(s.Series, CounterGrowth.Of(s.Instants.Span, s.Values.Span, from, to, width), other, s.Missing),
            })];
        }

        var hours = await store.HoursAsync(clientId, series, from, to, cancellationToken);
        return [.. hours.Select(h => aspect(h.Series) switch
        {
            MetricAspect.Value => OfHours(h, width),
            var other => Grown(h.Series, CounterGrowth.Of(h.Hours, from, to, width), other, h.Missing),
        })];
    }

    private static MetricLine Grown(Series series, IReadOnlyList<CounterGrowth> growth, MetricAspect aspect, Refusal? missing)
    {
        long[] instants = [.. growth.Select(g => g.Start)];
        double[] values = [.. growth.Select(g => aspect is MetricAspect.Rate ? g.Rate : g.Increase)];
        return new(series, Gaps.Mark(instants, [.. instants.Zip(values, static (at, value) => new Reading(at, value))]), LineSummary.Of(values), missing);
    }

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

        return new(read.Series, Thin(CollectionsMarshal.AsSpan(instants), CollectionsMarshal.AsSpan(values), width), LineSummary.Of(hours), read.Missing);
    }
}
