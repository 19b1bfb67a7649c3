using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring.Templates;

namespace Majordome.Domain.Tests.Monitoring.Templates;

/// <summary>What holds for any change of any template.</summary>
public sealed class TemplatePlanProperties
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(1_000_000);

    [Fact]
    public void Applied_twice_it_changes_nothing_more() => Holds((_, after, item, steps) =>
    {
        var done = TemplatePlan.After(item, steps, Guid.CreateVersion7);
        return TemplatePlan.Of(after, after, [done], AnyTemplate.Judge, true).All(s => s.Act is TemplateAct.Impossible);
    });

    [Fact]
    public void What_was_previewed_is_all_that_changes() => Holds((_, _, item, steps) =>
    {
        var done = TemplatePlan.After(item, steps, Guid.CreateVersion7).Checks.ToDictionary(c => c.Key, StringComparer.Ordinal);
        var were = item.Checks.ToDictionary(c => c.Key, StringComparer.Ordinal);
        var shown = steps.Where(s => s.Act is TemplateAct.Add or TemplateAct.Change or TemplateAct.Remove).ToDictionary(s => s.Key, StringComparer.Ordinal);
        return were.Keys.Union(done.Keys).All(key =>
            !shown.TryGetValue(key, out var step) ? were.GetValueOrDefault(key) == done.GetValueOrDefault(key)
            : step.Act is TemplateAct.Remove ? !done.TryGetValue(key, out _)
            : were.TryGetValue(key, out var was) ? step.Act is TemplateAct.Change && Same(Changed(was.Fields, step.Changes), done[key].Fields) && !step.Changes.IsEmpty
            : step.Act is TemplateAct.Add && Same(done[key].Fields, step.Fields));
    });

    [Fact]
    public void What_is_the_items_own_is_never_touched() => Holds((_, _, item, steps) =>
        steps.Where(s => s.Act is TemplateAct.Change).All(s => item.Checks.Single(c => c.Id == s.CheckId) is var own && s.Changes.All(c => !own.Overridden.Contains(c.Field))));

    [Fact]
    public void Names_stay_unique_on_the_item() => Holds((_, _, item, steps) =>
    {
        var names = TemplatePlan.After(item, steps, Guid.CreateVersion7).Checks.Select(c => c.Fields[CheckSheet.Name].Text).Concat(item.OtherNames).ToList();
        return names.Count == names.Distinct(StringComparer.Ordinal).Count();
    });

    [Fact]
    public void What_cannot_be_is_never_half_made() => Holds((_, _, item, steps) =>
        steps.Where(s => s.Act is TemplateAct.Impossible).All(s => !s.Reasons.IsEmpty && s.Changes.IsEmpty && !TemplatePlan.After(item, steps, Guid.CreateVersion7).Checks
            .Any(c => c.Key == s.Key && c.Id != s.CheckId)));

    private static bool Same(ImmutableSortedDictionary<string, FieldText> one, ImmutableSortedDictionary<string, FieldText> other) =>
        one.Select(f => (f.Key, f.Value.Text)).SequenceEqual(other.Select(f => (f.Key, f.Value.Text)));

    private static ImmutableSortedDictionary<string, FieldText> Changed(ImmutableSortedDictionary<string, FieldText> fields, ImmutableArray<FieldChange> changes) =>
        changes.Aggregate(fields, (all, change) => change.To is { } to ? all.SetItem(change.Field, to) : all.Remove(change.Field));

    private static void Holds(Func<CheckTemplate, CheckTemplate, TemplatedItem, ImmutableArray<TemplateStep>, bool> rule) =>
        Prop.ForAll<int>(seed =>
        {
            var any = new AnyTemplate(seed);
            var before = any.Template();
            var item = any.Item(before);
            var after = any.Template();
            return rule(before, after, item, TemplatePlan.Of(before, after, [item], AnyTemplate.Judge, inFrench: true));
        }).Check(Config);
}
