using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>A check of a template as an item would have it.</summary>
/// <param name="Key">Of the template's check.</param>
/// <param name="Fields">The check; without meaning while something is missing.</param>
/// <param name="Missing">Names that have no value on this item: it has no such fact, or a parameter that each item must say is not said.</param>
public sealed record RenderedCheck(string Key, ImmutableSortedDictionary<string, FieldText> Fields, ImmutableArray<string> Missing);

/// <summary>What a template is on an item.</summary>
public static class RenderTemplate
{
    /// <summary>The value of each parameter on an item; those without one are left out.</summary>
    public static ImmutableSortedDictionary<string, FieldText> Values(this CheckTemplate template, TemplatedItem item)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, FieldText>(StringComparer.Ordinal);
        foreach (var parameter in template.Parameters)
        {
            var isMissing = false;
            var text = item.Overrides.TryGetValue(parameter.Key, out var own) ? own.Text
                : parameter.Default is { } standard ? TemplateText.Fill(standard, item.Fact, _ => isMissing = true) : null;
            if (text is not null && !isMissing)
            {
                values[parameter.Key] = new FieldText(text, parameter.Kind is TemplateParameterKind.Secret);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>Each check of a template as an item would have it, in the template's order.</summary>
    /// <param name="template">The template.</param>
    /// <param name="item">The item.</param>
    /// <param name="inFrench">The language of the checks' names.</param>
    public static ImmutableArray<RenderedCheck> Render(this CheckTemplate template, TemplatedItem item, bool inFrench)
    {
        var values = template.Values(item);
        return [.. template.Checks.Select(check => Render(template, check, item, values, inFrench))];
    }

    private static RenderedCheck Render(
        CheckTemplate template, TemplateCheck check, TemplatedItem item, ImmutableSortedDictionary<string, FieldText> values, bool inFrench)
    {
        var missing = new List<string>();
        string? Value(string name) => values.TryGetValue(name, out var value) ? value.Text : item.Fact(name);
        FieldText Fill(string text) => new(TemplateText.Fill(text, Value, missing.Add), TemplateText.Names(text).Any(name => values.GetValueOrDefault(name).IsSecret));
        var fields = CheckSheet.Empty.ToBuilder();
        fields[CheckSheet.Name] = Fill(check.Name.In(inFrench));
        fields[CheckSheet.Type] = new FieldText(check.Type);
        fields[CheckSheet.Target] = Fill(check.Target);
        fields[CheckSheet.Interval] = CheckSheet.Seconds(check.Interval);
        fields[CheckSheet.RetryInterval] = CheckSheet.Seconds(check.RetryInterval);
        fields[CheckSheet.TimeOut] = CheckSheet.Seconds(check.TimeOut);
        fields[CheckSheet.Critical] = CheckSheet.Count(check.Critical);
        fields[CheckSheet.Warning] = CheckSheet.Count(check.Warning);
        foreach (var (name, text) in check.Parameters)
        {
            // A parameter left empty has its type's default, as if it were not there.
            if (Fill(text) is { Text.Length: > 0 } filled)
            {
                fields[CheckSheet.Parameters + name] = filled;
            }
        }

        return new RenderedCheck(check.Key, fields.ToImmutable(), [.. missing.SelectMany(name => Lacking(template, item, name)).Distinct(StringComparer.Ordinal)]);
    }

    // A parameter whose default names a fact that the item has not lacks that fact; any other must be said.
    private static IEnumerable<string> Lacking(CheckTemplate template, TemplatedItem item, string name)
    {
        var facts = TemplateText.Names(template.Parameters.FirstOrDefault(p => p.Key == name)?.Default ?? "").Where(fact => item.Fact(fact) is null).ToList();
        return facts.Count > 0 ? facts : [name];
    }
}
