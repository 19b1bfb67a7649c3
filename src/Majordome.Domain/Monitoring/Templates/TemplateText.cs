using System.Text;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>
/// Texts of templates: <c>{{key}}</c> stands for a parameter, <c>{{item.address}}</c> and <c>{{item.name}}</c> for facts of the item. What is put in is not read again.
/// </summary>
public static class TemplateText
{
    /// <summary>The host name or address that checks of the item speak to.</summary>
    public const string ItemAddress = "item.address";

    /// <summary>The item's name.</summary>
    public const string ItemName = "item.name";

    private const string Open = "{{", Close = "}}";

    /// <summary>Whether a name is a fact of the item.</summary>
    public static bool IsFact(string name) => name is ItemAddress or ItemName;

    /// <summary>The names in a text, in order.</summary>
    public static IEnumerable<string> Names(string text) => Parts(text).Where(p => p.IsName).Select(p => p.Text);

    /// <summary>The name that is the whole text: <c>{{password}}</c>; <c>null</c>: it is more, or less, than one name.</summary>
    public static string? OnlyName(string text) => Parts(text).ToList() is [{ IsName: true } only] ? only.Text : null;

    /// <summary>Puts values in the places of their names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value of a name; <c>null</c>: there is none.</param>
    /// <param name="missing">Called with each name that has no value.</param>
    public static string Fill(string text, Func<string, string?> value, Action<string> missing)
    {
        var filled = new StringBuilder();
        foreach (var (part, isName) in Parts(text))
        {
            if (!isName)
            {
                filled.Append(part);
            }
            else if (value(part) is { } known)
            {
                filled.Append(known);
            }
            else
            {
                missing(part);
            }
        }

        return filled.ToString();
    }

    private static IEnumerable<(string Text, bool IsName)> Parts(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf(Close, open + Open.Length, StringComparison.Ordinal);
            if (close < 0)
            {
                yield return (text[at..], false);
                yield break;
            }

            if (open > at)
            {
                yield return (text[at..open], false);
            }

            yield return (text[(open + Open.Length)..close].Trim(), true);
            at = close + Close.Length;
        }
    }
}
