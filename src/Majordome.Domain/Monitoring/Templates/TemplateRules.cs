using System.Collections.Immutable;
using System.Globalization;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>What a template has to be like, whatever types of checks there are.</summary>
public static class TemplateRules
{
    /// <summary>The most parameters a template has.</summary>
    public const int MostParameters = 40;

    /// <summary>The most checks a template has.</summary>
    public const int MostChecks = 40;

    private const int LongestKey = 40, LongestName = 100, LongestText = 1000;

    /// <summary>
    /// What is wrong with a template: <c>required</c>, <c>text-too-long</c>, <c>template-key-invalid</c> (lower-case letters, digits and hyphens, a letter first),
    /// <c>template-key-twice</c>, <c>template-name-unknown</c> (<c>{{…}}</c> names nothing), <c>template-secret-shown</c> (a secret stands where it would be shown),
    /// <c>secret-needs-parameter</c> (a secret is written into a check), <c>template-too-large</c>, and what <see cref="Judge"/> says of defaults.
    /// </summary>
    /// <param name="template">The template.</param>
    /// <param name="isSecret">Whether a parameter of a type of check is secret.</param>
    public static ImmutableArray<Refusal> Refusals(CheckTemplate template, Func<string, string, bool> isSecret)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Bound(refusals, "name.french", template.Name.French, LongestName);
        Bound(refusals, "description.french", template.Description.French, LongestText, isRequired: false);
        if (template.Parameters.Length > MostParameters || template.Checks.Length > MostChecks)
        {
            refusals.Add(Refusal.Of("checks", "template-too-large", template.Checks.Length, MostChecks, MostParameters));
            return refusals.ToImmutable();
        }

        Keys(refusals, "parameters", [.. template.Parameters.Select(p => p.Key)]);
        Keys(refusals, "checks", [.. template.Checks.Select(c => c.Key)]);
        var known = template.Parameters.GroupBy(p => p.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        for (var at = 0; at < template.Parameters.Length; at++)
        {
            refusals.AddRange(OfParameter(template.Parameters[at]).Select(r => r.Within(At("parameters", at))));
        }

        for (var at = 0; at < template.Checks.Length; at++)
        {
            refusals.AddRange(OfCheck(template.Checks[at], known, isSecret).Select(r => r.Within(At("checks", at))));
        }

        return refusals.ToImmutable();
    }

    /// <summary>What is wrong with a text for a parameter: <c>parameter-not-a-number</c>, <c>parameter-out-of-bounds</c> (value, least, most, unit), <c>text-too-long</c>.</summary>
    public static Refusal? Judge(TemplateParameter parameter, string path, string text)
    {
        if (text.Length > LongestText)
        {
            return Refusal.Of(path, "text-too-long", text.Length, LongestText);
        }

        if (parameter.Kind is not TemplateParameterKind.Number)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Refusal.Of(path, "parameter-not-a-number", text);
        }

        return number < parameter.Least || number > parameter.Most
            ? Refusal.Of(path, "parameter-out-of-bounds", text, parameter.Least ?? double.NegativeInfinity, parameter.Most ?? double.PositiveInfinity, parameter.Unit)
            : null;
    }

    private static IEnumerable<Refusal> OfParameter(TemplateParameter parameter)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Bound(refusals, "label.french", parameter.Label.French, LongestName);
        if (parameter.Default is not { Length: > 0 } text)
        {
            return refusals;
        }

        var facts = TemplateText.Names(text).ToList();
        refusals.AddRange(facts.Where(name => !TemplateText.IsFact(name)).Select(name => Refusal.Of("default", "template-name-unknown", name)));
        if (facts.Count == 0 && Judge(parameter, "default", text) is { } refusal)
        {
            refusals.Add(refusal);
        }

        return refusals;
    }

    private static IEnumerable<Refusal> OfCheck(TemplateCheck check, Dictionary<string, TemplateParameter> known, Func<string, string, bool> isSecret)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Bound(refusals, "name.french", check.Name.French, LongestName);
        Bound(refusals, "type", check.Type, LongestName);
        foreach (var name in check.Texts.SelectMany(TemplateText.Names).Where(name => !TemplateText.IsFact(name) && !known.ContainsKey(name)).Distinct(StringComparer.Ordinal))
        {
            refusals.Add(Refusal.Of("", "template-name-unknown", name));
        }

        bool Shows(string text) => TemplateText.Names(text).Any(name => known.GetValueOrDefault(name)?.Kind is TemplateParameterKind.Secret);
        if (Shows(check.Name.French) || Shows(check.Name.English ?? "") || Shows(check.Target))
        {
            refusals.Add(Refusal.Of("target", "template-secret-shown"));
        }

        foreach (var (parameter, text) in check.Parameters)
        {
            var path = $"parameters.{parameter}";
            if (!isSecret(check.Type, parameter))
            {
                if (Shows(text))
                {
                    refusals.Add(Refusal.Of(path, "template-secret-shown"));
                }
            }
            else if (text.Length > 0 && (TemplateText.OnlyName(text) is not { } only || known.GetValueOrDefault(only)?.Kind is not TemplateParameterKind.Secret))
            {
                refusals.Add(Refusal.Of(path, "secret-needs-parameter"));
            }
        }

        return refusals;
    }

    private static string At(string list, int place) => string.Create(CultureInfo.InvariantCulture, $"{list}[{place}]");

    private static void Keys(ImmutableArray<Refusal>.Builder refusals, string list, ImmutableArray<string> keys)
    {
        for (var at = 0; at < keys.Length; at++)
        {
            var key = keys[at];
            if (key.Length is 0 or > LongestKey || !char.IsAsciiLetterLower(key[0]) || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-'))
            {
                refusals.Add(Refusal.Of(At(list, at) + ".key", "template-key-invalid", key));
            }
            else if (keys.IndexOf(key, StringComparer.Ordinal) < at)
            {
                refusals.Add(Refusal.Of(At(list, at) + ".key", "template-key-twice", key));
            }
        }
    }

    private static void Bound(ImmutableArray<Refusal>.Builder refusals, string path, string text, int longest, bool isRequired = true)
    {
        if (isRequired && string.IsNullOrWhiteSpace(text))
        {
            refusals.Add(Refusal.Of(path, "required"));
        }
        else if (text.Length > longest)
        {
            refusals.Add(Refusal.Of(path, "text-too-long", text.Length, longest));
        }
    }
}
