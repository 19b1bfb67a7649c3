using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Monitoring.Charts;

/// <summary>A series to draw, and what is written beside it.</summary>
/// <param name="Series">Which.</param>
/// <param name="Title">What it measures.</param>
/// <param name="Precision">Which of several.</param>
/// <param name="Unit">As it was measured.</param>
/// <param name="Datum">What its check last said of it, thresholds among it; <c>null</c>: it is no check's.</param>
/// <param name="IsCounter">Whether it is drawn as how fast it grows.</param>
/// <param name="Events">What happened meanwhile.</param>
public sealed record FigureWish(
    Series Series, string Title, string? Precision, string Unit, PerformanceDatum? Datum, bool IsCounter, IReadOnlyList<BandEvent> Events)
{
    /// <summary>The figures of a check: those it measures now, in its own order, then what it once measured, by another name or in another unit.</summary>
    /// <param name="view">The check.</param>
    /// <param name="series">Its series.</param>
    /// <param name="texts">The names of figures.</param>
    /// <param name="happened">What happened meanwhile.</param>
    public static IEnumerable<FigureWish> Of(CheckView view, IEnumerable<Series> series, IStringLocalizer<MonitoringTexts> texts, IReadOnlyList<BandEvent> happened)
    {
        var measured = view.Measurements;
        int PlaceOf(Series one) => Enumerable.Range(0, measured.Length).FirstOrDefault(place => Is(one, view.Check.Id, measured[place]), int.MaxValue);
        return series.Select(one => (Series: one, Place: PlaceOf(one))).OrderBy(one => one.Place).Select(one => Of(
            one.Series, texts.Figure(view.Check, one.Series[KeepFigures.Figure]), one.Place < measured.Length ? measured[one.Place] : null, happened));
    }

    /// <summary>One figure of a check.</summary>
    public static FigureWish Of(Series series, string title, PerformanceDatum? datum, IReadOnlyList<BandEvent> happened) =>
        new(series, title, null, series[KeepFigures.Unit], datum, series[KeepFigures.Unit] == "c", happened);

    /// <summary>Whether a series is that of a figure.</summary>
    public static bool Is(Series series, Guid check, PerformanceDatum datum) =>
        series[KeepFigures.Check] == check.ToString() && series[KeepFigures.Figure] == datum.Label && series[KeepFigures.Unit] == datum.Unit;
}

/// <summary>Finds the series of figures and makes charts of them: one call of the store to find, one to read, however many there are.</summary>
public sealed class DrawFigures(IMetricStore store, MetricCharts charts, Words words)
{
    private const int MostSeries = 2_000;

    /// <summary>Stretches that a line is thinned to: its chart is some 340 pixels wide, of which each stretch may take four readings.</summary>
    private const int Stretches = 110;

    /// <summary>A threshold more than so many times the greatest reading away would flatten the line: it is not drawn.</summary>
    private const double FlattensFrom = 4;

    /// <summary>The series of the figures of checks of one client.</summary>
    public Task<IReadOnlyList<Series>> FindAsync(Guid clientId, IEnumerable<Guid> checks, CancellationToken cancellationToken) => store.FindAsync(
        clientId,
        [new(Protocols.Prometheus.LabelBlock.Name, KeepFigures.Metric), new(KeepFigures.Check, [.. checks.Select(check => check.ToString())])],
        MostSeries,
        cancellationToken);

    /// <summary>The charts, in the order of the wishes.</summary>
    public async Task<IReadOnlyList<FigureChart>> ReadAsync(Guid clientId, IReadOnlyList<FigureWish> wishes, Interval over, CancellationToken cancellationToken)
    {
        if (wishes.Count == 0)
        {
            return [];
        }

        var counters = wishes.Where(wish => wish.IsCounter).Select(wish => wish.Series.Number).ToHashSet();
        var lines = await charts.ReadAsync(
            clientId, [.. wishes.Select(wish => wish.Series)], over, Stretches,
            series => counters.Contains(series.Number) ? MetricAspect.Rate : MetricAspect.Value, cancellationToken);
        var byNumber = lines.ToDictionary(line => line.Series.Number);
        return [.. wishes.Select(wish => Chart(wish, byNumber[wish.Series.Number]))];
    }

    private FigureChart Chart(FigureWish wish, MetricLine line)
    {
        var most = line.Summary is { } sum ? Math.Max(Math.Abs(sum.Least), Math.Abs(sum.Most)) : 0;
        var unit = FigureUnit.For(wish.Unit, most, wish.IsCounter, words.IsFrench);
        return new FigureChart(
            wish.Title, wish.Precision, unit.Name,
            [.. line.Points.Select(point => new ChartPoint(Micros.At(point.Instant), double.IsFinite(point.Value) ? point.Value * unit.Factor : null))],
            Limits(wish, most, unit.Factor), wish.Events, Scaled(line.Summary, unit.Factor), line.Missing);
    }

    private static ImmutableArray<ChartLimit> Limits(FigureWish wish, double most, double factor)
    {
        if (wish.IsCounter || wish.Datum is not { } datum)
        {
            return [];
        }

        return
        [
            .. new (double? At, bool IsCritical)[] { (CheckWording.Bound(datum.Warning), false), (CheckWording.Bound(datum.Critical), true) }
                .Where(limit => limit.At is { } at && Math.Abs(at) <= FlattensFrom * most).Select(limit => new ChartLimit(limit.At!.Value * factor, limit.IsCritical)),
        ];
    }

    private static LineSummary? Scaled(LineSummary? summary, double factor) => summary is { } sum
        ? sum with { Last = sum.Last * factor, Least = sum.Least * factor, Most = sum.Most * factor, Mean = sum.Mean * factor }
        : null;
}
