using System.Globalization;
using System.Resources;
using Majordome.Server.Platform.Wording;
using NodaTime;

namespace Majordome.Server.Notifications.Letters;

/// <summary>Who will read a letter: their language and zone. Letters are written for them, not for who causes them.</summary>
public sealed class Reader
{
    private static readonly ResourceManager Texts = new(typeof(NotificationsTexts));

    private readonly CultureInfo culture;

    /// <summary>A reader.</summary>
    /// <param name="language"><c>fr</c> or <c>en</c>.</param>
    /// <param name="zone">An IANA zone; an unknown one is read as Europe/Paris.</param>
    /// <param name="now">When the letter is written.</param>
    public Reader(string language, string zone, Instant now)
    {
        culture = CultureInfo.GetCultureInfo(language is "en" ? "en-GB" : "fr-FR");
        Words = new Words(culture, DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZoneProviders.Tzdb["Europe/Paris"], now);
    }

    /// <summary>How dates and numbers are written for them.</summary>
    public Words Words { get; }

    /// <summary>A text in their language.</summary>
    public string this[string key, params ReadOnlySpan<object?> values] => string.Format(culture, Texts.GetString(key, culture)!, values);
}
