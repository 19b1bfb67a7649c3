using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>Durations as ISO 8601 texts, of days and smaller units only: those have one length (<c>P1DT2H</c>, <c>PT64H7M</c>).</summary>
internal static partial class IsoDuration
{
    /// <summary>The longest duration that is read: 100 years of 365 days.</summary>
    private static readonly Duration Longest = Duration.FromDays(36_500);

    /// <summary>Reads a duration of at most 100 years either way.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = Duration.Zero;
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var nanoseconds = (Number(match, "d") * 86_400 + Number(match, "h") * 3_600 + Number(match, "m") * 60 + Number(match, "s")) * 1_000_000_000m
            + (match.Groups["f"].Success ? Parse(match.Groups["f"].Value.PadRight(9, '0')) : 0);
        if (nanoseconds > (decimal)Longest.TotalNanoseconds)
        {
            return false;
        }

        duration = Duration.FromNanoseconds((long)(match.Groups["sign"].Success ? -nanoseconds : nanoseconds));
        return true;
    }

    /// <summary>Hours and minutes (<c>PT64H7M</c>, <c>PT0S</c>), with seconds when there are any.</summary>
    /// <param name="duration">At least zero.</param>
    public static string Format(Duration duration)
    {
        if (duration == Duration.Zero)
        {
            return "PT0S";
        }

        var nanoseconds = duration.ToInt64Nanoseconds();
        var (minutes, rest) = Math.DivRem(nanoseconds, NodaConstants.NanosecondsPerMinute);
        var text = new StringBuilder("PT");
        if (minutes >= 60)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes / 60}H");
        }

        if (minutes % 60 != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes % 60}M");
        }

        if (rest != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rest / 1_000_000_000m:0.#########}S");
        }

        return text.ToString();
    }

    private static decimal Number(Match match, string group) => match.Groups[group].Success ? Parse(match.Groups[group].Value) : 0;

    private static decimal Parse(string digits) => decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<sign>-)?P(?!\z)(?:(?<d>[0-9]{1,9})D)?(?:T(?!\z)(?:(?<h>[0-9]{1,9})H)?(?:(?<m>[0-9]{1,9})M)?(?:(?<s>[0-9]{1,9})(?:\.(?<f>[0-9]{1,9}))?S)?)?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
