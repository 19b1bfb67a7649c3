using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>What is typed in the form of a template; times are in seconds.</summary>
public sealed partial class TemplateFields
{
    /// <summary>For which kind of item.</summary>
    public TemplateKind Kind { get; set; } = TemplateKind.Linux;

    /// <summary>Name.</summary>
    public string? NameFrench { get; set; }

    /// <summary>Name in English.</summary>
    public string? NameEnglish { get; set; }

    /// <summary>What it watches.</summary>
    public string? DescriptionFrench { get; set; }

    /// <summary>The same in English.</summary>
    public string? DescriptionEnglish { get; set; }

    /// <summary>Its parameters.</summary>
    public List<ParameterFields> Parameters { get; set; } = [];

    /// <summary>Its checks.</summary>
    public List<TemplateCheckFields> Checks { get; set; } = [];

    /// <summary>The type of the check to add.</summary>
    public string? NewType { get; set; }

    /// <summary>The button: <c>preview</c>, <c>add-parameter</c>, <c>add-check</c>.</summary>
    public string? Act { get; set; }

    /// <summary>The fields of a template as it may be told.</summary>
    public static TemplateFields Of(CheckTemplate template) => new()
    {
        Kind = template.Kind,
        NameFrench = template.Name.French,
        NameEnglish = template.Name.English,
        DescriptionFrench = template.Description.French,
        DescriptionEnglish = template.Description.English,
        Parameters = [.. template.Parameters.Select(ParameterFields.Of)],
        Checks = [.. template.Checks.Select(TemplateCheckFields.Of)],
    };

    /// <summary>Takes away what was ticked, and adds what was asked for.</summary>
    public void Tidy(bool adds)
    {
        Parameters.RemoveAll(p => p.Drop);
        Checks.RemoveAll(c => c.Drop);
        if (adds && Act == "add-parameter")
        {
            Parameters.Add(new ParameterFields());
        }
        else if (adds && Act == "add-check" && !string.IsNullOrEmpty(NewType))
        {
            Checks.Add(new TemplateCheckFields { Type = NewType });
        }
    }

    /// <summary>The template as it is typed; what is not a number is out of every bound.</summary>
    public CheckTemplate ToTemplate() => new(
        Kind, new Wording(NameFrench ?? "", NameEnglish), new Wording(DescriptionFrench ?? "", DescriptionEnglish),
        [.. Parameters.Select(p => p.ToParameter())], [.. Checks.Select(c => c.ToCheck())]);

    /// <summary>The name of the field that a refusal means: <c>checks[0].parameters.time</c> is <c>Fields.Checks[0].Parameters[time]</c>.</summary>
    public static string NameOf(string path)
    {
        var name = ParameterPath().Replace(path, "$1.parameters[$2]");
        name = name.Replace("name.french", "nameFrench", StringComparison.Ordinal).Replace("description.french", "descriptionFrench", StringComparison.Ordinal)
            .Replace("label.french", "labelFrench", StringComparison.Ordinal).Replace("confirmations.", "", StringComparison.Ordinal);
        return "Fields." + string.Join('.', name.Split('.').Select(p => p.Length == 0 ? p : char.ToUpperInvariant(p[0]) + p[1..]));
    }

    internal static double? Number(string? text) =>
        double.TryParse(text?.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    internal static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(checks\[\d+\])\.parameters\.(.+)$", RegexOptions.None, 1000)]
    private static partial Regex ParameterPath();
}

/// <summary>A parameter, as typed.</summary>
public sealed class ParameterFields
{
    /// <summary>Key.</summary>
    public string? Key { get; set; }

    /// <summary>Label.</summary>
    public string? LabelFrench { get; set; }

    /// <summary>Label in English.</summary>
    public string? LabelEnglish { get; set; }

    /// <summary>Kind.</summary>
    public TemplateParameterKind Kind { get; set; }

    /// <summary>Default; of a secret, empty for what it is.</summary>
    public string? Default { get; set; }

    /// <summary>Whether an empty default is one.</summary>
    public bool AllowEmpty { get; set; }

    /// <summary>Unit.</summary>
    public string? Unit { get; set; }

    /// <summary>Smallest number.</summary>
    public string? Least { get; set; }

    /// <summary>Largest number.</summary>
    public string? Most { get; set; }

    /// <summary>Ticked: take it away.</summary>
    public bool Drop { get; set; }

    /// <summary>The fields of a parameter.</summary>
    public static ParameterFields Of(TemplateParameter parameter) => new()
    {
        Key = parameter.Key,
        LabelFrench = parameter.Label.French,
        LabelEnglish = parameter.Label.English,
        Kind = parameter.Kind,
        Default = parameter.Default,
        AllowEmpty = parameter.Default is "",
        Unit = parameter.Unit,
        Least = TemplateFields.Text(parameter.Least),
        Most = TemplateFields.Text(parameter.Most),
    };

    /// <summary>The parameter as it is typed.</summary>
    public TemplateParameter ToParameter() => new(
        Key ?? "", new Wording(LabelFrench ?? "", LabelEnglish), Kind,
        !string.IsNullOrEmpty(Default) ? Default : AllowEmpty ? "" : null,
        Unit ?? "", TemplateFields.Number(Least), TemplateFields.Number(Most));
}

/// <summary>A check of a template, as typed.</summary>
public sealed class TemplateCheckFields
{
    /// <summary>Key.</summary>
    public string? Key { get; set; }

    /// <summary>Name.</summary>
    public string? NameFrench { get; set; }

    /// <summary>Name in English.</summary>
    public string? NameEnglish { get; set; }

    /// <summary>Type.</summary>
    public string Type { get; set; } = "";

    /// <summary>Target.</summary>
    public string? Target { get; set; } = "{{item.address}}";

    /// <summary>Parameters of the type.</summary>
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Interval, in seconds.</summary>
    public string? Interval { get; set; } = "60";

    /// <summary>Retry interval, in seconds.</summary>
    public string? RetryInterval { get; set; } = "10";

    /// <summary>Time-out, in seconds.</summary>
    public string? TimeOut { get; set; } = "10";

    /// <summary>Criticals in a row.</summary>
    public string? Critical { get; set; } = "3";

    /// <summary>Warnings in a row.</summary>
    public string? Warning { get; set; } = "3";

    /// <summary>Ticked: take it away.</summary>
    public bool Drop { get; set; }

    /// <summary>The fields of a check.</summary>
    public static TemplateCheckFields Of(TemplateCheck check) => new()
    {
        Key = check.Key,
        NameFrench = check.Name.French,
        NameEnglish = check.Name.English,
        Type = check.Type,
        Target = check.Target,
        Parameters = new(check.Parameters, StringComparer.Ordinal),
        Interval = TemplateFields.Text(check.Interval.TotalSeconds),
        RetryInterval = TemplateFields.Text(check.RetryInterval.TotalSeconds),
        TimeOut = TemplateFields.Text(check.TimeOut.TotalSeconds),
        Critical = TemplateFields.Text(check.Critical),
        Warning = TemplateFields.Text(check.Warning),
    };

    /// <summary>The check as it is typed.</summary>
    public TemplateCheck ToCheck() => new()
    {
        Key = Key ?? "",
        Name = new Wording(NameFrench ?? "", NameEnglish),
        Type = Type,
        Target = Target ?? "",
        Parameters = Parameters.Where(p => !string.IsNullOrEmpty(p.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Interval = CheckFields.Seconds(Interval),
        RetryInterval = CheckFields.Seconds(RetryInterval),
        TimeOut = CheckFields.Seconds(TimeOut),
        Critical = (int)(TemplateFields.Number(Critical) ?? 0),
        Warning = (int)(TemplateFields.Number(Warning) ?? 0),
    };
}
