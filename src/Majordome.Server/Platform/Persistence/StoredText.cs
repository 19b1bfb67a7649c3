namespace Majordome.Server.Platform.Persistence;

/// <summary>Texts from outside as columns hold them.</summary>
public static class StoredText
{
    /// <summary>A text of at most so many characters that every database takes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">UTF-16 code units, more than the mark has.</param>
    /// <param name="mark">The end of one that was cut, within these.</param>
    public static string Of(string text, int longest, string mark = "") => Plain(Cut(text, longest, mark));

    /// <summary>A text without the zero character, which PostgreSQL does not know: U+FFFD stands for it.</summary>
    public static string Plain(string text) => text.Replace('\0', '\uFFFD');

    /// <summary>The beginning of a text that is too long, without half a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">UTF-16 code units, more than the mark has.</param>
    /// <param name="mark">The end of one that was cut, within these.</param>
    public static string Cut(string text, int longest, string mark = "")
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var kept = longest - mark.Length;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept), mark);
    }
}
