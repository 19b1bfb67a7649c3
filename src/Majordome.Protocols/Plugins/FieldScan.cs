namespace Majordome.Protocols.Plugins;

/// <summary>Finds where the fields of a measurement end in performance data, also where the plugin left out a blank or put one too many.</summary>
internal static class FieldScan
{
    /// <summary>The units that a plugin may have written apart from their number, longest first. The counter's <c>c</c> is not among them: alone, it is a label.</summary>
    private static readonly string[] DetachedUnits = ["KB", "MB", "GB", "TB", "us", "ms", "s", "%", "B"];

    /// <summary>The units of the guidelines, longest first.</summary>
    private static readonly string[] GuidelineUnits = [.. DetachedUnits, "c"];

    /// <summary>Whether a character parts measurements.</summary>
    public static bool IsSeparator(char c) => c is ' ' or '\t' or '\r' or '\n' or '|';

    /// <summary>Where the fields that start at <paramref name="at"/> end: at a separator, or where the next label is glued to them.</summary>
    public static int End(ReadOnlySpan<char> text, int at, out bool nextIsGlued)
    {
        var end = EndOfWord(text, at);
        var fields = text[at..end];
        nextIsGlued = false;

        var quote = fields.IndexOf('\'');
        var equals = fields.IndexOf('=');
        if (quote > 0 && (equals < 0 || quote < equals))
        {
            nextIsGlued = true;
            return at + quote;
        }

        if (equals > 0)
        {
            var glued = StartOfGluedLabel(fields[..equals]);
            nextIsGlued = glued > 0;
            return nextIsGlued ? at + glued : end;
        }

        return end;
    }

    /// <summary>How many blanks stand between <c>=</c> and the number that follows them on the same line; zero when no value follows.</summary>
    public static int BlanksBeforeNumber(ReadOnlySpan<char> text, int at)
    {
        var blanks = text[at..].IndexOfAnyExcept(' ', '\t');
        if (blanks <= 0)
        {
            return 0;
        }

        var word = text[(at + blanks)..EndOfWord(text, at + blanks)];
        return word.Contains('=') || (PluginNumber.Length(word) == 0 && word is not "U") ? 0 : blanks;
    }

    /// <summary>
    /// Where the fields end whose unit was written after a blank (<c>5 ms;10;20</c>); <paramref name="end"/> when what they hold up to there
    /// is not a bare number, or no unit of the guidelines follows.
    /// </summary>
    public static int EndOfDetachedUnit(ReadOnlySpan<char> text, int at, int end)
    {
        var blanks = text[end..].IndexOfAnyExcept(' ', '\t');
        if (blanks <= 0 || end == at || PluginNumber.Length(text[at..end]) != end - at)
        {
            return end;
        }

        var wordEnd = EndOfWord(text, end + blanks);
        var word = text[(end + blanks)..wordEnd];
        var semicolon = word.IndexOf(';');
        var unit = semicolon < 0 ? word : word[..semicolon];
        return !word.Contains('=') && IsOneOf(DetachedUnits, unit) ? wordEnd : end;
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int at)
    {
        var length = text[at..].IndexOfAny(" \t\r\n|");
        return length < 0 ? text.Length : at + length;
    }

    /// <summary>Where, in <c>1s;2;3;0;100label</c>, the label starts; zero when no number stands before it.</summary>
    private static int StartOfGluedLabel(ReadOnlySpan<char> beforeEquals)
    {
        var field = beforeEquals.LastIndexOf(';') + 1;
        var last = beforeEquals[field..];
        var start = PluginNumber.Length(last);
        if (field == 0)
        {
            start += start > 0 ? LengthOfUnit(last[start..]) : 0;
        }

        return start < last.Length ? field + start : 0;
    }

    /// <summary>Length of the longest unit of the guidelines at the start of a text, when a label remains behind it.</summary>
    private static int LengthOfUnit(ReadOnlySpan<char> text)
    {
        foreach (var unit in GuidelineUnits)
        {
            if (text.StartsWith(unit, StringComparison.Ordinal) && text.Length > unit.Length)
            {
                return unit.Length;
            }
        }

        return 0;
    }

    private static bool IsOneOf(string[] units, ReadOnlySpan<char> text)
    {
        foreach (var unit in units)
        {
            if (text.SequenceEqual(unit))
            {
                return true;
            }
        }

        return false;
    }
}
