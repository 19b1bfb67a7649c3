using Microsoft.Extensions.Localization;

namespace Majordome.Server.Platform.Wording;

/// <summary>Counted things: one text for one, another for several.</summary>
public static class Plurals
{
    /// <summary>
    /// The text <c>key.One</c> or <c>key.Many</c> with the number, written, at <c>{0}</c>. French counts zero as one, English
    /// as several.
    /// </summary>
    public static string Counted(this IStringLocalizer texts, Words words, string key, int number) =>
        texts[number == 1 || (number == 0 && words.IsFrench) ? $"{key}.One" : $"{key}.Many", words.Count(number)].Value;
}
