using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Probe.Checks;
using Majordome.Server.Monitoring.Checks;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>Reads templates as people and programs write them, with the probe's own types as judges of their checks.</summary>
public sealed class TemplateForms(CheckCatalogue catalogue, CheckForms forms)
{
    /// <summary>An item that has everything, on which the checks of a new template are tried; addresses: RFC 2606.</summary>
    private static readonly TemplatedItem Sample = new(Guid.Empty, "example", "device.example");

    /// <summary>Reads a template.</summary>
    /// <param name="form">As it was written: what is missing counts as empty; of a secret's default, <c>null</c> keeps the secret there was, and empty says that it may stay empty.</param>
    /// <param name="before">The template before; <c>null</c>: a new one.</param>
    /// <returns>The template, or: what <see cref="TemplateRules.Refusals"/> says, <c>check-type-unknown</c>, <c>parameter-unknown</c>, and what the types and the policy say of the checks.</returns>
    public Result<CheckTemplate> Read(CheckTemplate form, CheckTemplate? before)
    {
        var template = Whole(form, before);
        var refusals = TemplateRules.Refusals(template, (type, name) => catalogue.Find(type)?.IsSecret(name) is true);
        refusals = [.. refusals, .. template.Checks.SelectMany((check, at) => OfType(check).Select(r => r.Within(FormattableString.Invariant($"checks[{at}]"))))];
        if (refusals.IsEmpty)
        {
            refusals = Tried(template);
        }

        return refusals.IsEmpty ? template : refusals;
    }

    /// <summary>What stands against a check as a template wants it; the reader's rights count (<see cref="CheckForms"/>).</summary>
    /// <param name="fields">The check as it shall be.</param>
    /// <param name="check">The check as it is; <c>null</c>: there is none.</param>
    /// <param name="kept">Its secret parameters that nobody gives anew: they stay with whom they were given for.</param>
    public ImmutableArray<Refusal> Judge(ImmutableSortedDictionary<string, FieldText> fields, Check? check = null, IReadOnlyList<string>? kept = null)
    {
        var form = fields.RemoveRange((kept ?? []).Select(name => CheckSheet.Parameters + name)).ToForm(check);
        return forms.Read(kept is null ? form : form with { Secrets = kept }, kept is null ? null : check).Refusals;
    }

    private static CheckTemplate Whole(CheckTemplate form, CheckTemplate? before)
    {
        var kept = before?.Parameters.Where(p => p.Kind is TemplateParameterKind.Secret).ToDictionary(p => p.Key, p => p.Default, StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
        return form with
        {
            Name = Whole(form.Name),
            Description = Whole(form.Description),
            Parameters =
            [
                .. Given(form.Parameters).Select(p => p with
                {
                    Key = p.Key?.Trim() ?? "", Label = Whole(p.Label), Unit = p.Unit?.Trim() ?? "",
                    Default = p.Kind is not TemplateParameterKind.Secret || p.Default is not null ? p.Default : kept.GetValueOrDefault(p.Key ?? "") is { Length: > 0 } secret ? secret : null,
                }),
            ],
            Checks =
            [
                .. Given(form.Checks).Select(c => c with
                {
                    Key = c.Key?.Trim() ?? "", Name = Whole(c.Name), Type = c.Type?.Trim() ?? "", Target = c.Target?.Trim() ?? "",
                    Parameters = (c.Parameters ?? ImmutableSortedDictionary<string, string>.Empty).Where(p => !string.IsNullOrEmpty(p.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal),
                }),
            ],
        };
    }

    private static ImmutableArray<T> Given<T>(ImmutableArray<T> list) => list.IsDefault ? [] : list;

    private static Wording Whole(Wording? words) => new(words?.French?.Trim() ?? "", words?.English?.Trim());

    private IEnumerable<Refusal> OfType(TemplateCheck check) =>
        check.Type.Length == 0 ? []
        : catalogue.Find(check.Type) is not { } type ? [Refusal.Of("type", "check-type-unknown", check.Type)]
        : check.Parameters.Keys.Where(name => type.Parameters.All(p => p.Name != name)).Select(name => Refusal.Of($"parameters.{name}", "parameter-unknown", name));

    // Whatever an item may say, the rest of each check has to be right already.
    private ImmutableArray<Refusal> Tried(CheckTemplate template) =>
    [
        .. template.Render(Sample, inFrench: true).SelectMany((check, at) => check.Missing.IsEmpty
            ? Judge(check.Fields).Select(r => r.Within(FormattableString.Invariant($"checks[{at}]")))
            : []),
    ];
}
