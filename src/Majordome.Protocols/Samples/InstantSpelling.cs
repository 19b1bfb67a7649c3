using System.Globalization;

namespace Majordome.Protocols.Samples;

/// <summary>In which unit or form an instant is written.</summary>
public enum InstantForm
{
    /// <summary>Date and time in UTC (ISO 8601, RFC 3339): <c>2026-11-25T12:00:00.250Z</c>.</summary>
    Iso,

    /// <summary>Seconds since 1970: whole, or with decimals.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,

    /// <summary>Microseconds since 1970.</summary>
    Microseconds,
}

/// <summary>
/// How an instant was written, so that it can be written so again. Numbers tell their unit by their magnitude: below 10^11 seconds
/// (until the year 5138), below 10^14 milliseconds, below 10^17 microseconds.
/// </summary>
/// <param name="Form">Unit or form.</param>
/// <param name="Decimals">Digits after the point, 0–9; <see cref="AsNeeded"/> for as many as the instant needs.</param>
/// <param name="HasSpace">Of dates: a blank in the place of the T.</param>
/// <param name="HasOffset">Of dates: <c>+00:00</c> in the place of Z.</param>
public readonly record struct InstantSpelling(InstantForm Form, int Decimals, bool HasSpace = false, bool HasOffset = false)
{
    /// <summary>No more decimals than the instant needs.</summary>
    public const int AsNeeded = 15;

    /// <summary>Most decimals: nanoseconds, of which the last three are zeros.</summary>
    private const int MostDecimals = 9;

    /// <summary>Longest text of an instant.</summary>
    public const int Longest = 40;

    private static readonly long[] Tens = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Microseconds, as a power of ten, in the unit.</summary>
    private int Unit => Form switch { InstantForm.Microseconds => 0, InstantForm.Milliseconds => 3, _ => 6 };

    /// <summary>Reads an instant.</summary>
    /// <param name="text">A date and time in UTC, or a number.</param>
    /// <param name="instant">Microseconds since 1970.</param>
    /// <param name="spelling">How it was written.</param>
    /// <param name="rule">Why not: <c>instant-malformed</c>, <c>instant-not-utc</c>, <c>instant-too-fine</c> (more than microseconds), <c>instant-out-of-range</c>.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out long instant, out InstantSpelling spelling, out string? rule)
    {
        (instant, spelling) = (0, default);
        rule = text.Length > Longest ? "instant-malformed"
            : text.Length > 10 && text[4] == '-' ? ReadDate(text, out instant, out spelling)
            : ReadNumber(text, out instant, out spelling);
        return rule is null;
    }

    /// <summary>Writes an instant as it was spelled.</summary>
    /// <returns>Characters written, at most <see cref="Longest"/>.</returns>
    public int Write(long instant, Span<char> target)
    {
        var at = 0;
        if (Form == InstantForm.Iso)
        {
            var format = HasSpace ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-ddTHH:mm:ss";
            DateTime.UnixEpoch.AddMicroseconds(instant - Fraction(instant)).TryFormat(target, out at, format, CultureInfo.InvariantCulture);
        }
        else
        {
            if (instant < 0)
            {
                (target[at++], instant) = ('-', -instant);
            }

            (instant / Tens[Unit]).TryFormat(target[at..], out var digits, default, CultureInfo.InvariantCulture);
            at += digits;
        }

        at += WriteFraction(Fraction(instant), target[at..]);
        var zone = Form != InstantForm.Iso ? "" : HasOffset ? "+00:00" : "Z";
        zone.CopyTo(target[at..]);
        return at + zone.Length;
    }

    /// <summary>Whether an instant can be written so: dates have years 1–9999.</summary>
    public bool CanWrite(long instant) =>
        Form != InstantForm.Iso || (instant >= -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond && instant <= (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>How many decimals an instant needs in this form.</summary>
    public int Needed(long instant)
    {
        var (fraction, decimals) = (Fraction(instant), Unit);
        while (decimals > 0 && fraction % 10 == 0)
        {
            (fraction, decimals) = (fraction / 10, decimals - 1);
        }

        return decimals;
    }

    /// <summary>The spelling as one byte.</summary>
    internal byte ToByte() => (byte)((int)Form | Decimals << 2 | (HasSpace ? 1 << 6 : 0) | (HasOffset ? 1 << 7 : 0));

    /// <summary>The spelling of a byte.</summary>
    internal static InstantSpelling Of(byte value)
    {
        var decimals = value >> 2 & 15;
        return new((InstantForm)(value & 3), decimals > MostDecimals ? AsNeeded : decimals, (value & 1 << 6) != 0, (value & 1 << 7) != 0);
    }

    private static string? ReadDate(ReadOnlySpan<char> text, out long instant, out InstantSpelling spelling)
    {
        (instant, spelling) = (0, default);
        var length = "yyyy-MM-ddTHH:mm:ss".Length;
        if (text.Length < length || text[10] is not ('T' or ' '))
        {
            return "instant-malformed";
        }

        var space = text[10] == ' ';
        var format = space ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-ddTHH:mm:ss";
        if (!DateTime.TryParseExact(text[..length], format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            return "instant-malformed";
        }

        var rest = text[length..];
        var offset = rest.EndsWith("+00:00", StringComparison.Ordinal);
        if (!offset && !rest.EndsWith("Z", StringComparison.Ordinal))
        {
            return "instant-not-utc";
        }

        var fraction = rest[..^(offset ? 6 : 1)];
        instant = (date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        spelling = new InstantSpelling(InstantForm.Iso, Math.Max(0, fraction.Length - 1), space, offset);
        return fraction.IsEmpty ? null : ReadFraction(fraction, 6, negative: false, ref instant);
    }

    private static string? ReadNumber(ReadOnlySpan<char> text, out long instant, out InstantSpelling spelling)
    {
        (instant, spelling) = (0, default);
        var negative = text.StartsWith("-");
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        if (whole.IsEmpty || whole.ContainsAnyExceptInRange('0', '9'))
        {
            return "instant-malformed";
        }

        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= 100_000_000_000_000_000)
        {
            return "instant-out-of-range";
        }

        var form = number < 100_000_000_000 ? InstantForm.Seconds : number < 100_000_000_000_000 ? InstantForm.Milliseconds : InstantForm.Microseconds;
        spelling = new InstantSpelling(form, point < 0 ? 0 : digits.Length - point - 1);
        instant = number * Tens[spelling.Unit] * (negative ? -1 : 1);
        return point < 0 ? null : ReadFraction(digits[point..], spelling.Unit, negative, ref instant);
    }

    /// <summary>Adds a fraction, point included, of a unit of so many decimal places in microseconds.</summary>
    private static string? ReadFraction(ReadOnlySpan<char> fraction, int unit, bool negative, ref long instant)
    {
        if (fraction.Length is < 2 or > MostDecimals + 1 || fraction[0] != '.' || fraction[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return "instant-malformed";
        }

        var microseconds = 0L;
        for (var i = 1; i < fraction.Length; i++)
        {
            if (i > unit && fraction[i] != '0')
            {
                return "instant-too-fine";
            }

            microseconds += i <= unit ? (fraction[i] - '0') * Tens[unit - i] : 0;
        }

        instant += negative ? -microseconds : microseconds;
        return null;
    }

    /// <summary>What an instant is beyond a whole unit, in microseconds.</summary>
    private long Fraction(long instant)
    {
        var unit = Tens[Unit];
        return Form == InstantForm.Iso ? (instant % unit + unit) % unit : Math.Abs(instant % unit);
    }

    private int WriteFraction(long fraction, Span<char> target)
    {
        var decimals = Decimals;
        if (decimals == AsNeeded)
        {
            decimals = Needed(fraction);
        }

        if (decimals == 0)
        {
            return 0;
        }

        target[0] = '.';
        for (var i = 1; i <= decimals; i++)
        {
            target[i] = i <= Unit ? (char)('0' + fraction / Tens[Unit - i] % 10) : '0';
        }

        return decimals + 1;
    }
}
