using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Resources;
using Majordome.Domain;
using NodaTime;

namespace Majordome.Server.Platform;

/// <summary>
/// Finds the sentence of a rule in the current language. Each room keeps its sentences in its own resource file
/// (<c>*Texts.resx</c>, French; <c>*Texts.en.resx</c>, English) under the key <c>rule:span-overlaps</c>; <c>{0}</c> is the
/// refusal's first value.
/// </summary>
public sealed class Sentences
{
    private const string Prefix = "rule:";

    private readonly FrozenDictionary<string, ResourceManager> byRule;

    /// <summary>Reads which room has the sentence of which rule.</summary>
    public Sentences()
    {
        var found = new Dictionary<string, ResourceManager>(StringComparer.Ordinal);
        foreach (var texts in Assembly.GetExecutingAssembly().GetTypes().Where(t => t.Name.EndsWith("Texts", StringComparison.Ordinal)))
        {
            var manager = new ResourceManager(texts);
            if (manager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true) is { } set)
            {
                foreach (System.Collections.DictionaryEntry entry in set)
                {
                    if (entry.Key is string key && key.StartsWith(Prefix, StringComparison.Ordinal))
                    {
                        found[key[Prefix.Length..]] = manager;
                    }
                }
            }
        }

        byRule = found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every rule that has a sentence.</summary>
    public IEnumerable<string> Rules => byRule.Keys;

    /// <summary>The refusal as a sentence in the current language. A rule without a sentence is told by its name and values.</summary>
    public string Tell(Refusal refusal) => Tell(refusal.Rule, refusal.Values.AsSpan());

    /// <summary>The sentence of a rule.</summary>
    public string Tell(string rule, params ReadOnlySpan<object?> values) =>
        byRule.TryGetValue(rule, out var texts)
            ? string.Format(CultureInfo.CurrentCulture, texts.GetString(Prefix + rule, CultureInfo.CurrentUICulture)!, Worded(values))
            : values.IsEmpty ? rule : $"{rule} ({string.Join(", ", values.ToArray())})";

    private static object?[] Worded(ReadOnlySpan<object?> values)
    {
        var worded = values.ToArray();
        foreach (ref var value in worded.AsSpan())
        {
            value = value is Duration duration ? Worded(duration) : value;
        }

        return worded;
    }

    // In the largest unit of which it is a whole number, as people type it.
    private static string Worded(Duration duration)
    {
        var isFrench = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "fr";
        var (number, unit) = duration.TotalDays is >= 1 and var days && days % 1 == 0 ? (days, isFrench ? "j" : "d")
            : duration.TotalHours is >= 1 and var hours && hours % 1 == 0 ? (hours, "h")
            : duration.TotalMinutes is >= 1 and var minutes && minutes % 1 == 0 ? (minutes, "min")
            : (duration.TotalSeconds, "s");
        return $"{number.ToString("#,0.###", CultureInfo.CurrentCulture)}\u00A0{unit}";
    }

    /// <summary>The sentence of a rule in a language, whatever the current one.</summary>
    /// <param name="language"><c>fr</c> or <c>en</c>.</param>
    /// <param name="rule">Which.</param>
    /// <param name="values">What the sentence needs.</param>
    public string TellIn(string language, string rule, params ReadOnlySpan<object?> values)
    {
        var (words, forms) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language is "en" ? "en-GB" : "fr-FR");
        try
        {
            return Tell(rule, values);
        }
        finally
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (words, forms);
        }
    }

    /// <summary>The short title of an HTTP status.</summary>
    public string Title(int status) => Tell($"http-{status.ToString(CultureInfo.InvariantCulture)}");
}
