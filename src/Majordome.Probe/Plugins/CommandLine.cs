using System.Collections.Immutable;
using System.Text;

namespace Majordome.Probe.Plugins;

/// <summary>Takes arguments apart as the POSIX shell quotes them (XCU 2.2), without any of its other powers: no shell ever runs.</summary>
public static class CommandLine
{
    /// <summary>
    /// Splits at blanks; <c>'…'</c> keeps all, <c>"…"</c> keeps all but <c>\"</c> and <c>\\</c>, a backslash elsewhere keeps the next
    /// character. False when a quote is never closed or a backslash ends the text.
    /// </summary>
    public static bool TrySplit(string text, out ImmutableArray<string> arguments)
    {
        var (found, word, inWord, quote) = (ImmutableArray.CreateBuilder<string>(), new StringBuilder(), false, '\0');
        arguments = [];
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'')
            {
                if (++i == text.Length)
                {
                    return false;
                }

                word.Append(quote == '"' && text[i] is not ('"' or '\\') ? "\\" : "").Append(text[i]);
                inWord = true;
            }
            else if (quote != '\0' ? c == quote : c is '\'' or '"')
            {
                quote = quote == '\0' ? c : '\0';
                inWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (inWord)
                {
                    found.Add(word.ToString());
                    word.Clear();
                }

                inWord = false;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord)
        {
            found.Add(word.ToString());
        }

        arguments = found.ToImmutable();
        return quote == '\0';
    }
}
