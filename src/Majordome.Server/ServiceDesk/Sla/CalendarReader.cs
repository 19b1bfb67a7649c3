using System.Text.Json;
using Majordome.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>Reads one calendar of a scenario file.</summary>
internal static class CalendarReader
{
    /// <summary>The calendar; <c>null</c> when a fault was told.</summary>
    public static ServiceCalendar? Read(JsonPlace place)
    {
        if (!place.Is(JsonValueKind.Object))
        {
            return null;
        }

        var before = place.Faults.Count;
        var zone = ReadZone(place.Required("zone"));
        var week = ReadWeek(place.Required("week"));
        var holidays = ReadHolidays(place.Optional("holidays"));
        var closures = (place.Optional("closures")?.Items() ?? []).Select(ReadDate).OfType<LocalDate>().ToList();
        return place.Faults.Count == before ? new ServiceCalendar(zone!, week!, holidays, closures) : null;
    }

    private static DateTimeZone? ReadZone(JsonPlace? place)
    {
        if (place?.Text() is not { } id)
        {
            return null;
        }

        if (ServiceCalendar.FindZone(id).TryGet(out var zone, out var refused))
        {
            return zone;
        }

        place.Value.Refuse(refused);
        return null;
    }

    private static ServiceWeek? ReadWeek(JsonPlace? place)
    {
        if (place is not { } week)
        {
            return null;
        }

        if (week.Value.ValueKind == JsonValueKind.String)
        {
            if (string.Equals(week.Value.GetString(), "always", StringComparison.Ordinal))
            {
                return ServiceWeek.Always;
            }

            week.Refuse("week-malformed", week.Value.GetString());
            return null;
        }

        var before = week.Faults.Count;
        var days = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        foreach (var (name, day) in week.Fields())
        {
            // What is no text was told as such; an empty text in its place keeps the others' numbers and is dropped below.
            days.Add(KeyValuePair.Create<string, IReadOnlyList<string>>(name, [.. day.Items().Select(span => span.Text() ?? "")]));
        }

        var sound = week.Faults.Count == before;
        var told = week.Faults.Skip(before).Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        if (ServiceWeek.Read(days).TryGet(out var read, out var refused))
        {
            return sound ? read : null;
        }

        week.Refuse(refused.Where(refusal => sound || refusal.Path.Length > 0 && !told.Contains(refusal.Within(week.Path).Path)));
        return null;
    }

    private static HolidaySet ReadHolidays(JsonPlace? place)
    {
        if (place?.Text() is not { } code)
        {
            return HolidaySet.None;
        }

        if (FrenchHolidays.Find(code).TryGet(out var holidays, out var refused))
        {
            return holidays;
        }

        place.Value.Refuse(refused);
        return HolidaySet.None;
    }

    private static LocalDate? ReadDate(JsonPlace place)
    {
        if (place.Text() is not { } text)
        {
            return null;
        }

        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date))
        {
            return date;
        }

        place.Refuse("date-malformed", text);
        return null;
    }
}
