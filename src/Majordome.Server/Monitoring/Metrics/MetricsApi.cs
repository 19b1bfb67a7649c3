using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>A series as the API tells it.</summary>
/// <param name="Number">Its number with its client.</param>
/// <param name="Labels">Its labels, the metric's name among them as <c>__name__</c>.</param>
public sealed record SeriesAnswer(int Number, IReadOnlyDictionary<string, string> Labels);

/// <summary>Samples of a series as the API tells them.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Instants">Milliseconds since 1970-01-01T00:00Z, as charts take them.</param>
/// <param name="Values">As many; <c>null</c> for what is no number or not finite, and where a gap is.</param>
public sealed record SamplesAnswer(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<double> Instants, IReadOnlyList<double?> Values);

/// <summary>The API of numbers.</summary>
public static class MetricsApi
{
    private const int MostSeries = 1_000;
    private const int MostCharted = 50;
    private const int DefaultWidth = 800;

    /// <summary>Maps it.</summary>
    public static void MapMetricsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root + "/metrics").WithTags("metrics");
        api.MapGet("/series", SeriesAsync).Requires(Permission.ReadDesk);
        api.MapGet("/samples", SamplesAsync).Requires(Permission.ReadDesk);
    }

    private static async Task<IResult> SeriesAsync(HttpContext http, AppDb db, IMetricStore store, Guid clientId, string[]? label, CancellationToken cancellationToken)
    {
        if (await WishesAsync(db, clientId, label, cancellationToken) is not { } wishes)
        {
            return Problems.Of(http, [Refusals.NotFound("id", clientId)]);
        }

        var found = await store.FindAsync(clientId, wishes, MostSeries, cancellationToken);
        return TypedResults.Ok(found.Select(series => new SeriesAnswer(series.Number, Labels(series))));
    }

    private static async Task<IResult> SamplesAsync(
        HttpContext http, AppDb db, MetricCharts charts, IMetricStore store, Guid clientId, string[]? label, DateTimeOffset? from, DateTimeOffset? to, int? width,
        IClock clock, CancellationToken cancellationToken)
    {
        if (await WishesAsync(db, clientId, label, cancellationToken) is not { } wishes)
        {
            return Problems.Of(http, [Refusals.NotFound("id", clientId)]);
        }

        var end = to is { } until ? Instant.FromDateTimeOffset(until) : clock.GetCurrentInstant();
        var start = from is { } since ? Instant.FromDateTimeOffset(since) : end - Duration.FromHours(24);
        if (start >= end)
        {
            return Problems.Of(http, [Refusal.Of("from", "range-reversed-instants", start, end)]);
        }

        var found = await store.FindAsync(clientId, wishes, MostCharted, cancellationToken);
        var lines = await charts.ReadAsync(clientId, found, new Interval(start, end), Math.Clamp(width ?? DefaultWidth, 10, 10_000), null, cancellationToken);
        return TypedResults.Ok(lines.Select(line => new SamplesAnswer(
            Labels(line.Series),
            [.. line.Points.Select(point => point.Instant / 1000.0)],
            [.. line.Points.Select(point => double.IsFinite(point.Value) ? point.Value : (double?)null)])));
    }

    /// <summary>Reads <c>label=name:value</c>; <c>null</c> for a client that the caller may not see.</summary>
    private static async Task<IReadOnlyList<LabelWish>?> WishesAsync(AppDb db, Guid clientId, string[]? labels, CancellationToken cancellationToken) =>
        await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken)
            ? [.. (labels ?? []).Select(l => l.Split(':', 2)).Where(l => l.Length == 2).GroupBy(l => l[0]).Select(g => new LabelWish(g.Key, [.. g.Select(l => l[1])]))]
            : null;

    private static Dictionary<string, string> Labels(Series series) => series.Labels.ToDictionary(StringComparer.Ordinal);
}
