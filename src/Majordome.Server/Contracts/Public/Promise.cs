using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Server.Contracts.Public;

/// <summary>
/// What is promised, whole: it is kept with the ticket, so that its clocks need nothing else and stay what they were when a site
/// or a contract changes later.
/// </summary>
/// <param name="CalendarName">How the contract calls the calendar.</param>
/// <param name="Zone">IANA zone of its hours.</param>
/// <param name="Holidays">Code of its public holidays.</param>
/// <param name="Calendar">Its week and closures.</param>
/// <param name="Targets">GTI and GTR.</param>
public sealed record Promise(string CalendarName, string Zone, string Holidays, CalendarTerms Calendar, ServiceTargets Targets)
{
    // A calendar of a few years of office hours takes some 50 kB; a provider has a few dozen different ones.
    private const int MostKept = 1024;

    private static readonly ConcurrentDictionary<string, ServiceCalendar> Opened = new(StringComparer.Ordinal);

    /// <summary>
    /// The calendar to count service time in. Promises of the same hours share one, since a calendar remembers the years it has
    /// unfolded.
    /// </summary>
    /// <exception cref="InvalidOperationException">The promise is not one that contracts gave: its zone, holidays or week are not known.</exception>
    public ServiceCalendar Open()
    {
        var key = Key();
        if (Opened.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Opened.Count >= MostKept)
        {
            Opened.Clear();
        }

        var made = (Calendar with { Zone = null, Holidays = null }).At(ServiceCalendar.FindZone(Zone).Value, FrenchHolidays.Find(Holidays).Value).Value;
        return Opened.GetOrAdd(key, made);
    }

    // What the hours are made of, and nothing else: two tickets of one contract have equal calendars, not the same object.
    private string Key()
    {
        var key = new StringBuilder(256).Append(Zone).Append('|').Append(Holidays);
        foreach (var (day, spans) in Calendar.Week ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
        {
            key.Append('|').Append(day).Append('=').AppendJoin(',', spans);
        }

        key.Append(Calendar.Week is null ? "|always" : "|week");
        foreach (var closure in Calendar.Closures)
        {
            key.Append(CultureInfo.InvariantCulture, $"|{closure:uuuu-MM-dd}");
        }

        return key.ToString();
    }
}
