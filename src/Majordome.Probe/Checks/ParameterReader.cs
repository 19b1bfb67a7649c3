using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Majordome.Domain;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Checks;

/// <summary>
/// Reads the parameters of a check once, when it is defined. Rules refused: <c>parameter-unknown</c>, <c>parameter-missing</c>,
/// <c>parameter-not-a-number</c>, <c>parameter-out-of-bounds</c> (value, least, most, unit), <c>parameter-not-a-flag</c>,
/// <c>parameter-not-a-choice</c> (value, choices), <c>parameter-not-a-pattern</c>, the rules of <see cref="PluginRange"/>, and what the type adds
/// with <see cref="Refuse"/>.
/// </summary>
public sealed class ParameterReader
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, CheckParameter> known;
    private readonly IReadOnlyDictionary<string, string> given;
    private readonly ImmutableArray<Refusal>.Builder refusals = ImmutableArray.CreateBuilder<Refusal>();

    internal ParameterReader(ImmutableArray<CheckParameter> parameters, string target, IReadOnlyDictionary<string, string> given)
    {
        known = parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        this.given = given;
        Target = target;
        foreach (var name in given.Keys.Where(name => !known.ContainsKey(name)))
        {
            // Without its value: what this type does not know may have been a secret of another.
            refusals.Add(Refusal.Of($"parameters.{name}", "parameter-unknown", name));
        }
    }

    /// <summary>What is checked.</summary>
    public string Target { get; }

    /// <summary>What was refused so far.</summary>
    public ImmutableArray<Refusal> Refusals => refusals.ToImmutable();

    /// <summary>Refuses a parameter for a reason of the type's own; the value of a secret is not told.</summary>
    public void Refuse(string parameter, string rule, params object?[] values)
    {
        var isSecret = known.TryGetValue(parameter, out var found) && found.Kind is ParameterKind.Secret;
        refusals.Add(Refusal.Of($"parameters.{parameter}", rule, [.. values.Select(value => isSecret && value is string ? "" : value)]));
    }

    /// <summary>Refuses the target.</summary>
    public void RefuseTarget(string rule) => RefuseTarget(rule, Target);

    /// <summary>Refuses the target, and says of it only this.</summary>
    public void RefuseTarget(string rule, string told) => refusals.Add(Refusal.Of("target", rule, told));

    /// <summary>A text; empty when it was missing and had to be given.</summary>
    public string Text(string name)
    {
        if (given.TryGetValue(name, out var text))
        {
            return text;
        }

        if (known[name].Default is { } standard)
        {
            return standard;
        }

        Refuse(name, "parameter-missing");
        return "";
    }

    /// <summary>A number within the parameter's bounds.</summary>
    public double Number(string name)
    {
        var parameter = known[name];
        var text = Text(name);
        if (text.Length == 0 && parameter.Default is null)
        {
            return parameter.Least;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) ||
            (parameter.Kind == ParameterKind.Whole && number != Math.Truncate(number)))
        {
            Refuse(name, "parameter-not-a-number", text);
            return parameter.Least;
        }

        if (number < parameter.Least || number > parameter.Most)
        {
            Refuse(name, "parameter-out-of-bounds", text, parameter.Least, parameter.Most, parameter.Unit);
            return parameter.Least;
        }

        return number;
    }

    /// <summary>A whole number within the parameter's bounds.</summary>
    public int Whole(string name) => (int)Number(name);

    /// <summary>A yes or no.</summary>
    public bool Flag(string name)
    {
        var text = Text(name);
        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Refuse(name, "parameter-not-a-flag", text);
        return false;
    }

    /// <summary>One of the parameter's words; the first when it was refused.</summary>
    public string Choice(string name)
    {
        var (text, choices) = (Text(name), known[name].Choices);
        if (choices.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Refuse(name, "parameter-not-a-choice", text, string.Join(", ", choices));
        return choices[0];
    }

    /// <summary>A pattern, or nothing when empty.</summary>
    public Regex? Pattern(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            Refuse(name, "parameter-not-a-pattern", text);
            return null;
        }
    }

    /// <summary>The thresholds over a figure, declared by <see cref="CheckParameter.Thresholds"/>.</summary>
    public Thresholds Thresholds(string figure) => new(Range($"{figure}-warning"), Range($"{figure}-critical"));

    private PluginRange? Range(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return null;
        }

        if (PluginRange.TryRead(text, out var range, out var rule))
        {
            return range;
        }

        Refuse(name, rule!, text);
        return null;
    }
}
