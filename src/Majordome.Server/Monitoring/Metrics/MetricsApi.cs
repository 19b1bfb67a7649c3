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

/// <summary>A figure by hour of a series as the API tells it.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Instants">Starts of the hours (UTC) that hold samples, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="Values">As many; <c>null</c> for what is not finite, and for the percentile of an hour whose samples are gone.</param>
public sealed record HoursAnswer(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<double> Instants, IReadOnlyList<double?> Values);

/// <summary>
/// What is asked of numbers, beside the client: <c>label=name:value</c>, as often as needed, values of one name being alternatives; from an instant
/// (default: a day before the end) to another (default: now).
/// </summary>
public sealed record MetricQuestion(Guid ClientId, string[]? Label, DateTimeOffset? From, DateTimeOffset? To, string? As);

/// <summary>The API of numbers.</summary>
public static class MetricsApi
{
    private const int MostSeries = 1_000;
    private const int MostCharted = 50;
    private const int DefaultWidth = 800;
    private const double DefaultPercentile = 95;

    /// <summary>Maps it.</summary>
    public static void MapMetricsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root + "/metrics").WithTags("metrics");
        api.MapGet("/series", SeriesAsync).Requires(Permission.ReadDesk);
        api.MapGet("/samples", SamplesAsync).Requires(Permission.ReadDesk);
        api.MapGet("/hours", HoursAsync).Requires(Permission.ReadDesk);
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
        HttpContext http, AppDb db, MetricCharts charts, IMetricStore store, [AsParameters] MetricQuestion question, int? width, IClock clock, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(db, question, MetricAspect.Value, clock, cancellationToken)).TryGet(out var asked, out var refused))
        {
            return Problems.Of(http, refused);
        }

        var found = await store.FindAsync(question.ClientId, asked.Wishes, MostCharted, cancellationToken);
        var lines = await charts.ReadAsync(question.ClientId, found, asked.Over, Math.Clamp(width ?? DefaultWidth, 10, 10_000), _ => asked.Aspect, cancellationToken);
        return Whole(http, lines.Select(line => line.Missing), () => lines.Select(line => new SamplesAnswer(
            Labels(line.Series), [.. line.Points.Select(point => point.Instant / 1000.0)], [.. line.Points.Select(point => Finite(point.Value))])));
    }

    private static async Task<IResult> HoursAsync(
        HttpContext http, AppDb db, MetricHours hours, IMetricStore store, [AsParameters] MetricQuestion question, double? percentile, IClock clock, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(db, question, HourAspect.Average, clock, cancellationToken)).TryGet(out var asked, out var refused))
        {
            return Problems.Of(http, refused);
        }

        var (percent, most) = (percentile ?? DefaultPercentile, asked.Aspect is HourAspect.Percentile ? MetricHours.MostOfPercentiles : MetricHours.Most);
        if (percent is not (>= 0 and <= 100))
        {
            return Problems.Of(http, [Refusal.Of("percentile", "count-out-of-bounds", percent, 0, 100)]);
        }

        if (asked.Over.Duration > most)
        {
            return Problems.Of(http, [Refusal.Of("from", "metrics-range-too-long", asked.Over.Duration.TotalDays, most.TotalDays)]);
        }

        var found = await store.FindAsync(question.ClientId, asked.Wishes, MostCharted, cancellationToken);
        var lines = await hours.ReadAsync(question.ClientId, found, asked.Over, asked.Aspect, percent, cancellationToken);
        return Whole(http, lines.Select(line => line.Missing), () => lines.Select(line => new HoursAnswer(
            Labels(line.Series), [.. line.Starts.Select(start => start / 1000.0)], [.. line.Values.Select(value => value is { } number ? Finite(number) : null)])));
    }

    /// <summary>The answer when nothing is missing; a part of it is none.</summary>
    private static IResult Whole<T>(HttpContext http, IEnumerable<Refusal?> missing, Func<IEnumerable<T>> answer) =>
        missing.FirstOrDefault(one => one is not null) is { } why ? Problems.Of(http, [why]) : TypedResults.Ok(answer());

    private static async Task<Result<Asked<T>>> ReadAsync<T>(AppDb db, MetricQuestion question, T aspect, IClock clock, CancellationToken cancellationToken)
        where T : struct, Enum
    {
        if (await WishesAsync(db, question.ClientId, question.Label, cancellationToken) is not { } wishes)
        {
            return Refusals.NotFound("id", question.ClientId);
        }

        return Over(question, clock).TryGet(out var over, out var refused) && Aspect(question.As, aspect).TryGet(out var read, out refused)
            ? new Asked<T>(wishes, over, read)
            : refused;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static Result<Interval> Over(MetricQuestion question, IClock clock)
    {
        var end = question.To is { } until ? Instant.FromDateTimeOffset(until) : clock.GetCurrentInstant();
        var start = question.From is { } since ? Instant.FromDateTimeOffset(since) : end - Duration.FromHours(24);
        return start < end ? new Interval(start, end) : Refusal.Of("from", "range-reversed-instants", start, end);
    }

    // By name only: a number would pass for one of an enumeration.
    private static Result<T> Aspect<T>(string? word, T other)
        where T : struct, Enum =>
        word is null ? other
        : Enum.GetValues<T>().Where(one => Json.Kebab(one.ToString()) == word).Select(one => (T?)one).FirstOrDefault() is { } aspect ? aspect
        : Refusal.Of("as", "parameter-not-a-choice", word, string.Join(", ", Enum.GetNames<T>().Select(Json.Kebab)));

    /// <summary>Reads <c>label=name:value</c>; <c>null</c> for a client that the caller may not see.</summary>
    private static async Task<IReadOnlyList<LabelWish>?> WishesAsync(AppDb db, Guid clientId, string[]? labels, CancellationToken cancellationToken) =>
        await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken)
            ? [.. (labels ?? []).Select(l => l.Split(':', 2)).Where(l => l.Length == 2).GroupBy(l => l[0]).Select(g => new LabelWish(g.Key, [.. g.Select(l => l[1])]))]
            : null;

    private static Dictionary<string, string> Labels(Series series) => series.Labels.ToDictionary(StringComparer.Ordinal);

    /// <summary>A question, read.</summary>
    private sealed record Asked<T>(IReadOnlyList<LabelWish> Wishes, Interval Over, T Aspect);
}
