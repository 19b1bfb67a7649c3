using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A line to draw.</summary>
/// <param name="Series">What it shows.</param>
/// <param name="Points">Its readings, thinned with their extremes kept.</param>
public sealed record MetricLine(Series Series, IReadOnlyList<Reading> Points);

/// <summary>
/// Reads series for the width of a screen: from their samples up to <see cref="MostOfSamples"/>, beyond from their hours, of which the least and the
/// greatest are shown.
/// </summary>
public sealed class MetricCharts(IMetricStore store)
{
    /// <summary>How long a stretch is read sample by sample.</summary>
    public static readonly Duration MostOfSamples = Duration.FromDays(4);

    /// <summary>Reads lines.</summary>
    public async Task<IReadOnlyList<MetricLine>> ReadAsync(Guid clientId, IReadOnlyList<Series> series, Interval over, int width, CancellationToken cancellationToken)
    {
        var (from, to) = (over.Start.ToUnixTimeTicks() / 10, over.End.ToUnixTimeTicks() / 10);
        if (over.Duration <= MostOfSamples)
        {
            var samples = await store.SamplesAsync(clientId, series, from, to, cancellationToken);
            return [.. samples.Select(s => new MetricLine(s.Series, Thinning.Thin(s.Instants.Span, s.Values.Span, width)))];
        }

        var hours = await store.HoursAsync(clientId, series, from, to, cancellationToken);
        return [.. hours.Select(h => new MetricLine(h.Series, OfHours(h.Hours, width)))];
    }

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
