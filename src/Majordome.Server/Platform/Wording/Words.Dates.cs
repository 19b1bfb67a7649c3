using System.Globalization;
using NodaTime;

namespace Majordome.Server.Platform.Wording;

public sealed partial class Words
{
    /// <summary>The date in full with its year: <c>mardi 17 novembre 2026</c>, <c>Tuesday 17 November 2026</c>.</summary>
    public string FullDate(LocalDate date) => $"{LongDateWithoutYear(date)}{NoBreak}{Plain(date.Year)}";

    /// <summary>The date in full, its year only when it is not the reader's: <c>mardi 17 novembre</c>.</summary>
    public string LongDate(LocalDate date) => date.Year == Today.Year ? LongDateWithoutYear(date) : FullDate(date);

    /// <summary>The short date with its day: <c>mar. 17 nov.</c>, <c>Tue 17 Nov</c>; the year only when it differs.</summary>
    public string ShortDate(LocalDate date) =>
        $"{vocabulary.ShortDays[(int)date.DayOfWeek - 1]} {DayAndMonth(date)}";

    /// <summary>The short date without its day: <c>17 nov.</c>; the year only when it differs.</summary>
    public string DayAndMonth(LocalDate date)
    {
        var text = $"{DayNumber(date)}{NoBreak}{vocabulary.ShortMonths[date.Month - 1]}";
        return date.Year == Today.Year ? text : $"{text}{NoBreak}{Plain(date.Year)}";
    }

    /// <summary>Today and yesterday in words, else the short date: <c>hier</c>, <c>mer. 18 nov.</c></summary>
    public string Day(LocalDate date) =>
        date == Today ? vocabulary.Today : date == Today.PlusDays(-1) ? vocabulary.Yesterday : ShortDate(date);

    /// <summary>The day of an instant on the reader's calendar, as <see cref="Day(LocalDate)"/>.</summary>
    public string Day(Instant instant) => Day(instant.InZone(Zone).Date);

    /// <summary>A month: <c>octobre 2026</c>, <c>October 2026</c>.</summary>
    public string Month(YearMonth month) => $"{vocabulary.Months[month.Month - 1]}{NoBreak}{Plain(month.Year)}";

    /// <summary>A month without its year: <c>octobre</c>.</summary>
    public string MonthName(int month) => vocabulary.Months[month - 1];

    /// <summary>A day of the week in short: <c>lun.</c></summary>
    public string ShortDayOfWeek(IsoDayOfWeek day) => vocabulary.ShortDays[(int)day - 1];

    /// <summary>A day of the week: <c>lundi</c>.</summary>
    public string DayOfWeek(IsoDayOfWeek day) => vocabulary.Days[(int)day - 1];

    /// <summary>The wall clock of an instant for the reader: <c>15:02</c>.</summary>
    public string Time(Instant instant) => Time(instant.InZone(Zone).TimeOfDay);

    /// <summary>A wall clock time: <c>15:02</c>.</summary>
    public string Time(LocalTime time) => FormattableString.Invariant($"{time.Hour:00}:{time.Minute:00}");

    /// <summary>The wall clock in running text for a client: <c>15 h 02</c>, <c>11 h</c>; in English <c>15:02</c>.</summary>
    public string SpokenTime(Instant instant)
    {
        var time = instant.InZone(Zone).TimeOfDay;
        if (!IsFrench)
        {
            return Time(time);
        }

        return time.Minute == 0
            ? FormattableString.Invariant($"{time.Hour}{NoBreak}h")
            : FormattableString.Invariant($"{time.Hour}{NoBreak}h{NoBreak}{time.Minute:00}");
    }

    /// <summary>The shortest exact way to name an instant: <c>15:02</c> today, <c>hier 16:20</c>, <c>mer. 18 nov. 09:52</c>.</summary>
    public string Moment(Instant instant)
    {
        var local = instant.InZone(Zone);
        return local.Date == Today ? Time(local.TimeOfDay) : $"{Day(local.Date)} {Time(local.TimeOfDay)}";
    }

    /// <summary>A recent instant in short: the day of the week is enough within six days: <c>09:14</c>, <c>hier 16:20</c>, <c>lun. 09:30</c>.</summary>
    public string Recent(Instant instant)
    {
        var local = instant.InZone(Zone);
        var ago = Period.DaysBetween(local.Date, Today);
        return ago is > 1 and <= 6
            ? $"{vocabulary.ShortDays[(int)local.DayOfWeek - 1]} {Time(local.TimeOfDay)}"
            : Moment(instant);
    }

    /// <summary>An instant with its day always named: <c>aujourd’hui 15:02</c>, <c>hier 16:20</c>.</summary>
    public string DayAndTime(Instant instant) => $"{Day(instant)} {Time(instant)}";

    /// <summary>
    /// An instant on a site's wall clock; the offset is shown when it is not the reader's at that instant:
    /// <c>15:02 (UTC+4)</c>.
    /// </summary>
    public string Moment(Instant instant, DateTimeZone site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var offset = site.GetUtcOffset(instant);
        return offset == Zone.GetUtcOffset(instant) ? Moment(instant) : $"{In(site).Moment(instant)} (UTC{Signed(offset)})";
    }

    /// <summary>A span of time, its day named once when both ends share it: <c>jeu. 19 nov. 20:00 – 22:00</c>.</summary>
    public string Span(Instant start, Instant end)
    {
        var sameDay = start.InZone(Zone).Date == end.InZone(Zone).Date;
        return $"{Moment(start)}{NoBreak}– {(sameDay ? Time(end) : DayAndTime(end))}";
    }

    /// <summary>How long ago, whole units rounded down: <c>il y a 40 s</c>, <c>3 min ago</c>; the future reads as just now.</summary>
    public string Ago(Instant instant)
    {
        var past = Now - instant;
        var (number, unit) = past switch
        {
            _ when past < NodaTime.Duration.FromSeconds(1) => (0L, ""),
            _ when past < NodaTime.Duration.FromMinutes(1) => ((long)past.TotalSeconds, "s"),
            _ when past < NodaTime.Duration.FromHours(1) => ((long)past.TotalMinutes, "min"),
            _ when past < NodaTime.Duration.FromDays(2) => ((long)past.TotalHours, "h"),
            _ => ((long)past.TotalDays, vocabulary.Day),
        };
        if (number == 0)
        {
            return IsFrench ? "à l’instant" : "just now";
        }

        return IsFrench ? $"il y a {Count(number)}{NoBreak}{unit}" : $"{Count(number)}{NoBreak}{unit} ago";
    }

    private string LongDateWithoutYear(LocalDate date) =>
        $"{vocabulary.Days[(int)date.DayOfWeek - 1]} {DayNumber(date)}{NoBreak}{vocabulary.Months[date.Month - 1]}";

    private string DayNumber(LocalDate date) =>
        IsFrench && date.Day == 1 ? "1er" : Plain(date.Day);

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Signed(Offset offset)
    {
        var minutes = Math.Abs(offset.Seconds) / 60;
        var sign = offset.Seconds < 0 ? "−" : "+";
        return minutes % 60 == 0
            ? FormattableString.Invariant($"{sign}{minutes / 60}")
            : FormattableString.Invariant($"{sign}{minutes / 60}:{minutes % 60:00}");
    }
}
