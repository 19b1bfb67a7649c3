using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Mime;

/// <summary>What may stand in a header: text of one line.</summary>
public static class HeaderText
{
    /// <summary>
    /// Makes one line of any text, for subjects built from what a machine said: each run of line breaks, controls and spaces becomes
    /// one space, none at the ends.
    /// </summary>
    public static string Flatten(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        var pending = false;
        foreach (var c in text)
        {
            if (c == ' ' || BreaksLine(c))
            {
                pending = line.Length > 0;
                continue;
            }

            if (pending)
            {
                line.Append(' ');
                pending = false;
            }

            line.Append(c);
        }

        return line.ToString();
    }

    /// <summary>The rule a header value breaks: <c>line-break-in-header</c>, <c>control-in-header</c>, or none.</summary>
    internal static string? FaultOf(string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n'))
        {
            return "line-break-in-header";
        }

        return value.Any(BreaksLine) ? "control-in-header" : null;
    }

    /// <summary>Controls (C0, DEL, C1) and the separators of Unicode that some readers take for a new line.</summary>
    private static bool BreaksLine(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
