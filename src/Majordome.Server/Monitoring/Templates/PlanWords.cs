using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A step of a plan, as pages say it.</summary>
/// <param name="Act">What happens, in a word.</param>
/// <param name="State">Its shape.</param>
/// <param name="Name">To which check.</param>
/// <param name="Lines">What changes, what stays, why not: a line each.</param>
public sealed record PlanLine(string Act, MarkState State, string Name, IReadOnlyList<string> Lines);

/// <summary>Says what a plan does, in the reader's language.</summary>
public sealed class PlanWords(IStringLocalizer<MonitoringTexts> texts, Sentences sentences, Words words)
{
    /// <summary>A step.</summary>
    public PlanLine Line(TemplateStep step, CheckTemplate template) => new(
        texts[$"Plan.{step.Act}"],
        step.Act switch
        {
            TemplateAct.Add => MarkState.Calm,
            TemplateAct.Change => MarkState.Attention,
            TemplateAct.Remove => MarkState.Late,
            TemplateAct.Keep => MarkState.Paused,
            _ => MarkState.Unknown,
        },
        step.Name,
        [
            .. step.Act is TemplateAct.Add ? [$"{texts.Type(step.Fields[CheckSheet.Type].Text)} {step.Fields[CheckSheet.Target].Text}".Trim()] : Array.Empty<string>(),
            .. step.Changes.Select(c => texts["Plan.FromTo", Field(c.Field, template), Text(c.From), Text(c.To)].Value),
            .. step.Kept.Select(c => texts["Plan.Kept", Field(c.Field, template), Text(c.From), Text(c.To)].Value),
            .. step.Reasons.Select(r => texts["Plan.Why", Why(r, template)].Value),
        ]);

    /// <summary>In a sentence: how many are made, changed, removed, kept, and cannot be.</summary>
    public string Sum(PlannedTemplate plan)
    {
        var parts = plan.Steps.GroupBy(s => s.Act).OrderBy(g => g.Key)
            .Select(g => texts[g.Count() == 1 ? $"Plan.{g.Key}.One" : $"Plan.{g.Key}.Many", words.Count(g.Count())].Value).ToList();
        return parts.Count == 0 ? texts["Plan.Nothing"] : Words.Capital(words.Join([.. parts])) + ".";
    }

    /// <summary>A field of a check or a parameter of the template.</summary>
    public string Field(string field, CheckTemplate template) =>
        field.StartsWith(TemplatePlan.Overrides, StringComparison.Ordinal) ? Label(field[TemplatePlan.Overrides.Length..], template)
        : field.StartsWith(CheckSheet.Parameters, StringComparison.Ordinal) ? texts.Parameter(field[CheckSheet.Parameters.Length..])
        : texts[$"Field.{field}"];

    // What a type refuses of a parameter does not name it.
    private string Why(Refusal reason, CheckTemplate template) =>
        reason.Rule is "template-parameter-missing" ? sentences.Tell(reason with { Values = [Label((string)reason.Values[0]!, template)] })
        : reason.Path.StartsWith(CheckSheet.Parameters, StringComparison.Ordinal) ? texts["Plan.Setting", Field(reason.Path, template), sentences.Tell(reason)]
        : sentences.Tell(reason);

    private string Label(string key, CheckTemplate template) => template.Parameters.FirstOrDefault(p => p.Key == key)?.Label.In(words.IsFrench) ?? key;

    private string Text(FieldText? text) => text is not { } known ? texts["Plan.None"] : known.Shown is { } shown ? words.Quote(shown) : texts["Plan.Secret"];
}
