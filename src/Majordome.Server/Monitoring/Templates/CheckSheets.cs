using System.Collections.Immutable;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>Checks as templates see them, and back.</summary>
public static class CheckSheets
{
    /// <summary>The fields of a check that templates govern, its secrets readable: for comparing, never for telling.</summary>
    public static ImmutableSortedDictionary<string, FieldText> Of(Check check, CheckSecrets secrets)
    {
        var fields = CheckSheet.Empty.ToBuilder();
        fields[CheckSheet.Name] = new FieldText(check.Name);
        fields[CheckSheet.Type] = new FieldText(check.Type);
        fields[CheckSheet.Target] = new FieldText(check.Target);
        fields[CheckSheet.Interval] = CheckSheet.Seconds(check.Interval);
        fields[CheckSheet.RetryInterval] = CheckSheet.Seconds(check.RetryInterval);
        fields[CheckSheet.TimeOut] = CheckSheet.Seconds(check.TimeOut);
        fields[CheckSheet.Critical] = CheckSheet.Count(check.ConfirmCritical);
        fields[CheckSheet.Warning] = CheckSheet.Count(check.ConfirmWarning);
        fields.AddRange(check.ReadParameters().Select(p => KeyValuePair.Create(CheckSheet.Parameters + p.Key, new FieldText(p.Value))));
        foreach (var (name, text) in secrets.OpenAll(check.Secrets))
        {
            fields[CheckSheet.Parameters + name] = new FieldText(text, IsSecret: true);
        }

        return fields.ToImmutable();
    }

    /// <summary>A check that a template made.</summary>
    public static LinkedCheck Linked(Check check, CheckSecrets secrets) =>
        new(check.Id, check.TemplateKey!, Of(check, secrets), AppliedTemplate.ReadKeys(check.Overridden));

    /// <summary>The form that makes a check so; what templates do not govern stays as the check has it.</summary>
    public static CheckForm ToForm(this ImmutableSortedDictionary<string, FieldText> fields, Check? check)
    {
        var kept = check is null ? new CheckForm() : CheckForm.Of(check);
        return kept with
        {
            Name = fields[CheckSheet.Name].Text,
            Type = fields[CheckSheet.Type].Text,
            Target = fields[CheckSheet.Target].Text,
            Parameters = fields.Where(f => f.Key.StartsWith(CheckSheet.Parameters, StringComparison.Ordinal))
                .ToImmutableSortedDictionary(f => f.Key[CheckSheet.Parameters.Length..], f => f.Value.Text, StringComparer.Ordinal),
            Secrets = [],
            Interval = CheckSheet.Seconds(fields[CheckSheet.Interval]),
            RetryInterval = CheckSheet.Seconds(fields[CheckSheet.RetryInterval]),
            TimeOut = CheckSheet.Seconds(fields[CheckSheet.TimeOut]),
            Confirmations = kept.Confirmations with { Critical = CheckSheet.Count(fields[CheckSheet.Critical]), Warning = CheckSheet.Count(fields[CheckSheet.Warning]) },
        };
    }
}
