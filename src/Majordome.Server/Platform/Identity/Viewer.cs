using NodaTime;

namespace Majordome.Server.Platform.Identity;

/// <summary>How the person in front of a page reads: language, zone, theme.</summary>
/// <param name="DisplayName">How they are called; empty for nobody.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">The zone instants are written in.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>auto</c>.</param>
/// <param name="LetterKeys">Whether single-letter keys work.</param>
public sealed record Viewer(string DisplayName, string Language, DateTimeZone Zone, string Theme, bool LetterKeys)
{
    /// <summary>Before anybody is identified.</summary>
    public static readonly Viewer Nobody = new("", "fr", DateTimeZoneProviders.Tzdb["Europe/Paris"], "auto", LetterKeys: true);
}
