using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Protocols.Syslog;

/// <summary>
/// The header that RFC 3164 found in the world, and what is there beside it: a date with a year before or after the time, with fractions, in ISO form;
/// Cisco's sequence number before it and its colon behind; a host that is not said.
/// </summary>
internal static partial class SyslogTradition
{
    [GeneratedRegex(@"^(?:\d{1,10}: )?[*.]?(?<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(?<day>\d{1,2}) (?:(?<year>\d{4}) )?(?<h>\d\d):(?<m>\d\d):(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?(?: (?<year>\d{4})(?= |:|$))?(?: (?<zone>UTC|GMT))?:?(?: |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();

    [GeneratedRegex(@"^(?<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?)(?<offset>Z|[+-]\d\d:?\d\d)?:?( |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<tag>[^\s:\[\]]{1,64})(\[(?<pid>[^\]\s]{1,64})\])?:( |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    private static readonly LocalDateTimePattern IsoPattern = LocalDateTimePattern.ExtendedIso;

    /// <summary>Reads what stands behind the priority.</summary>
    public static SyslogMessage Read(SyslogMessage head, Instant received, DateTimeZone zone)
    {
        var text = head.Text;
        var (at, length) = ReadDate(text, received, zone);
        if (at is null)
        {
            return WithTag(head with { Fault = head.Fault ?? new FormatFault("date-missing", 0) }, text);
        }

        text = text[length..];
        // A host is one word; a word that ends in a colon, or holds a bracket, is already the program.
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var word = space > 0 ? text[..space] : "";
        var isHost = word.Length > 0 && word[^1] != ':' && word[0] != '%' && !word.Contains('[', StringComparison.Ordinal) && Tag().IsMatch(text[(space + 1)..]);
        return WithTag(head with { At = at, Host = isHost ? word : null }, isHost ? text[(space + 1)..] : text);
    }

    private static SyslogMessage WithTag(SyslogMessage head, string text)
    {
        var tag = Tag().Match(text);
        return tag.Success
            ? head with
            {
                Application = tag.Groups["tag"].Value,
                Process = tag.Groups["pid"] is { Success: true } pid ? pid.Value : null,
                Text = text[tag.Length..],
            }
            : head with { Text = text };
    }

    private static (Instant? At, int Length) ReadDate(string text, Instant received, DateTimeZone zone)
    {
        if (Iso().Match(text) is { Success: true } iso)
        {
            var local = IsoPattern.Parse(iso.Groups["iso"].Value.Replace(' ', 'T'));
            return local.Success && ToldInstant.IsOf(local.Value.Year) ? (At(local.Value, iso.Groups["offset"].Value, zone), iso.Length) : (null, 0);
        }

        var date = Date().Match(text);
        if (!date.Success)
        {
            return (null, 0);
        }

        var nowYear = received.InZone(zone).Year;
        int[] years = date.Groups["year"].Success ? [Number(date, "year")] : [nowYear, nowYear - 1, nowYear + 1];
        var nearest = years.Select(year => Of(date, year) is { } local ? At(local, date.Groups["zone"].Success ? "Z" : "", zone) : (Instant?)null)
            .Where(at => at is not null).OrderBy(at => Math.Abs((at!.Value - received).TotalSeconds)).FirstOrDefault();
        return (nearest, nearest is null ? 0 : date.Length);
    }

    private static LocalDateTime? Of(Match date, int year)
    {
        var month = Array.IndexOf(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, date.Groups["mon"].Value) + 1;
        var (day, hour, minute, second) = (Number(date, "day"), Number(date, "h"), Number(date, "m"), Number(date, "s"));
        if (!ToldInstant.IsOf(year) || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return null;
        }

        var nanoseconds = date.Groups["f"] is { Success: true } f ? int.Parse(f.Value.PadRight(9, '0'), CultureInfo.InvariantCulture) : 0;
        return new LocalDateTime(year, month, day, hour, minute, Math.Min(second, 59)).PlusNanoseconds(nanoseconds); // a leap second counts as the one before
    }

    /// <summary>A time that the clocks skip or repeat is taken leniently: later, or the earlier of the two.</summary>
    private static Instant At(LocalDateTime local, string offset, DateTimeZone zone)
    {
        if (offset.Length == 0)
        {
            return zone.AtLeniently(local).ToInstant();
        }

        var digits = offset.Replace(":", "", StringComparison.Ordinal);
        var minutes = digits == "Z" ? 0 : (int.Parse(digits.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(digits.AsSpan(3, 2), CultureInfo.InvariantCulture);
        return local.InUtc().ToInstant() - Duration.FromMinutes(digits[0] == '-' ? -minutes : minutes);
    }

    private static int Number(Match date, string group) => int.Parse(date.Groups[group].Value, CultureInfo.InvariantCulture);
}
