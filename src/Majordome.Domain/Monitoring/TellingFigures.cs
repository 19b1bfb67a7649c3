using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>A figure that a check of an item measures.</summary>
/// <param name="Check">The check.</param>
/// <param name="Type">Its type, a name of the probe's catalogue.</param>
/// <param name="State">Where the check stands.</param>
/// <param name="Figure">What it calls the figure.</param>
/// <param name="Latest">The latest reading.</param>
public sealed record ItemFigure(Guid Check, string Type, CheckStatus State, string Figure, double Latest);

/// <summary>
/// Which figures of an item tell most about it at a glance. First those of checks that are not well, the worst before the others; then what a machine
/// runs short of and what people feel: processor, memory, the fullest disk, how long it takes to answer, load. One of each kind, one of each check.
/// </summary>
public static class TellingFigures
{
    // Of several of a kind the greatest is shown: the fullest disk, the slowest answer.
    private static readonly ImmutableArray<(string Type, string Figure)> Kinds =
        [("cpu", "usage"), ("memory", "used"), ("disk", "used"), ("icmp", "rtt"), ("http", "time"), ("", "time"), ("load", "load5")];

    /// <summary>Chooses.</summary>
    /// <param name="figures">All figures of the item, those of a check in its own order: the first is what the check is about.</param>
    /// <param name="most">At most so many.</param>
    public static ImmutableArray<ItemFigure> Choose(IEnumerable<ItemFigure> figures, int most)
    {
        var checks = figures.GroupBy(figure => figure.Check).Select(Main).ToList();
        var pressing = checks.Where(one => IsPressing(one.State)).OrderByDescending(one => one.State == CheckStatus.Critical).Take(most).ToList();
        var calm = checks.Except(pressing).Where(one => KindOf(one) >= 0).GroupBy(KindOf).OrderBy(kind => kind.Key).Select(kind => kind.MaxBy(one => one.Latest)!);
        var others = checks.Except(pressing).Where(one => KindOf(one) < 0);

        // A kind that a pressing check shows already is not shown again while another one can be.
        var shown = pressing.Select(KindOf).ToHashSet();
        return [.. pressing.Concat(calm.OrderBy(one => shown.Contains(KindOf(one)))).Concat(others).Take(most)];
    }

    private static bool IsPressing(CheckStatus state) => state is CheckStatus.Critical or CheckStatus.Warning;

    private static ItemFigure Main(IEnumerable<ItemFigure> ofCheck)
    {
        var figures = ofCheck.ToList();
        return figures.Where(figure => KindOf(figure) >= 0).MinBy(KindOf) ?? figures[0];
    }

    // Place among the kinds; −1: of none.
    private static int KindOf(ItemFigure figure)
    {
        for (var place = 0; place < Kinds.Length; place++)
        {
            if (figure.Figure == Kinds[place].Figure && (Kinds[place].Type.Length == 0 || figure.Type == Kinds[place].Type))
            {
                return place;
            }
        }

        return -1;
    }
}
