namespace Majordome.Probe.Checks;

/// <summary>What a parameter's text has to be.</summary>
public enum ParameterKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number with decimals.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One of the words of <see cref="CheckParameter.Choices"/>.</summary>
    Choice,

    /// <summary>A threshold in the notation of the plugin guidelines (<see cref="Protocols.Plugins.PluginRange"/>); empty for none.</summary>
    Range,

    /// <summary>A regular expression of .NET's non-backtracking kind, so that no page can make it run away.</summary>
    Pattern,

    /// <summary>A password, a community, a token, a whole authorization header: any text, which is never told back.</summary>
    Secret,
}

/// <summary>A parameter of a type of check. Its sentence for people is in the resource files, keyed by type and name.</summary>
/// <param name="Name">Name in kebab case.</param>
/// <param name="Kind">What its text has to be.</param>
/// <param name="Default">The text it has when left out; <c>null</c>: it must be given.</param>
/// <param name="Unit">Unit of its number, empty for none.</param>
/// <param name="Least">Smallest number accepted.</param>
/// <param name="Most">Largest number accepted.</param>
/// <param name="Choices">The words accepted, for a choice.</param>
public sealed record CheckParameter(
    string Name,
    ParameterKind Kind,
    string? Default,
    string Unit = "",
    double Least = double.NegativeInfinity,
    double Most = double.PositiveInfinity,
    params IReadOnlyList<string> Choices)
{
    /// <summary>A pair of thresholds over one figure: <c>NAME-warning</c> and <c>NAME-critical</c>.</summary>
    public static IEnumerable<CheckParameter> Thresholds(string figure, string unit, string warning = "", string critical = "") =>
    [
        new($"{figure}-warning", ParameterKind.Range, warning, unit),
        new($"{figure}-critical", ParameterKind.Range, critical, unit),
    ];
}
