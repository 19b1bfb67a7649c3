using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Contracts.Writing;

/// <summary>Days and durations as people type them into a field.</summary>
public static partial class FieldText
{
    /// <summary>Monday to Sunday.</summary>
    public static IReadOnlyList<IsoDayOfWeek> WeekDays { get; } = [.. Enumerable.Range(1, 7).Select(d => (IsoDayOfWeek)d)];

    /// <summary>A day as a date field holds it.</summary>
    public static string? Day(LocalDate? day) => day is { } date ? LocalDatePattern.Iso.Format(date) : null;

    /// <summary>The day of a date field; <c>null</c>: not one.</summary>
    public static LocalDate? ReadDay(string? text) => LocalDatePattern.Iso.Parse((text ?? "").Trim()) is { Success: true, Value: var date } ? date : null;

    /// <summary>A duration: <c>4 h</c>, <c>1 h 30</c>, <c>45 min</c>; whole minutes.</summary>
    public static string Hours(Duration duration)
    {
        var minutes = (long)duration.TotalMinutes;
        return minutes % 60 == 0 && minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h")
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60:00}");
    }

    /// <summary>Reads <c>4 h</c>, <c>4h30</c>, <c>1 h 30 min</c>, <c>45 min</c>; at most five digits each. <c>null</c>: not one.</summary>
    public static Duration? ReadDuration(string text)
    {
        var match = Typed().Match(text.Trim());
        return match.Success
            ? Duration.FromHours(Number(match.Groups["h"])) + Duration.FromMinutes(Number(match.Groups["m"]))
            : null;
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<h>[0-9]{1,5})\s*h(?:\s*(?<m>[0-5]?[0-9])(?:\s*min)?)?|(?<m>[0-9]{1,5})\s*min)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Typed();
}
