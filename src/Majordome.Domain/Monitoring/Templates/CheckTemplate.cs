using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>Words in the product's two languages; where the English ones are missing, the French ones serve.</summary>
public sealed record Wording(string French, string? English = null)
{
    /// <summary>In one of them.</summary>
    public string In(bool french) => french || string.IsNullOrWhiteSpace(English) ? French : English;
}

/// <summary>What the text of a template's parameter has to be.</summary>
public enum TemplateParameterKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A password, a community, a token: kept sealed, and never told back.</summary>
    Secret,
}

/// <summary>What an item may have of its own in a template.</summary>
/// <param name="Key">In kebab case; checks name it as <c>{{key}}</c>.</param>
/// <param name="Label">How people call it.</param>
/// <param name="Kind">What its text has to be.</param>
/// <param name="Default">
/// The text it has where an item says nothing, in which facts of the item may stand (<see cref="TemplateText"/>); <c>null</c>: each item must say; empty: it may stay so. Of a
/// secret, what the provider gave for all.
/// </param>
/// <param name="Unit">Unit of its number, empty for none.</param>
/// <param name="Least">Smallest number accepted; <c>null</c>: none.</param>
/// <param name="Most">Largest number accepted; <c>null</c>: none.</param>
public sealed record TemplateParameter(
    string Key, Wording Label, TemplateParameterKind Kind, string? Default, string Unit = "", double? Least = null, double? Most = null);

/// <summary>One check that a template makes on each of its items.</summary>
public sealed record TemplateCheck
{
    /// <summary>In kebab case; what ties a check to it for good, whatever its name becomes.</summary>
    public required string Key { get; init; }

    /// <summary>How people call the check.</summary>
    public required Wording Name { get; init; }

    /// <summary>A name of the probe's catalogue.</summary>
    public required string Type { get; init; }

    /// <summary>What is checked.</summary>
    public string Target { get; init; } = "";

    /// <summary>Parameters of the type, by name.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>From a run to the next; <see cref="CheckPolicy"/> bounds it, as the following ones.</summary>
    public Duration Interval { get; init; } = Duration.FromSeconds(60);

    /// <summary>From a run to the next while a change awaits confirmation.</summary>
    public Duration RetryInterval { get; init; } = Duration.FromSeconds(10);

    /// <summary>How long a run may take.</summary>
    public Duration TimeOut { get; init; } = Duration.FromSeconds(10);

    /// <summary>Consecutive results that confirm a critical.</summary>
    public int Critical { get; init; } = 3;

    /// <summary>Consecutive results that confirm a warning.</summary>
    public int Warning { get; init; } = 3;

    /// <summary>The texts in which <c>{{…}}</c> may stand.</summary>
    public IEnumerable<string> Texts => [Name.French, Name.English ?? "", Target, .. Parameters.Values];
}

/// <summary>For a kind of item: the checks that it gets, and what each item may have of its own in them.</summary>
/// <param name="Kind">For what.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Description">What it watches, and what it needs from the item, in a sentence or two.</param>
/// <param name="Parameters">In the order in which they are asked for.</param>
/// <param name="Checks">In the order in which they are shown.</param>
public sealed record CheckTemplate(
    TemplateKind Kind, Wording Name, Wording Description, ImmutableArray<TemplateParameter> Parameters, ImmutableArray<TemplateCheck> Checks)
{
    /// <summary>The parameters that are named in one of the checks and in no other.</summary>
    public IEnumerable<TemplateParameter> OwnOf(TemplateCheck check) =>
        Parameters.Where(parameter => Checks.Where(one => one.Texts.SelectMany(TemplateText.Names).Contains(parameter.Key)).ToList() is [var only] && only == check);
}
