using System.Globalization;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>
/// Service hours of one weekday, as a set of local times: start included, end excluded. A span whose end is not after its
/// start runs past midnight and belongs to the day it starts on; <c>00:00-00:00</c> is the whole day.
/// </summary>
/// <param name="Day">The day it starts on.</param>
/// <param name="Start">Local time, whole minutes.</param>
/// <param name="End">Local time, whole minutes; on the following day when it is not after <paramref name="Start"/>.</param>
public readonly record struct WeeklySpan(IsoDayOfWeek Day, LocalTime Start, LocalTime End)
{
    internal const int MinutesPerDay = 24 * 60;

    /// <summary>Whether the span ends on the day after the one it starts on (midnight itself included).</summary>
    public bool RunsPastMidnight => End <= Start;

    /// <summary>Minutes from the day's midnight to the start, 0–1439.</summary>
    internal int StartMinute => MinuteOf(Start);

    /// <summary>Minutes from the midnight of the day it starts on to the end, 1–2879.</summary>
    internal int EndMinute => MinuteOf(End) + (RunsPastMidnight ? MinutesPerDay : 0);

    /// <summary>Reads <c>HH:mm-HH:mm</c>, two digits each, hours 00–23.</summary>
    public static bool TryParse(IsoDayOfWeek day, string text, out WeeklySpan span)
    {
        span = default;
        if (text.Length != 11 || text[5] != '-' || !TryTime(text.AsSpan(0, 5), out var start) || !TryTime(text.AsSpan(6, 5), out var end))
        {
            return false;
        }

        span = new WeeklySpan(day, start, end);
        return true;
    }

    /// <summary>The span as it is written in a calendar: <c>08:00-12:00</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Start.Hour:00}:{Start.Minute:00}-{End.Hour:00}:{End.Minute:00}");

    private static int MinuteOf(LocalTime time) => time.Hour * 60 + time.Minute;

    private static bool TryTime(ReadOnlySpan<char> text, out LocalTime time)
    {
        time = default;
        if (text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 23
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute > 59)
        {
            return false;
        }

        time = new LocalTime(hour, minute);
        return true;
    }
}
