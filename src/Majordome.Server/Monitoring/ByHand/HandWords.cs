using System.Globalization;
using System.Resources;
using Majordome.Server.Monitoring.Checks;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>This room's words for commands, which run without the host's services, in the reader's language (<c>--lang</c>).</summary>
public static class HandWords
{
    private const string Warning = "-warning", Critical = "-critical";

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR"), English = CultureInfo.GetCultureInfo("en-GB");

    private static readonly ResourceManager Resources = new(typeof(MonitoringTexts));

    /// <summary>How numbers are written to the reader: as their language does.</summary>
    public static CultureInfo Numbers => InFrench ? French : English;

    /// <summary>Whether the reader reads French.</summary>
    public static bool InFrench => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";

    /// <summary>The words of a key, or others where it has none.</summary>
    public static string Of(string key, string? otherwise = null) =>
        Resources.GetString(key, CultureInfo.CurrentUICulture) ?? otherwise ?? throw new InvalidOperationException($"No words for {key}.");

    /// <summary>A figure or a phase; of one of several things, with its name.</summary>
    public static string Figure(string label) => FigureNames.Named(label, static word => Of($"Figure.{word}", word));

    /// <summary>A parameter.</summary>
    public static string Parameter(string name) =>
        name.EndsWith(Warning, StringComparison.Ordinal) ? Filled("Parameter.Warning", Figure(name[..^Warning.Length]))
        : name.EndsWith(Critical, StringComparison.Ordinal) ? Filled("Parameter.Critical", Figure(name[..^Critical.Length]))
        : Of($"Parameter.{name}", name);

    private static string Filled(string key, string value) => string.Format(Numbers, Of(key), value);
}
