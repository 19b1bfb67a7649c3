using System.Globalization;
using NodaTime;

namespace Majordome.Server.Platform.Wording;

/// <summary>
/// How dates, durations and numbers are written for one reader: a language (French, or English when the culture is English),
/// the reader's time zone, and the instant at which the page is computed. Immutable; one per page, mail or document.
/// </summary>
/// <remarks>
/// The rules are those of the interface guide: 24 h everywhere, today and yesterday in words, the year only when it differs,
/// no-break spaces before units and narrow no-break spaces for thousands in French, half rounded up. Written here rather than
/// taken from the system's culture data so that a page, a mail and a frozen review read the same on every machine.
/// </remarks>
public sealed partial class Words
{
    internal const char NoBreak = '\u00A0';
    internal const char Narrow = '\u202F';

    private readonly Vocabulary vocabulary;

    /// <summary>Writes for a reader.</summary>
    /// <param name="culture">Only its language counts: English, else French.</param>
    /// <param name="zone">The zone in which the reader's wall clock is read.</param>
    /// <param name="now">The instant the text is computed; what 'today' and 'ago' refer to.</param>
    public Words(CultureInfo culture, DateTimeZone zone, Instant now)
    {
        ArgumentNullException.ThrowIfNull(culture);
        IsFrench = !string.Equals(culture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal);
        vocabulary = IsFrench ? Vocabulary.French : Vocabulary.English;
        Zone = zone;
        Now = now;
        Today = now.InZone(zone).Date;
    }

    /// <summary>Whether the text is French; else it is English.</summary>
    public bool IsFrench { get; }

    /// <summary>The reader's zone.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>The instant of computation.</summary>
    public Instant Now { get; }

    /// <summary>The reader's date at <see cref="Now"/>.</summary>
    public LocalDate Today { get; }

    /// <summary>The same reader at another instant.</summary>
    public Words At(Instant now) => new(Culture, Zone, now);

    /// <summary>The same reader in another zone, for instance that of a site.</summary>
    public Words In(DateTimeZone zone) => new(Culture, zone, Now);

    /// <summary>The culture of the language: <c>fr-FR</c> or <c>en-GB</c>.</summary>
    public CultureInfo Culture => CultureInfo.GetCultureInfo(IsFrench ? "fr-FR" : "en-GB");

    /// <summary>Words between quotation marks: « P1 » or “P1”.</summary>
    public string Quote(string text) => IsFrench ? $"«{NoBreak}{text}{NoBreak}»" : $"“{text}”";

    /// <summary>Puts the first letter in upper case, for the start of a sentence or a title.</summary>
    public static string Capital(string text) =>
        string.IsNullOrEmpty(text) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Joins with commas and a final 'et' or 'and'.</summary>
    public string Join(IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count switch
        {
            0 => "",
            1 => items[0],
            _ => string.Join(", ", items.Take(items.Count - 1)) + (IsFrench ? " et " : " and ") + items[^1],
        };
    }
}
