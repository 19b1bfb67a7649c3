using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Monitoring.Charts;

/// <summary>Reads the charts of items.</summary>
public sealed class ItemCharts(
    AppDb db, IMetricStore store, DrawFigures draw, ChartEvents events, IServiceScopeFactory scopes, IStringLocalizer<MonitoringTexts> texts, IClock clock) : IItemCharts
{
    /// <summary>Charts of an item at a glance.</summary>
    private const int MostAtAGlance = 4;

    /// <summary>Charts that one page draws.</summary>
    private const int MostOnAPage = 24;

    /// <summary>Series of a client that are looked through at once for those of the item.</summary>
    private const int MostAtOnce = 20_000;

    /// <inheritdoc/>
    public async Task<ImmutableArray<FigureChart>> GlanceAsync(Guid assetId, ChartRange range, CancellationToken cancellationToken)
    {
        var views = await ChecksAsync(assetId, cancellationToken);
        var chosen = TellingFigures.Choose(views.Where(v => v.Check.Enabled).SelectMany(Figures), MostAtAGlance);
        if (chosen.IsEmpty)
        {
            return [];
        }

        var clientId = views[0].Check.ClientId;
        var found = await draw.FindAsync(clientId, chosen.Select(f => f.Check), cancellationToken);
        var happened = await events.ReadAsync(assetId, [.. chosen.Select(f => f.Check)], range.Over, cancellationToken);
        var wishes =
            from figure in chosen
            let view = views.Find(v => v.Check.Id == figure.Check)!
            let datum = view.Measurements.First(m => m.Label == figure.Figure)
            let series = found.FirstOrDefault(s => FigureWish.Is(s, figure.Check, datum))
            where series is not null
            select FigureWish.Of(series, view.Check.Name, datum, happened.Of(figure.Check));
        return [.. await draw.ReadAsync(clientId, [.. wishes], range.Over, cancellationToken)];
    }

    /// <inheritdoc/>
    public async Task<ItemMeasures> MeasuresAsync(Guid assetId, ChartRange range, string? wanted, int page, CancellationToken cancellationToken)
    {
        var views = await ChecksAsync(assetId, cancellationToken);
        var clientId = await db.Set<Assets.Asset>().Where(a => a.Id == assetId).Select(a => a.ClientId).SingleAsync(cancellationToken);
        var assets = await OutsideAssets.ReadAsync(scopes, clientId, cancellationToken);
        var series = await FindAsync(assetId, clientId, views, assets, cancellationToken);
        var happened = await events.ReadAsync(assetId, [.. views.Select(v => v.Check.Id)], range.Over, cancellationToken);
        var all = OfChecks(views, series, happened).Concat(OfOutside(series, happened)).Where(one => one.Has(wanted)).ToList();

        var pages = Math.Max(1, (all.Count + MostOnAPage - 1) / MostOnAPage);
        page = Math.Clamp(page, 1, pages);
        var shown = all.Skip((page - 1) * MostOnAPage).Take(MostOnAPage).ToList();
        var charts = await draw.ReadAsync(clientId, [.. shown.Select(one => one.Wish)], range.Over, cancellationToken);
        var groups = shown.Zip(charts).GroupBy(one => one.First.Group).Select(group => new FigureGroup(
            group.Key.Title, group.Key.View?.Check.Id, group.Key.View?.Worst, [.. group.Select(one => one.Second)]));
        var first = (page - 1) * MostOnAPage;
        return new ItemMeasures([.. groups], all.Count == 0 ? 0 : first + 1, first + shown.Count, all.Count, page, pages);
    }

    private static IEnumerable<ItemFigure> Figures(CheckView view) =>
        view.Measurements.Where(m => m.Value is not null).Select(m => new ItemFigure(view.Check.Id, view.Check.Type, view.Worst, m.Label, m.Value!.Value));

    // Those of its checks, and those from outside that name it. Which item labels name is known here only: all of the client's are looked through.
    private async Task<List<Series>> FindAsync(Guid assetId, Guid clientId, List<CheckView> views, OutsideAssets assets, CancellationToken cancellationToken)
    {
        var checks = views.Select(view => view.Check.Id.ToString()).ToHashSet(StringComparer.Ordinal);
        var found = new List<Series>();
        for (var (after, isMore) = (-1, true); isMore;)
        {
            var some = await store.FindAsync(clientId, [], after, MostAtOnce, cancellationToken);
            found.AddRange(some.Where(one => one.Name == KeepFigures.Metric ? checks.Contains(one[KeepFigures.Check]) : assets.Find(label => one[label]) == assetId));
            isMore = some.Count == MostAtOnce;
            after = isMore ? some[^1].Number : after;
        }

        return found;
    }

    private IEnumerable<Placed> OfChecks(List<CheckView> views, IReadOnlyList<Series> series, ItemEvents happened)
    {
        var byCheck = series.Where(s => s.Name == KeepFigures.Metric).ToLookup(s => s[KeepFigures.Check], StringComparer.Ordinal);
        return
            from view in views
            let placed = new Group(view.Check.Name, view)
            from wish in FigureWish.Of(view, byCheck[view.Check.Id.ToString()], texts, happened.Of(view.Check.Id))
            select new Placed(placed, wish);
    }

    private IEnumerable<Placed> OfOutside(IReadOnlyList<Series> series, ItemEvents happened) =>
        from one in series
        where one.Name != KeepFigures.Metric
        let job = one["job"]
        orderby job, one.Name, one.Number
        select new Placed(
            new Group(job.Length > 0 ? job : texts["Measures.Outside"], null),
            new FigureWish(one, one.Name, Precision(one), FigureUnit.OfMetric(one.Name), null, FigureUnit.IsCounter(one.Name), happened.OfItem));

    // What tells a series from others of its name; what names the item, and the job, which titles the group, is known already.
    private static string? Precision(Series series)
    {
        var told = series.Labels.Where(l => l.Key is not LabelBlock.Name and not "job" && !OutsideAssets.HostLabels.Contains(l.Key)).Select(l => $"{l.Key} {l.Value}");
        return string.Join(", ", told) is { Length: > 0 } text ? text : null;
    }

    private async Task<List<CheckView>> ChecksAsync(Guid assetId, CancellationToken cancellationToken) =>
        [.. (await db.Checks().Where(c => c.AssetId == assetId).ViewAsync(db, clock.GetCurrentInstant(), cancellationToken)).OrderByPressing()];

    private sealed record Group(string Title, CheckView? View);

    private sealed record Placed(Group Group, FigureWish Wish)
    {
        public bool Has(string? wanted) => string.IsNullOrWhiteSpace(wanted)
            || wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => $"{Group.Title} {Wish.Title} {Wish.Precision}".Contains(word, StringComparison.CurrentCultureIgnoreCase));
    }
}
