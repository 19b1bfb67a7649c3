using System.Globalization;

namespace Majordome.Server.Platform.House;

/// <summary>The letters shown for a person.</summary>
public static class Initials
{
    /// <summary>The first letters of the first and the last word of a name: Nadia Benali gives NB. At most two; none for a blank name.</summary>
    public static string Of(string? name)
    {
        var words = (name ?? "").Split([' ', '-', '\u00A0', '.'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length switch
        {
            0 => "",
            1 => First(words[0]),
            _ => First(words[0]) + First(words[^1]),
        };
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
