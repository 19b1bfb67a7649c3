using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.House;

namespace Majordome.Server.Monitoring.Public;

/// <summary>What an item's figures looked like over a stretch of time: for the pages of other rooms.</summary>
public interface IItemCharts
{
    /// <summary>The few charts that tell most about an item (<see cref="TellingFigures"/>); give them to <c>FigureCharts</c>.</summary>
    Task<ImmutableArray<FigureChart>> GlanceAsync(Guid assetId, ChartRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Every figure of every check of an item, and every series from outside that names it, a page of them; give them to <c>ItemMeasures</c>.
    /// </summary>
    /// <param name="assetId">The item.</param>
    /// <param name="range">Over which stretch.</param>
    /// <param name="wanted">Only what has these words in its name; <c>null</c>: everything.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ItemMeasures> MeasuresAsync(Guid assetId, ChartRange range, string? wanted, int page, CancellationToken cancellationToken);
}

/// <summary>A chart of a figure.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="Precision">Which of several; <c>null</c>: there is one.</param>
/// <param name="Unit">The unit it is shown in.</param>
/// <param name="Points">The readings, thinned with their extremes kept; a <c>null</c> value marks a gap.</param>
/// <param name="Limits">The thresholds worth drawing, in that unit.</param>
/// <param name="Events">What happened meanwhile.</param>
/// <param name="Summary">What all readings come to, in that unit; <c>null</c>: there are none.</param>
/// <param name="Missing">Why a part of the readings may be missing; <c>null</c>: they are all there.</param>
public sealed record FigureChart(
    string Title, string? Precision, string Unit, IReadOnlyList<ChartPoint> Points, IReadOnlyList<ChartLimit> Limits, IReadOnlyList<BandEvent> Events, LineSummary? Summary,
    Refusal? Missing = null);

/// <summary>Charts that belong together: of a check, or of what one sender tells.</summary>
/// <param name="Title">Whose.</param>
/// <param name="CheckId">The check; <c>null</c>: they came from outside.</param>
/// <param name="State">Where the check stands.</param>
/// <param name="Charts">The charts.</param>
public sealed record FigureGroup(string Title, Guid? CheckId, CheckStatus? State, IReadOnlyList<FigureChart> Charts);

/// <summary>A page of an item's figures.</summary>
/// <param name="Groups">The charts of the page.</param>
/// <param name="First">Place of its first chart, from 1; 0: there is none.</param>
/// <param name="Last">Place of its last.</param>
/// <param name="Total">How many figures there are.</param>
/// <param name="Page">Which page it is, from 1.</param>
/// <param name="Pages">How many there are.</param>
public sealed record ItemMeasures(ImmutableArray<FigureGroup> Groups, int First, int Last, int Total, int Page, int Pages);
