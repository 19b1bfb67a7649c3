using System.Text;

namespace Majordome.Protocols.Nut;

/// <summary>A line <c>VAR ups name "value"</c> of the Network UPS Tools protocol (RFC 9271, 4.2.6).</summary>
/// <param name="Ups">Which UPS.</param>
/// <param name="Name">Name of the variable: <c>ups.status</c>, <c>battery.charge</c>…</param>
/// <param name="Value">Its value, unquoted.</param>
public sealed record NutVariable(string Ups, string Name, string Value)
{
    /// <summary>Reads a line. False for any other.</summary>
    public static bool TryRead(string line, out NutVariable? variable)
    {
        var words = Words(line);
        variable = words is ["VAR", var ups, var name, var value] ? new NutVariable(ups, name, value) : null;
        return variable is not null;
    }

    /// <summary>The words of a line: parted by blanks, or in quotes, in which a backslash keeps the next character (RFC 9271, 4.1). A quote never closed ends with the line.</summary>
    public static IReadOnlyList<string> Words(string line)
    {
        var (found, word, inWord, inQuotes) = (new List<string>(), new StringBuilder(), false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"')
            {
                (inQuotes, inWord) = (!inQuotes, true);
            }
            else if (!inQuotes && (c is ' ' or '\t'))
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
                word.Append(c == '\\' && i + 1 < line.Length ? line[++i] : c);
                inWord = true;
            }
        }

        if (inWord)
        {
            found.Add(word.ToString());
        }

        return found;
    }
}
