using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>A month as a contract's zone lives it: from the start of its first day to the start of the next month's, excluded.</summary>
public sealed record ReviewPeriod(YearMonth Month, DateTimeZone Zone)
{
    /// <summary>Its first instant.</summary>
    public Instant Start => StartOf(Month);

    /// <summary>The first instant after it.</summary>
    public Instant End => StartOf(Month.PlusMonths(1));

    /// <summary>Whether an instant is in the month.</summary>
    public bool Contains(Instant instant) => Start <= instant && instant < End;

    /// <summary>Up to where the month can be known: its end, or now while it lasts. Clocks are evaluated at this instant.</summary>
    public Instant CutAt(Instant now) => Instant.Min(now, End);

    private Instant StartOf(YearMonth month) => Zone.AtStartOfDay(month.OnDayOfMonth(1)).ToInstant();
}
