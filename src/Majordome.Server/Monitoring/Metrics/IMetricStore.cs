using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A series of a client.</summary>
/// <param name="Number">Its number in the client's catalogue.</param>
/// <param name="Labels">Sorted by name; the metric's name is <see cref="LabelBlock.Name"/>.</param>
public sealed record Series(int Number, ImmutableArray<KeyValuePair<string, string>> Labels)
{
    /// <summary>The metric's name, or empty.</summary>
    public string Name => this[LabelBlock.Name];

    /// <summary>The value of a label; empty when there is none.</summary>
    public string this[string label] => Labels.FirstOrDefault(l => l.Key == label).Value ?? "";
}

/// <summary>A wish for the value of a label.</summary>
/// <param name="Label">Which; one that is missing is empty.</param>
/// <param name="Values">Any of these.</param>
public sealed record LabelWish(string Label, params ImmutableArray<string> Values);

/// <summary>The samples of a series.</summary>
/// <param name="Series">Which.</param>
/// <param name="Instants">In microseconds since 1970-01-01T00:00Z, strictly growing.</param>
/// <param name="Values">As many.</param>
public sealed record SeriesSamples(Series Series, ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)
{
    /// <summary>Why a part of them may be missing: what the second store answered instead; <c>null</c>: they are all there.</summary>
    public Refusal? Missing { get; init; }
}

/// <summary>The hours of a series.</summary>
public sealed record SeriesHours(Series Series, IReadOnlyList<HourFigures> Hours)
{
    /// <summary>Why a part of them may be missing, as of <see cref="SeriesSamples.Missing"/>.</summary>
    public Refusal? Missing { get; init; }
}

/// <summary>Where numbers are read. Always those of one client, which the caller was let through to before.</summary>
public interface IMetricStore
{
    /// <summary>The client's series that fulfil every wish, by number: at most so many of those behind a number (−1: from the first on).</summary>
    Task<IReadOnlyList<Series>> FindAsync(Guid clientId, IReadOnlyList<LabelWish> wishes, int after, int most, CancellationToken cancellationToken);

    /// <summary>The samples of series from an instant (included) to another (excluded), both in microseconds since 1970-01-01T00:00Z.</summary>
    Task<IReadOnlyList<SeriesSamples>> SamplesAsync(Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken);

    /// <summary>The hours of series that start from an instant (included) to another (excluded); those of a day that is not over are counted from its samples.</summary>
    Task<IReadOnlyList<SeriesHours>> HoursAsync(Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken);
}

/// <summary>What is asked of every store.</summary>
public static class MetricStores
{
    /// <summary>The first of the client's series that fulfil every wish, by number; at most so many.</summary>
    public static Task<IReadOnlyList<Series>> FindAsync(
        this IMetricStore store, Guid clientId, IReadOnlyList<LabelWish> wishes, int most, CancellationToken cancellationToken) =>
        store.FindAsync(clientId, wishes, -1, most, cancellationToken);
}
