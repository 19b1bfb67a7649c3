using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Contracts.Public;

/// <summary>How service hours are written for the reader of the current request: the hours themselves, never the name a contract gives them.</summary>
public sealed class HoursWords(Words words, IStringLocalizer<ContractsTexts> texts)
{
    private const string NoBreak = "\u00A0";

    // A line may break after a dash even before a no-break space (UAX 14, LB12a): a word joiner forbids it.
    private const string Dash = "\u00A0–\u2060\u00A0";

    /// <summary>The service hours of a week, without dates: <c>8 h – 18 h, lun. – ven.</c>, <c>24 h / 24</c>.</summary>
    public string Week(CalendarTerms calendar) =>
        calendar.Week is null ? texts["Hours.Always"] : string.Join("; ", Groups(calendar.Week).Select(g => $"{g.Spans}, {Days(g.Days)}"));

    /// <summary>The same for a list, where every line has little room: without the days when they all have the same hours.</summary>
    public string Short(CalendarTerms calendar) =>
        calendar.Week is not null && Groups(calendar.Week) is [var only] ? only.Spans : Week(calendar);

    private List<(string Spans, List<IsoDayOfWeek> Days)> Groups(ImmutableSortedDictionary<string, ImmutableArray<string>> week) =>
    [
        .. Enumerable.Range(1, 7).Select(day => (Day: (IsoDayOfWeek)day, Spans: Spans(week.GetValueOrDefault(ServiceWeek.NameOf((IsoDayOfWeek)day)))))
            .Where(d => d.Spans.Length > 0).GroupBy(d => d.Spans, d => d.Day, StringComparer.Ordinal).Select(g => (g.Key, g.ToList())),
    ];

    // « lun. – ven. » for three days or more in a row, else each by name.
    private string Days(List<IsoDayOfWeek> days)
    {
        var parts = new List<string>();
        for (var i = 0; i < days.Count;)
        {
            var j = i;
            while (j + 1 < days.Count && days[j + 1] == days[j] + 1)
            {
                j++;
            }

            if (j - i >= 2)
            {
                parts.Add($"{words.ShortDayOfWeek(days[i])}{Dash}{words.ShortDayOfWeek(days[j])}");
            }
            else
            {
                parts.AddRange(days.Skip(i).Take(j - i + 1).Select(words.ShortDayOfWeek));
            }

            i = j + 1;
        }

        return string.Join(", ", parts);
    }

    private string Spans(ImmutableArray<string> spans) => spans.IsDefaultOrEmpty ? "" : string.Join(", ", spans.Select(Span));

    private string Span(string text) => WeeklySpan.TryParse(IsoDayOfWeek.Monday, text, out var span)
        ? span.Start == span.End ? texts["Hours.Always"] : $"{Clock(span.Start)}{Dash}{Clock(span.End)}"
        : text;

    private string Clock(LocalTime time) => !words.IsFrench ? words.Time(time)
        : time.Minute == 0 ? FormattableString.Invariant($"{time.Hour}{NoBreak}h")
        : FormattableString.Invariant($"{time.Hour}{NoBreak}h{NoBreak}{time.Minute:00}");
}
