using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>
/// Where instants stand on the band, in percent of its width: linear in time, except that off-hours of more than two hours fold
/// to a fixed width. Labels are decided for a nominal width and hidden below it by the style sheet.
/// </summary>
public sealed class BandScale
{
    /// <summary>The width for which labels are laid out, in pixels, and that of a folded stretch.</summary>
    public const double NominalWidth = 960, FoldWidth = 96;

    private const double Left = 3, Right = 8;
    private static readonly Duration FoldFrom = Duration.FromHours(2);

    private readonly List<(Instant Start, Instant End, bool Folded)> stretches = [];
    private readonly double perHour, fold;

    /// <summary>Lays out a band.</summary>
    public BandScale(Band band)
    {
        var segments = band.Lanes.SelectMany(lane => lane.Segments).ToList();
        Start = segments.Select(segment => segment.Start).Append(band.Now).Min();
        End = segments.Select(segment => segment.End).Concat(band.Lanes.Select(lane => lane.Deadline ?? band.Now)).Append(band.Now).Max();
        if (End <= Start)
        {
            End = Start + Duration.FromHours(1);
        }

        Folds = Merge(segments.Where(segment => segment.Kind == BandStretchKind.OffHours));
        Cut();
        var width = 100 - Left - Right;
        fold = Folds.Count == 0 ? 0 : Math.Min(100 * FoldWidth / NominalWidth, 0.6 * width / Folds.Count);
        UnfoldedHours = stretches.Where(s => !s.Folded).Sum(s => (s.End - s.Start).TotalHours);
        perHour = UnfoldedHours > 0 ? (width - fold * Folds.Count) / UnfoldedHours : 0;
    }

    /// <summary>The earliest instant shown.</summary>
    public Instant Start { get; }

    /// <summary>The latest instant shown, after the start.</summary>
    public Instant End { get; }

    /// <summary>How many hours are drawn at the scale of time.</summary>
    public double UnfoldedHours { get; }

    /// <summary>The stretches that are folded, in order, with the reason given for them.</summary>
    public IReadOnlyList<(Instant Start, Instant End, string? Label)> Folds { get; }

    /// <summary>The position of an instant, in percent; outside the band it is held at its ends.</summary>
    public double At(Instant instant)
    {
        var x = Left;
        foreach (var (start, end, folded) in stretches)
        {
            var width = folded ? fold : (end - start).TotalHours * perHour;
            if (instant < end)
            {
                return instant <= start ? x : x + width * ((instant - start) / (end - start));
            }

            x += width;
        }

        return x;
    }

    /// <summary>A width in percent as pixels at the nominal width.</summary>
    public static double Pixels(double percent) => percent * NominalWidth / 100;

    /// <summary>Whether an instant falls within a fold, its ends left out.</summary>
    public bool IsFolded(Instant instant) => Folds.Any(f => f.Start < instant && instant < f.End);

    private static List<(Instant, Instant, string?)> Merge(IEnumerable<BandStretch> segments)
    {
        var merged = new List<(Instant Start, Instant End, string? Label)>();
        foreach (var segment in segments.OrderBy(segment => segment.Start))
        {
            if (merged.Count > 0 && segment.Start <= merged[^1].End)
            {
                var last = merged[^1];
                merged[^1] = (last.Start, segment.End > last.End ? segment.End : last.End, last.Label ?? segment.Label);
            }
            else
            {
                merged.Add((segment.Start, segment.End, segment.Label));
            }
        }

        return [.. merged.Where(f => f.End - f.Start > FoldFrom)];
    }

    private void Cut()
    {
        var from = Start;
        foreach (var (start, end, _) in Folds)
        {
            if (start > from)
            {
                stretches.Add((from, start, false));
            }

            stretches.Add((start, end, true));
            from = end;
        }

        if (End > from)
        {
            stretches.Add((from, End, false));
        }
    }
}
