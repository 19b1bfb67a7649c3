using Majordome.Domain.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>How what a contract says is written for the reader of the current request.</summary>
public sealed class ContractWords(Words words, HoursWords hours, IStringLocalizer<ContractsTexts> texts)
{
    /// <summary>A version: « version initiale », « avenant 1 ».</summary>
    public string Version(int number) => number == 0 ? texts["Version.First"] : texts["Version.Amendment", words.Count(number)];

    /// <summary>A target, or that there is none: <c>4 h</c>, « au mieux ».</summary>
    public string Target(Duration? target) => target is { } promised ? words.Hours(promised) : texts["BestEffort"];

    /// <summary>Both targets: <c>30 min / 4 h</c>.</summary>
    public string Targets(ServiceTargets targets) => $"{Target(targets.Response)} / {Target(targets.Restoration)}";

    /// <inheritdoc cref="HoursWords.Week"/>
    public string Hours(CalendarTerms calendar) => hours.Week(calendar);

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
}
