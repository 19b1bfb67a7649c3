using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring.Templates;

namespace Majordome.Domain.Tests.Monitoring.Templates;

/// <summary>Templates and items out of a small alphabet, so that their keys, names and texts meet.</summary>
internal sealed class AnyTemplate(int seed)
{
    private readonly Random random = new(seed);

    public static ImmutableArray<Refusal> Judge(ImmutableSortedDictionary<string, FieldText> fields, LinkedCheck? linked) =>
        fields[CheckSheet.Target].Text.EndsWith('9') ? [Refusal.Of("target", "target-ends-in-nine")] : [];

    public CheckTemplate Template() => new(
        TemplateKind.Linux, new("Modèle"), new(""),
        [.. Some("p", 3).Select(key => new TemplateParameter(key, new(key), One(TemplateParameterKind.Text, TemplateParameterKind.Secret), One(null, "{{item.address}}", Digit())))],
        [.. Some("c", 4).Select(Check)]);

    /// <summary>An item that has had the template, and was changed by hand since.</summary>
    public TemplatedItem Item(CheckTemplate template)
    {
        var item = new TemplatedItem(Guid.CreateVersion7(), "SRV", One(null, "192.0.2.1"))
        {
            Overrides = Some("p", 3).ToImmutableSortedDictionary(key => key, _ => new FieldText(Digit()), StringComparer.Ordinal),
            Excluded = [.. Some("c", 1)],
            OtherNames = [.. Some("nom ", 2)],
        };
        item = TemplatePlan.After(item, TemplatePlan.Of(null, template, [item], Judge, inFrench: true), Guid.CreateVersion7);
        return item with { Checks = [.. item.Checks.Select(ByHand)], Address = One(item.Address, "192.0.2.2") };
    }

    private LinkedCheck ByHand(LinkedCheck check)
    {
        if (random.Next(2) == 0)
        {
            return check;
        }

        var now = check.Fields.SetItem("parameters.x", new FieldText("own " + Digit()));
        return check with { Fields = now, Overridden = check.OverriddenBy(now, check.Fields) };
    }

    private TemplateCheck Check(string key) => new()
    {
        Key = key,
        Name = new("nom " + One("1", "2", "3", "4", "5", "6")),
        Type = One("tcp", "http"),
        Target = One("{{item.address}}", "{{p1}}", "h{{p2}}", "t" + Digit()),
        Parameters = Some("x", 1).Prepend("x").Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(name => name, _ => One(Digit(), "{{p3}}", ""), StringComparer.Ordinal),
        Interval = NodaTime.Duration.FromSeconds(One(30, 60)),
    };

    private IEnumerable<string> Some(string beginning, int most) =>
        Enumerable.Range(1, most).Where(_ => random.Next(3) > 0).Select(n => beginning + n.ToString(CultureInfo.InvariantCulture));

    private string Digit() => random.Next(10).ToString(CultureInfo.InvariantCulture);

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
