using System.Collections.Immutable;
using Majordome.Server.Platform.House;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Monitoring.Public;

/// <summary>
/// The stretch of time that a page's charts show: a period up to now, or what the reader zoomed into. It lives in the address, <c>?period=7d</c> or
/// <c>?from=2026-11-17T08:00:00Z&amp;to=2026-11-17T09:00:00Z</c>, so that every stretch is a link and the way back is the browser's.
/// </summary>
/// <param name="Period">Name of the period, of <see cref="Periods"/>: the one to come back to when <paramref name="IsZoomed"/>.</param>
/// <param name="Over">From when to when.</param>
/// <param name="IsZoomed">Whether the reader chose both ends.</param>
public sealed record ChartRange(string Period, Interval Over, bool IsZoomed)
{
    /// <summary>Fields of the address.</summary>
    public const string PeriodField = "period", FromField = "from", ToField = "to";

    /// <summary>The periods.</summary>
    public static readonly ImmutableArray<(string Name, Duration Length)> Periods =
        [("1h", Duration.FromHours(1)), ("24h", Duration.FromHours(24)), ("7d", Duration.FromDays(7)), ("30d", Duration.FromDays(30)), ("1y", Duration.FromDays(365))];

    /// <summary>The shortest stretch that is shown.</summary>
    public static readonly Duration Shortest = Duration.FromMinutes(2);

    /// <summary>The longest one: as far back as a period goes, twice.</summary>
    public static readonly Duration Longest = Duration.FromDays(730);

    /// <summary>What an address asks for; where it cannot be read, the last day, or the last hour of what is younger.</summary>
    /// <param name="address">The page.</param>
    /// <param name="since">Since when there is what the page is about: a day of which it was there for minutes would show a dot.</param>
    /// <param name="now">Now.</param>
    public static ChartRange Of(PageAddress address, Instant since, Instant now)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (name, length) = Periods.FirstOrDefault(p => p.Name == address[PeriodField], now - since < Periods[0].Length ? Periods[0] : Periods[1]);
        return Read(address[FromField]) is { } from && Read(address[ToField]) is { } to && to - from >= Shortest && to - from <= Longest
            ? new(name, new Interval(from, to), IsZoomed: true)
            : new(name, new Interval(now - length, now), IsZoomed: false);
    }

    /// <summary>How long it is.</summary>
    public Duration Length => Over.Duration;

    /// <summary>The same page over a period.</summary>
    public static string PeriodUrl(PageAddress address, string period)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.With((FromField, null), (ToField, null), (PeriodField, period));
    }

    /// <summary>The same page over a stretch; up to now at most, and no shorter nor longer than is shown.</summary>
    /// <param name="address">The page.</param>
    /// <param name="start">From when.</param>
    /// <param name="length">How long.</param>
    /// <param name="now">Now.</param>
    public static string Url(PageAddress address, Instant start, Duration length, Instant now)
    {
        ArgumentNullException.ThrowIfNull(address);
        length = Duration.Min(Longest, Duration.Max(Shortest, length));
        start = Instant.Min(start, now - length);
        return address.With((FromField, Write(start)), (ToField, Write(start + length)));
    }

    private static string Write(Instant instant) => InstantPattern.General.Format(instant);

    private static Instant? Read(string? text) =>
        text is not null && InstantPattern.General.Parse(text) is { Success: true } read && read.Value > Instant.FromUnixTimeSeconds(0) ? read.Value : null;
}
