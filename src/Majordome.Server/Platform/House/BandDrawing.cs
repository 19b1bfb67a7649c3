using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>The marks of a band, placed: what <c>BandView</c> writes as SVG.</summary>
internal sealed class BandDrawing
{
    private const double LeastLabel = 70, LeastTick = 54, LeastNamedTick = 74;

    private readonly Band band;
    private readonly Words words;
    private readonly IStringLocalizer<HouseTexts> texts;

    public BandDrawing(Band band, Words words, IStringLocalizer<HouseTexts> texts)
    {
        (this.band, this.words, this.texts) = (band, words, texts);
        Scale = new BandScale(band);
    }

    /// <summary>A rectangle of a lane with its words, if they fit.</summary>
    public sealed record Block(BandStretchKind Kind, double X, double Width, string? Label, bool Tight, bool Folded, string Title);

    /// <summary>A bracket above the lane for segments too short for their words.</summary>
    public sealed record Bracket(double X, double Width, string Label);

    /// <summary>A word on the axis.</summary>
    public sealed record Tick(double X, string Label, bool Minor);

    public BandScale Scale { get; }

    public IEnumerable<Block> Blocks(BandLane lane) => lane.Segments.Where(segment => segment.End > segment.Start).Select(segment =>
    {
        var x = Scale.At(segment.Start);
        var width = Scale.At(segment.End) - x;
        var pixels = BandScale.Pixels(width);
        var label = Label(segment);
        var thick = lane.Kind == ClockFaceKind.Restoration || band.Lanes.Count == 1;
        return new Block(
            segment.Kind, x, width, thick && pixels >= LeastLabel ? label : null, pixels < 96,
            segment.Kind == BandStretchKind.OffHours && Scale.Folds.Any(f => f.Start <= segment.Start && segment.End <= f.End),
            $"{label}, {words.DayAndTime(segment.Start)} – {words.DayAndTime(segment.End)}");
    });

    /// <summary>Brackets of the thick lane; runs of pauses divided only by off-hours share one. Words that would overlap are left to the table.</summary>
    public IReadOnlyList<Bracket> Brackets(BandLane lane)
    {
        var found = new List<Bracket>();
        for (var at = 0; at < lane.Segments.Count; at++)
        {
            var first = lane.Segments[at];
            var run = first.Kind == BandStretchKind.Paused ? Run(lane.Segments, at) : [first];
            at = run.Count > 1 ? lane.Segments.ToList().IndexOf(run[^1]) : at;
            var x = Scale.At(first.Start);
            var width = Scale.At(run[^1].End) - x;
            if (first.Kind is BandStretchKind.OffHours or BandStretchKind.Restored || run.All(s => BandScale.Pixels(Scale.At(s.End) - Scale.At(s.Start)) >= LeastLabel))
            {
                continue;
            }

            var label = run.Count == 1 ? Label(first) : texts["Band.Paused", string.Join(" + ", run.Select(s => words.Duration(s.Service)))];
            var middle = x + width / 2;
            if (first.Kind == BandStretchKind.Paused && (found.Count == 0 || BandScale.Pixels(middle - found[^1].X - found[^1].Width / 2) > 3.2 * (label.Length + found[^1].Label.Length)))
            {
                found.Add(new Bracket(x, width, label));
            }
        }

        return found;
    }

    /// <summary>Hours, or days when the band is long; the first tick of a day names the day.</summary>
    public IReadOnlyList<Tick> Ticks()
    {
        var daily = Scale.UnfoldedHours > 40 || (Scale.End - Scale.Start).TotalDays > 5;
        var step = daily ? 24 : Step();
        var ticks = new List<(Tick Tick, double Pixels)>();
        LocalDate? named = null;
        foreach (var at in Candidates(step))
        {
            var x = Scale.At(at);
            var local = at.InZone(words.Zone);
            var first = named != local.Date;
            var label = daily ? words.ShortDate(local.Date)
                : first ? $"{words.ShortDayOfWeek(local.DayOfWeek)} {words.Time(local.TimeOfDay)}" : words.Time(local.TimeOfDay);
            var pixels = BandScale.Pixels(x);
            if (ticks.Count > 0 && pixels - ticks[^1].Pixels < (first || daily ? LeastNamedTick : LeastTick))
            {
                if (!first || daily)
                {
                    continue;
                }

                // A day's name matters more than the hour before it.
                ticks.RemoveAt(ticks.Count - 1);
            }

            named = local.Date;
            ticks.Add((new Tick(x, label, !first && ticks.Count % 2 == 1), pixels));
        }

        return [.. ticks.Select(t => t.Tick)];
    }

    /// <summary>The words of a segment: compté 1 h 38, nuit 13 h.</summary>
    public string Label(BandStretch segment) => segment.Kind switch
    {
        BandStretchKind.Counted => texts["Band.Counted", words.Duration(segment.Service)],
        BandStretchKind.Paused => texts["Band.Paused", words.Duration(segment.Service)],
        BandStretchKind.Remaining => texts["Band.Remaining", words.Duration(segment.Service)],
        BandStretchKind.Overrun => texts["Band.Overrun", words.Duration(segment.Service)],
        BandStretchKind.Restored => texts["Band.Restored", words.Hours(segment.End - segment.Start)],
        _ => $"{segment.Label ?? ClosedName(segment)} {words.Hours(segment.End - segment.Start)}",
    };

    /// <summary>The sentence that says the whole band: totals, then what is left or over.</summary>
    public string Sentence()
    {
        var parts = new List<string> { texts["Band.Counted", words.Hours(band.Total(BandStretchKind.Counted))] };
        if (band.Total(BandStretchKind.Paused) is var paused && paused > Duration.Zero)
        {
            parts.Add(texts["Band.Paused", words.Hours(paused)]);
        }

        if (band.Total(BandStretchKind.OffHours) is var off && off > Duration.Zero)
        {
            parts.Add(texts["Band.OffHours", words.Hours(off)]);
        }

        var elapsed = band.Main.Segments.Count == 0 ? Duration.Zero : band.Now - band.Main.Segments[0].Start;
        var sentence = texts["Band.Sentence", Words.Capital(words.Join(parts)), words.Hours(elapsed)].Value;
        return band.Main.Deadline is { } deadline ? $"{sentence} {texts["Band.Deadline", words.DayAndTime(deadline)].Value}" : sentence;
    }

    private string ClosedName(BandStretch segment)
    {
        var start = segment.Start.InZone(words.Zone);
        var last = (segment.End - Duration.FromTicks(1)).InZone(words.Zone);
        var days = Period.DaysBetween(start.Date, last.Date) + 1;
        var weekend = Enumerable.Range(0, Math.Min(days, 7)).Any(n => start.Date.PlusDays(n).DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);
        var length = segment.End - segment.Start;
        return weekend && length > Duration.FromHours(24) ? texts["Band.WeekEnd"] : days == 2 && length < Duration.FromHours(20) ? texts["Band.Night"] : texts["Band.Closed"];
    }

    private static List<BandStretch> Run(IReadOnlyList<BandStretch> segments, int at)
    {
        var run = new List<BandStretch> { segments[at] };
        for (at++; at < segments.Count && segments[at].Kind is BandStretchKind.Paused or BandStretchKind.OffHours; at++)
        {
            if (segments[at].Kind == BandStretchKind.Paused)
            {
                run.Add(segments[at]);
            }
        }

        return run;
    }

    private int Step()
    {
        var perHour = Scale.UnfoldedHours > 0 ? 0.85 * BandScale.NominalWidth / Scale.UnfoldedHours : BandScale.NominalWidth;
        return new[] { 1, 2, 3, 4, 6, 12 }.FirstOrDefault(step => step * perHour >= 60, 12);
    }

    private IEnumerable<Instant> Candidates(int step)
    {
        var at = Scale.Start.InZone(words.Zone).LocalDateTime.With(TimeAdjusters.TruncateToHour).PlusHours(1);
        var last = Scale.End.InZone(words.Zone).LocalDateTime;
        for (var n = 0; at <= last && n < 24 * 400; at = at.PlusHours(1), n++)
        {
            var instant = at.InZoneLeniently(words.Zone).ToInstant();
            var opening = Scale.Folds.Any(f => f.End == instant);
            if (!Scale.IsFolded(instant) && (opening ? step < 24 || at.Hour == 0 : at.Hour % step == 0))
            {
                yield return instant;
            }
            else if (step == 24 && opening)
            {
                yield return instant;
            }
        }
    }
}
