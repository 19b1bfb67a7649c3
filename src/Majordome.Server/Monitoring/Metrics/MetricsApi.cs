using System.Collections.Immutable;
using System.Globalization;
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

    private static async Task<IResult> SeriesAsync(
        HttpContext http, AppDb db, IMetricStore store, Guid clientId, string[]? label, int? after, int? limit, CancellationToken cancellationToken)
    {
        if (!(await WishesAsync(db, clientId, label, cancellationToken)).TryGet(out var wishes, out var refused))
        {
            return Problems.Of(http, refused);
        }

        var size = Api.Limit(limit);
        var found = await store.FindAsync(clientId, wishes, after ?? -1, size + 1, cancellationToken);
        return TypedResults.Ok(Api.Page(
            found, size, series => series.Number.ToString(CultureInfo.InvariantCulture), series => new SeriesAnswer(series.Number, Labels(series))));
    }

    private static async Task<IResult> SamplesAsync(
        HttpContext http, AppDb db, MetricCharts charts, IMetricStore store, [AsParameters] MetricQuestion question, int? width, IClock clock, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(db, question, MetricAspect.Value, clock, cancellationToken)).TryGet(out var asked, out var refused))
        {
            return Problems.Of(http, refused);
        }

        if (TooLong(asked.Over, MetricHours.Most) is { } tooLong)
        {
            return Problems.Of(http, [tooLong]);
        }

        if (!(await FindAsync(store, question.ClientId, asked.Wishes, cancellationToken)).TryGet(out var found, out refused))
        {
            return Problems.Of(http, refused);
        }

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

        if (TooLong(asked.Over, most) is { } tooLong)
        {
            return Problems.Of(http, [tooLong]);
        }

        if (!(await FindAsync(store, question.ClientId, asked.Wishes, cancellationToken)).TryGet(out var found, out refused))
        {
            return Problems.Of(http, refused);
        }

        var lines = await hours.ReadAsync(question.ClientId, found, asked.Over, asked.Aspect, percent, cancellationToken);
        return Whole(http, lines.Select(line => line.Missing), () => lines.Select(line => new HoursAnswer(
            Labels(line.Series), [.. line.Starts.Select(start => start / 1000.0)], [.. line.Values.Select(value => value is { } number ? Finite(number) : null)])));
    }

    /// <summary>The answer when nothing is missing; a part of it is none.</summary>
    private static IResult Whole<T>(HttpContext http, IEnumerable<Refusal?> missing, Func<IEnumerable<T>> answer) =>
        missing.FirstOrDefault(one => one is not null) is { } why ? Problems.Of(http, [why]) : TypedResults.Ok(answer());

    private static async Task<Result<Asked<T>>> ReadAsync<T>(AppDb db, MetricQuestion question, T aspect, IClock clock, CancellationToken cancellationToken)
        where T : struct, Enum =>
        (await WishesAsync(db, question.ClientId, question.Label, cancellationToken)).TryGet(out var wishes, out var refused)
            && Over(question, clock).TryGet(out var over, out refused) && Aspect(question.As, aspect).TryGet(out var read, out refused)
            ? new Asked<T>(wishes, over, read)
            : refused;

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

    private static Refusal? TooLong(Interval over, Duration most) =>
        over.Duration > most ? Refusal.Of("from", "metrics-range-too-long", over.Duration.TotalDays, most.TotalDays) : null;

    /// <summary>Reads <c>label=name:value</c>, or: <c>not-found</c> (a client that the caller may not see), <c>label-malformed</c> (the label).</summary>
    private static async Task<Result<ImmutableArray<LabelWish>>> WishesAsync(AppDb db, Guid clientId, string[]? labels, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusals.NotFound("id", clientId);
        }

        var pairs = (labels ?? []).Select(label => label.Split(':', 2)).ToList();
        return pairs.Find(pair => pair.Length < 2) is [var malformed]
            ? Refusal.Of("label", "label-malformed", malformed)
            : pairs.GroupBy(pair => pair[0]).Select(g => new LabelWish(g.Key, [.. g.Select(pair => pair[1])])).ToImmutableArray();
    }

    /// <summary>All series that are asked for, or <c>metrics-series-too-many</c> (how many there may be).</summary>
    private static async Task<Result<ImmutableArray<Series>>> FindAsync(
        IMetricStore store, Guid clientId, ImmutableArray<LabelWish> wishes, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(clientId, wishes, MostCharted + 1, cancellationToken);
        return found.Count > MostCharted ? Refusal.Of("label", "metrics-series-too-many", MostCharted) : found.ToImmutableArray();
    }

    private static Dictionary<string, string> Labels(Series series) => series.Labels.ToDictionary(StringComparer.Ordinal);

    /// <summary>A question, read.</summary>
    private sealed record Asked<T>(ImmutableArray<LabelWish> Wishes, Interval Over, T Aspect);
}
