using NodaTime;

namespace Majordome.Protocols;

/// <summary>
/// Instants that messages tell. A date of RFC 3339 may be of the years 0 to 9999, and its offset may bring it out of what calendars and databases keep:
/// what is outside of 1970 to 9998 is a clock that was never set, or a mistake.
/// </summary>
internal static class ToldInstant
{
    private const int FirstYear = 1970;
    private const int LastYear = 9998;

    /// <summary>The instant; <c>null</c>: it is of no year that a message is of.</summary>
    public static Instant? Of(OffsetDateTime date) => IsOf(date.Year) ? date.ToInstant() : null;

    /// <summary>Whether a message may be of that year.</summary>
    public static bool IsOf(int year) => year is >= FirstYear and <= LastYear;
}
