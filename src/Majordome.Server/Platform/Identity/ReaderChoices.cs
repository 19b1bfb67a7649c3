using Majordome.Server.Platform.House;
using Microsoft.Extensions.Localization;
using NodaTime.TimeZones;

namespace Majordome.Server.Platform.Identity;

/// <summary>What a reader may choose among in forms.</summary>
public static class ReaderChoices
{
    /// <summary>Every zone that people live in, by its IANA name (the places of the time-zone database).</summary>
    public static IReadOnlyList<Choice> Zones { get; } =
    [
        .. TzdbDateTimeZoneSource.Default.ZoneLocations!
            .Select(l => l.ZoneId).Append("UTC").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new Choice(id, id.Replace('_', ' '))),
    ];

    /// <summary>The two languages, each in itself.</summary>
    public static IReadOnlyList<Choice> Languages(IStringLocalizer<IdentityTexts> texts) =>
        [new Choice("fr", texts["Language.fr"]), new Choice("en", texts["Language.en"])];
}
