using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>
/// The recurring service hours of a calendar: round the clock, or spans per weekday that do not overlap, neither across
/// midnight nor from Sunday into Monday.
/// </summary>
public sealed class ServiceWeek
{
    /// <summary>Most spans one day may have; it bounds the memory a calendar may take.</summary>
    public const int MostSpansPerDay = 48;

    /// <summary>Round the clock, holidays and closures included.</summary>
    public static readonly ServiceWeek Always = new(isAlways: true, []);

    private static readonly ImmutableArray<string> DayNames =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private readonly ImmutableArray<WeeklySpan>[] byDay;

    private ServiceWeek(bool isAlways, ImmutableArray<WeeklySpan> spans)
    {
        IsAlways = isAlways;
        Spans = spans;
        byDay = [.. Enumerable.Range(1, 7).Select(day => spans.Where(span => (int)span.Day == day).ToImmutableArray())];
    }

    /// <summary>Whether this is <see cref="Always"/>.</summary>
    public bool IsAlways { get; }

    /// <summary>The spans from Monday 00:00 on; empty for <see cref="Always"/> only.</summary>
    public ImmutableArray<WeeklySpan> Spans { get; }

    /// <summary>A week made of spans.</summary>
    /// <returns>
    /// The week, or refusals whose path is the span's place in <paramref name="spans"/>: <c>week-empty</c>,
    /// <c>span-malformed</c> (not in whole minutes), <c>span-overlaps</c>, <c>too-many-spans</c>.
    /// </returns>
    public static Result<ServiceWeek> Of(IEnumerable<WeeklySpan> spans) =>
        Of([.. spans.Select((span, index) => (At("", index), span))], []);

    /// <summary>Reads a week written as <c>HH:mm-HH:mm</c> spans under English weekday names.</summary>
    /// <returns>
    /// The week, or every refusal with its path (<c>monday[0]</c>): those of <see cref="Of(IEnumerable{WeeklySpan})"/>,
    /// and <c>day-unknown</c>.
    /// </returns>
    public static Result<ServiceWeek> Read(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> days)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        var spans = new List<(string Path, WeeklySpan Span)>();
        foreach (var (name, texts) in days)
        {
            var day = DayNames.IndexOf(name) + 1;
            if (day == 0)
            {
                refusals.Add(Refusal.Of(name, "day-unknown", name));
                continue;
            }

            for (var i = 0; i < texts.Count; i++)
            {
                if (WeeklySpan.TryParse((IsoDayOfWeek)day, texts[i], out var span))
                {
                    spans.Add((At(name, i), span));
                }
                else
                {
                    refusals.Add(Refusal.Of(At(name, i), "span-malformed", texts[i]));
                }
            }
        }

        return Of(spans, refusals);
    }

    /// <summary>The English name of a day as calendars write it: <c>monday</c>.</summary>
    public static string NameOf(IsoDayOfWeek day) => DayNames[(int)day - 1];

    /// <summary>The spans that start on a day, in order.</summary>
    internal ImmutableArray<WeeklySpan> On(IsoDayOfWeek day) => byDay[(int)day - 1];

    private static Result<ServiceWeek> Of(List<(string Path, WeeklySpan Span)> spans, IEnumerable<Refusal> earlier)
    {
        ImmutableArray<Refusal> refusals =
        [
            .. earlier,
            .. spans.Where(item => !IsWellFormed(item.Span)).Select(item => Refusal.Of(item.Path, "span-malformed", item.Span.ToString())),
            .. spans.GroupBy(item => item.Span.Day).Where(day => day.Count() > MostSpansPerDay)
                .Select(day => Refusal.Of(NameOf(day.Key), "too-many-spans", day.Count(), MostSpansPerDay)),
            .. Overlaps(spans),
        ];
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        return spans.Count == 0
            ? Refusal.Of("", "week-empty")
            : new ServiceWeek(isAlways: false, [.. spans.Select(item => item.Span).OrderBy(StartInWeek)]);
    }

    private static string At(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    private static bool IsWellFormed(WeeklySpan span) =>
        span.Day is >= IsoDayOfWeek.Monday and <= IsoDayOfWeek.Sunday
        && span.Start == new LocalTime(span.Start.Hour, span.Start.Minute)
        && span.End == new LocalTime(span.End.Hour, span.End.Minute);

    private static int StartInWeek(WeeklySpan span) => ((int)span.Day - 1) * WeeklySpan.MinutesPerDay + span.StartMinute;

    private static int EndInWeek(WeeklySpan span) => ((int)span.Day - 1) * WeeklySpan.MinutesPerDay + span.EndMinute;

    /// <summary>Each span that starts before the end of one that started earlier, the week being a circle.</summary>
    private static IEnumerable<Refusal> Overlaps(List<(string Path, WeeklySpan Span)> spans)
    {
        if (spans.Count == 0)
        {
            yield break;
        }

        // The one that ends last is on Sunday if any runs into Monday: it opens the circle, a week earlier.
        var ordered = spans.OrderBy(item => StartInWeek(item.Span)).ToList();
        var latest = ordered.MaxBy(item => EndInWeek(item.Span));
        var reach = EndInWeek(latest.Span) - 7 * WeeklySpan.MinutesPerDay;
        foreach (var item in ordered)
        {
            if (StartInWeek(item.Span) < reach)
            {
                yield return Refusal.Of(item.Path, "span-overlaps", item.Span.ToString(), NameOf(latest.Span.Day), latest.Span.ToString());
            }

            if (EndInWeek(item.Span) > reach)
            {
                (reach, latest) = (EndInWeek(item.Span), item);
            }
        }
    }
}
