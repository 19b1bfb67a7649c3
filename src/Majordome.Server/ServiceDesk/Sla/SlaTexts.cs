using System.Globalization;
using System.Resources;
using System.Text;
using Majordome.Domain;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>The sentences of the <c>sla</c> commands in one language.</summary>
/// <param name="culture">French or English; any other gives French.</param>
internal sealed class SlaTexts(CultureInfo culture)
{
    /// <summary>The resource files: French is the neutral one.</summary>
    public static readonly ResourceManager Resources = new(typeof(SlaTexts));

    /// <summary>The longest part of somebody's input that a message repeats, in characters.</summary>
    private const int LongestQuote = 80;

    /// <summary>The sentence of a key, its places filled.</summary>
    /// <exception cref="InvalidOperationException">No such key: a defect.</exception>
    public string this[string key, params object?[] values] => string.Format(
        CultureInfo.InvariantCulture,
        Resources.GetString(key, culture) ?? throw new InvalidOperationException($"No sentence for {key}."),
        [.. values.Select(Quoted)]);

    /// <summary>One line for a refusal: its JSON path and the sentence of its rule.</summary>
    public string Line(Refusal refusal)
    {
        object?[] values = string.Equals(refusal.Rule, "wrong-type", StringComparison.Ordinal)
            ? [.. refusal.Values.Select(value => this[$"type.{value}"])]
            : [.. refusal.Values];
        var path = refusal.Path.Length == 0 ? "$" : refusal.Path[0] == '[' ? "$" + refusal.Path : "$." + refusal.Path;
        return $"{Printable(path)}: {this["rule." + refusal.Rule, values]}";
    }

    private static string Quoted(object? value)
    {
        var text = Printable(value switch
        {
            Instant instant => InstantPattern.ExtendedIso.Format(instant),
            IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        });
        return text.Length <= LongestQuote ? text : text[..(LongestQuote - 1)] + "…";
    }

    /// <summary>Somebody's input as one harmless line: control and invisible formatting characters are written as their codes.</summary>
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                printable.Append(letter);
            }
        }

        return printable.ToString();
    }
}
