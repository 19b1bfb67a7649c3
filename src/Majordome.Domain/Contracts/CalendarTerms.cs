using System.Collections.Immutable;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>
/// Service hours as a contract writes them. They are a part of its version, so that editing them is an amendment and the
/// past keeps its hours. The contract gives the spans, the item's site the zone and the holidays, unless these are fixed here.
/// </summary>
public sealed record CalendarTerms
{
    /// <summary><c>HH:mm-HH:mm</c> spans under English weekday names; <c>null</c>: round the clock.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? Week { get; init; }

    /// <summary>Closed dates.</summary>
    public ImmutableArray<LocalDate> Closures { get; init; } = [];

    /// <summary>The IANA name of the zone at every site; <c>null</c>: the site's.</summary>
    public string? Zone { get; init; }

    /// <summary>The code of the public holidays at every site (<c>FR</c>, <c>none</c>); <c>null</c>: the site's.</summary>
    public string? Holidays { get; init; }

    /// <summary>The calendar lived at a site.</summary>
    /// <returns>The calendar, or why there is none: paths <c>week…</c>, <c>zone</c>, <c>holidays</c>.</returns>
    public Result<ServiceCalendar> At(DateTimeZone siteZone, HolidaySet siteHolidays)
    {
        var week = Week is null ? ServiceWeek.Always : ServiceWeek.Read(Week.Select(d => KeyValuePair.Create(d.Key, (IReadOnlyList<string>)d.Value)));
        var zone = Zone is null ? Result(siteZone) : ServiceCalendar.FindZone(Zone);
        var holidays = Holidays is null ? siteHolidays : FrenchHolidays.Find(Holidays);
        ImmutableArray<Refusal> refusals =
        [
            .. week.Refusals.Select(r => r.Within("week")),
            .. zone.Refusals.Select(r => r.Within("zone")),
            .. holidays.Refusals.Select(r => r.Within("holidays")),
        ];
        return refusals.IsEmpty ? new ServiceCalendar(zone.Value, week.Value, holidays.Value, Closures) : refusals;
    }

    private static Result<DateTimeZone> Result(DateTimeZone zone) => zone;
}
