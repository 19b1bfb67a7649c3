using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>
/// Days of a contract, from a first to a last day, <em>both included</em>: this is how contracts are written and signed
/// ("from 1 January to 31 December"). Everything that runs on instants uses <see cref="ToInterval"/>, which is half-open.
/// </summary>
/// <param name="Last"><c>null</c>: no end.</param>
public sealed record DayRange(LocalDate First, LocalDate? Last = null)
{
    private LocalDate End => Last ?? LocalDate.MaxIsoValue;

    /// <summary>Whether it holds at least one day.</summary>
    public bool Any() => End >= First;

    /// <summary>Whether a day is one of these.</summary>
    public bool Contains(LocalDate day) => First <= day && day <= End;

    /// <summary>Whether a day is in both.</summary>
    public bool Overlaps(DayRange other) => First <= other.End && other.First <= End;

    /// <summary>Whether all these days are in another range; an end left open ends with that range.</summary>
    public bool IsWithin(DayRange outer) => outer.Contains(First) && (Last is null || Last <= outer.End);

    /// <summary>From the start of the first day to the start of the day after the last, as a zone lives them.</summary>
    public Interval ToInterval(DateTimeZone zone) => new(
        zone.AtStartOfDay(First).ToInstant(),
        End == LocalDate.MaxIsoValue ? null : zone.AtStartOfDay(End.PlusDays(1)).ToInstant());
}
