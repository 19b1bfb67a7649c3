using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>What happens to a check.</summary>
public enum TemplateAct
{
    /// <summary>It is made.</summary>
    Add,

    /// <summary>Some of its fields change.</summary>
    Change,

    /// <summary>It is removed; its history stays.</summary>
    Remove,

    /// <summary>Nothing: what the template changes is the item's own.</summary>
    Keep,

    /// <summary>Nothing: it cannot be as the template wants it, and stays as it is, or is not made.</summary>
    Impossible,
}

/// <summary>A field that changes.</summary>
/// <param name="Field">Which (<see cref="CheckSheet"/>).</param>
/// <param name="From">From; <c>null</c>: it was not there.</param>
/// <param name="To">To; <c>null</c>: it goes.</param>
public sealed record FieldChange(string Field, FieldText? From, FieldText? To);

/// <summary>What happens to one check of one item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Key">Of the template's check, or of its parameter where a step is about what the item says for itself.</param>
/// <param name="CheckId">The check; <c>null</c>: there is none.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Act">What.</param>
/// <param name="Fields">The check as it shall be; as it is, where nothing happens to it.</param>
/// <param name="Changes">What changes in it.</param>
/// <param name="Kept">What the template changes and the item keeps: from the item's text, to the template's, which does not come.</param>
/// <param name="Reasons">Why it is not possible: <c>template-fact-missing</c>, <c>template-parameter-missing</c> (name), <c>check-name-taken</c>, and what the judge said.</param>
public sealed record TemplateStep(
    Guid ItemId, string Key, Guid? CheckId, string Name, TemplateAct Act, ImmutableSortedDictionary<string, FieldText> Fields,
    ImmutableArray<FieldChange> Changes, ImmutableArray<FieldChange> Kept, ImmutableArray<Refusal> Reasons);

/// <summary>
/// What a template does to its items: computed once for who looks at it and again for who applies it, so that what is applied is what was shown. Nothing is left to do after it
/// was applied, and what an item has of its own is never touched.
/// </summary>
public static class TemplatePlan
{
    /// <summary>Beginning of the fields that are no check's but a parameter of the template: <c>overrides.KEY</c>.</summary>
    public const string Overrides = "overrides.";

    /// <summary>Computes the plan: the items in their order, the template's checks in theirs, then those that go.</summary>
    /// <param name="before">The template as it was; <c>null</c>: the items had none.</param>
    /// <param name="after">The template as it shall be.</param>
    /// <param name="items">Its items, as they are.</param>
    /// <param name="judge">What stands against a check as it shall be on an item; the second is the check as it is.</param>
    /// <param name="inFrench">The language of the checks' names.</param>
    public static ImmutableArray<TemplateStep> Of(
        CheckTemplate? before, CheckTemplate after, IEnumerable<TemplatedItem> items,
        Func<ImmutableSortedDictionary<string, FieldText>, LinkedCheck?, ImmutableArray<Refusal>> judge, bool inFrench) =>
        [.. items.SelectMany(item => OfItem(before, after, item, judge, inFrench))];

    /// <summary>The item once the plan's steps about it are done.</summary>
    /// <param name="item">The item before.</param>
    /// <param name="steps">The plan.</param>
    /// <param name="newId">Draws the identifiers of checks that are made.</param>
    public static TemplatedItem After(TemplatedItem item, IEnumerable<TemplateStep> steps, Func<Guid> newId)
    {
        var checks = item.Checks.ToDictionary(c => c.Key, StringComparer.Ordinal);
        foreach (var step in steps.Where(s => s.ItemId == item.Id))
        {
            switch (step.Act)
            {
                case TemplateAct.Add:
                    checks[step.Key] = new LinkedCheck(newId(), step.Key, step.Fields, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
                    break;
                case TemplateAct.Change:
                    checks[step.Key] = checks[step.Key] with { Fields = step.Fields };
                    break;
                case TemplateAct.Remove:
                    checks.Remove(step.Key);
                    break;
                default:
                    break;
            }
        }

        return item with { Checks = [.. checks.Values.OrderBy(c => c.Key, StringComparer.Ordinal)] };
    }

    private static IEnumerable<TemplateStep> OfItem(
        CheckTemplate? before, CheckTemplate after, TemplatedItem item,
        Func<ImmutableSortedDictionary<string, FieldText>, LinkedCheck?, ImmutableArray<Refusal>> judge, bool inFrench)
    {
        var earlier = before?.Render(item, inFrench).ToDictionary(r => r.Key, StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
        var wanted = after.Render(item, inFrench).Where(r => !item.Excluded.Contains(r.Key)).ToList();
        var steps = wanted.ConvertAll(r => Step(item, r, item.Checks.FirstOrDefault(c => c.Key == r.Key), earlier.GetValueOrDefault(r.Key), judge));
        NameApart(item, steps);
        var goes = item.Checks.Where(c => wanted.TrueForAll(w => w.Key != c.Key));
        return Standards(before, after, item, inFrench).Concat(steps.Where(s => s.Act is not TemplateAct.Keep || !s.Kept.IsEmpty))
            .Concat(goes.Select(c => new TemplateStep(item.Id, c.Key, c.Id, NameOf(c.Fields), TemplateAct.Remove, c.Fields, [], [], [])));
    }

    // Defaults that change while the item says something of its own: a line that says so.
    private static IEnumerable<TemplateStep> Standards(CheckTemplate? before, CheckTemplate after, TemplatedItem item, bool inFrench) =>
        from now in after.Parameters
        join then in before?.Parameters ?? [] on now.Key equals then.Key
        where now.Default != then.Default && item.Overrides.ContainsKey(now.Key)
        let isSecret = now.Kind is TemplateParameterKind.Secret
        let standard = now.Default is { } text ? new FieldText(text, isSecret) : (FieldText?)null
        let kept = new FieldChange(Overrides + now.Key, item.Overrides[now.Key] with { IsSecret = isSecret }, standard)
        select new TemplateStep(item.Id, now.Key, null, now.Label.In(inFrench), TemplateAct.Keep, CheckSheet.Empty, [], [kept], []);

    private static TemplateStep Step(
        TemplatedItem item, RenderedCheck rendered, LinkedCheck? linked, RenderedCheck? earlier,
        Func<ImmutableSortedDictionary<string, FieldText>, LinkedCheck?, ImmutableArray<Refusal>> judge)
    {
        var fields = linked is null ? rendered.Fields : Own(rendered.Fields, linked);
        ImmutableArray<FieldChange> changes = linked is null ? [] : Differences(linked.Fields, fields);
        ImmutableArray<FieldChange> kept = linked is null || earlier is null || !rendered.Missing.IsEmpty || !earlier.Missing.IsEmpty
            ? []
            : [.. Differences(earlier.Fields, rendered.Fields).Where(d => linked.Overridden.Contains(d.Field)).Select(d => d with { From = Text(linked.Fields, d.Field) })];
        var step = new TemplateStep(
            item.Id, rendered.Key, linked?.Id, NameOf(fields), linked is null ? TemplateAct.Add : changes.IsEmpty ? TemplateAct.Keep : TemplateAct.Change, fields, changes, kept, []);
        ImmutableArray<Refusal> reasons = rendered.Missing.IsEmpty
            ? step.Act is TemplateAct.Keep ? [] : judge(fields, linked)
            : [.. rendered.Missing.Select(name => Refusal.Of("", TemplateText.IsFact(name) ? "template-fact-missing" : "template-parameter-missing", name))];
        return reasons.IsEmpty ? step : Impossible(step, linked, reasons);
    }

    // What cannot be done keeps its name, which nothing else may then take: again from the start until nothing more is found.
    private static void NameApart(TemplatedItem item, List<TemplateStep> steps)
    {
        int clash;
        do
        {
            var taken = new HashSet<string>(item.OtherNames, StringComparer.Ordinal);
            taken.UnionWith(steps.Where(s => s is { CheckId: not null, Act: TemplateAct.Keep or TemplateAct.Impossible }).Select(s => s.Name));
            clash = steps.FindIndex(s => s.Act is TemplateAct.Add or TemplateAct.Change && !taken.Add(s.Name));
            if (clash >= 0)
            {
                var step = steps[clash];
                steps[clash] = Impossible(step, item.Checks.FirstOrDefault(c => c.Id == step.CheckId), [Refusal.Of(CheckSheet.Name, "check-name-taken", step.Name)]);
            }
        }
        while (clash >= 0);
    }

    private static TemplateStep Impossible(TemplateStep step, LinkedCheck? linked, ImmutableArray<Refusal> reasons) => step with
    {
        Act = TemplateAct.Impossible,
        Name = linked is null ? step.Name : NameOf(linked.Fields),
        Fields = linked?.Fields ?? step.Fields,
        Changes = [],
        Reasons = reasons,
    };

    /// <summary>What the template says, with what is the item's own in its place.</summary>
    private static ImmutableSortedDictionary<string, FieldText> Own(ImmutableSortedDictionary<string, FieldText> rendered, LinkedCheck linked)
    {
        var fields = rendered.ToBuilder();
        foreach (var field in linked.Overridden)
        {
            if (linked.Fields.TryGetValue(field, out var own))
            {
                fields[field] = own;
            }
            else
            {
                fields.Remove(field);
            }
        }

        return fields.ToImmutable();
    }

    private static ImmutableArray<FieldChange> Differences(ImmutableSortedDictionary<string, FieldText> from, ImmutableSortedDictionary<string, FieldText> to) =>
    [
        .. from.Keys.Union(to.Keys, StringComparer.Ordinal).Where(field => !LinkedCheck.Same(from, to, field)).Order(StringComparer.Ordinal)
            .Select(field => new FieldChange(field, Text(from, field), Text(to, field))),
    ];

    private static FieldText? Text(ImmutableSortedDictionary<string, FieldText> fields, string field) => fields.TryGetValue(field, out var text) ? text : null;

    private static string NameOf(ImmutableSortedDictionary<string, FieldText> fields) => fields.TryGetValue(CheckSheet.Name, out var name) ? name.Text : "";
}
