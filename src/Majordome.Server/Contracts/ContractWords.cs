using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>How what a contract says is written for the reader of the current request.</summary>
public sealed class ContractWords(Words words, IStringLocalizer<ContractsTexts> texts)
{
    private const string NoBreak = "\u00A0";

    // A line may break after a dash even before a no-break space (UAX 14, LB12a): a word joiner forbids it.
    private const string Dash = "\u00A0–\u2060\u00A0";

    /// <summary>A version: « version initiale », « avenant 1 ».</summary>
    public string Version(int number) => number == 0 ? texts["Version.First"] : texts["Version.Amendment", words.Count(number)];

    /// <summary>A target, or that there is none: <c>4 h</c>, « au mieux ».</summary>
    public string Target(Duration? target) => target is { } promised ? words.Hours(promised) : texts["BestEffort"];

    /// <summary>Both targets: <c>30 min / 4 h</c>.</summary>
    public string Targets(ServiceTargets targets) => $"{Target(targets.Response)} / {Target(targets.Restoration)}";

    /// <summary>The service hours of a week, without dates: <c>8 h – 18 h, lun. – ven.</c>, <c>24 h / 24</c>.</summary>
    public string Hours(CalendarTerms calendar)
    {
        if (calendar.Week is not { } week)
        {
            return texts["Hours.Always"];
        }

        var byDay = Enumerable.Range(1, 7).Select(day => (Day: (IsoDayOfWeek)day, Spans: Spans(week.GetValueOrDefault(ServiceWeek.NameOf((IsoDayOfWeek)day)))));
        var groups = byDay.Where(d => d.Spans.Length > 0).GroupBy(d => d.Spans, d => d.Day, StringComparer.Ordinal);
        return string.Join("; ", groups.Select(g => $"{g.Key}, {Days([.. g])}"));
    }

    /// <summary>The days of a contract or line: « du 1er janv. au 31 déc. », « depuis le 1er janv. ».</summary>
    public string Days(DayRange days) => days.Last is { } last
        ? texts["Scope.FromTo", words.DayAndMonth(days.First), words.DayAndMonth(last)]
        : texts["Scope.From", words.DayAndMonth(days.First)];

    /// <summary>When a contract ends: « jusqu'au 31 déc. 2027 », « sans échéance ».</summary>
    public string End(DayRange days) => days.Last is { } last ? texts["Until", words.DayAndMonth(last)] : texts["NoEnd"];

    /// <summary>A line as people call it: <c>L2 Serveurs et stockage</c>.</summary>
    public static string Line(string key, string? label) => string.IsNullOrWhiteSpace(label) ? key : $"{key} {label}";

    /// <summary>Several keys of lines: « ligne L1 », « lignes L1 et L2 ».</summary>
    public string Lines(IReadOnlyList<string> keys) => texts[keys.Count == 1 ? "Line.One" : "Line.Many", words.Join(keys)];

    /// <summary>Why the level is what it is: the rule that gave it, with its facts.</summary>
    /// <param name="finding">What the scope gives; <c>null</c>: nothing.</param>
    /// <param name="setBy">The name of the person who set another level.</param>
    public string LevelReason(LevelFinding? finding, string? setBy)
    {
        if (finding is null)
        {
            return texts["Reason.None"];
        }

        if (finding.Override is { } set)
        {
            return texts["Reason.Set", setBy ?? "?", set.Reason.TrimEnd('.'), texts[$"Level.{finding.Derived}"].Value];
        }

        var (covered, all) = (words.Count(finding.CoveredItems), words.Count(finding.EstateItems));
        return finding.Derived switch
        {
            Level.Support => texts["Reason.Support", Lines(finding.Workstations)],
            Level.PartialElement => texts["Reason.PartialElement", Lines(finding.Infrastructure)],
            Level.PartialInfrastructure => texts["Reason.PartialInfrastructure", Lines(finding.Infrastructure), covered, all],
            Level.PartialApplications => texts["Reason.PartialApplications", Lines(finding.Applications), covered, all],
            Level.Global => texts["Reason.Global", all],
            _ => throw new ArgumentOutOfRangeException(nameof(finding), finding.Derived, null),
        };
    }

    /// <summary>The level in words.</summary>
    public string LevelName(LevelFinding? finding) => texts[finding is null ? "Level.None" : $"Level.{finding.Level}"];

    // « lun. – ven. » for three days or more in a row, else each by name.
    private string Days(IReadOnlyList<IsoDayOfWeek> days)
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

    private string Spans(System.Collections.Immutable.ImmutableArray<string> spans) =>
        spans.IsDefaultOrEmpty ? "" : string.Join(", ", spans.Select(Span));

    private string Span(string text) => WeeklySpan.TryParse(IsoDayOfWeek.Monday, text, out var span)
        ? span.Start == span.End ? texts["Hours.Always"] : $"{Clock(span.Start)}{Dash}{Clock(span.End)}"
        : text;

    private string Clock(LocalTime time) => !words.IsFrench ? words.Time(time)
        : time.Minute == 0 ? FormattableString.Invariant($"{time.Hour}{NoBreak}h")
        : FormattableString.Invariant($"{time.Hour}{NoBreak}h{NoBreak}{time.Minute:00}");
}
