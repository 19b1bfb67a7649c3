using Majordome.Probe.Checks;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>The names that people read of what native checks measure and are told; those of plugins are called as the plugin calls them.</summary>
public static class FigureNames
{
    private const string Warning = "-warning", Critical = "-critical";

    /// <summary>A figure or a phase: « Occupation »; of one of several things, with its name: « Entrée Gi1/0/3 ».</summary>
    public static string Figure(this IStringLocalizer<MonitoringTexts> texts, string label) =>
        Named(label, word => texts.Named($"Figure.{word}", word));

    /// <summary>A figure of a check; those of a plugin as the plugin calls them.</summary>
    public static string Figure(this IStringLocalizer<MonitoringTexts> texts, Check check, string label) => check.Type == Check.Plugin ? label : texts.Figure(label);

    /// <summary>A type of check: « Page web (HTTP) ».</summary>
    public static string Type(this IStringLocalizer<MonitoringTexts> texts, string type) => texts.Named($"Type.{type}", type);

    /// <summary>A type of check, which says so where it looks at the probe's own machine.</summary>
    public static string Type(this IStringLocalizer<MonitoringTexts> texts, CheckType type) =>
        type.IsLocal ? texts["Type.OnProbe", texts.Type(type.Name)] : texts.Type(type.Name);

    /// <summary>A parameter: « Occupation, seuil critique ».</summary>
    public static string Parameter(this IStringLocalizer<MonitoringTexts> texts, string name) =>
        name.EndsWith(Warning, StringComparison.Ordinal) ? texts["Parameter.Warning", texts.Figure(name[..^Warning.Length])]
        : name.EndsWith(Critical, StringComparison.Ordinal) ? texts["Parameter.Critical", texts.Figure(name[..^Critical.Length])]
        : texts.Named($"Parameter.{name}", name);

    /// <summary>A label whose first word alone has a name: what follows tells which of several things it is.</summary>
    internal static string Named(string label, Func<string, string> named) =>
        label.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? named(label[..end]) + label[end..] : named(label);

    private static string Named(this IStringLocalizer<MonitoringTexts> texts, string key, string otherwise) =>
        texts[key] is { ResourceNotFound: false } named ? named.Value : otherwise;
}
