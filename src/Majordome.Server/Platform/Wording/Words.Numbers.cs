using System.Globalization;
using NodaTime;

namespace Majordome.Server.Platform.Wording;

public sealed partial class Words
{
    /// <summary>Under this many cases a share is written '2 sur 2', never as a percentage.</summary>
    public const int FewestCasesForPercent = 5;

    /// <summary>
    /// A duration of service, whole minutes rounded down: <c>4 h 20</c>, <c>47 min</c>, <c>moins d’1 min</c>, and from 24 hours
    /// on days and hours: <c>2 j 3 h</c>. Never seconds. A negative duration is written as its size.
    /// </summary>
    /// <param name="duration">What to write.</param>
    /// <param name="day">How long a day of service is (the tooltip says it); 24 hours by default. At least one minute.</param>
    public string Duration(Duration duration, Duration? day = null)
    {
        if (duration < NodaTime.Duration.Zero)
        {
            duration = -duration;
        }

        var minutes = (long)duration.TotalMinutes;
        if (minutes == 0)
        {
            return duration == NodaTime.Duration.Zero ? $"0{NoBreak}min" : vocabulary.LessThanOneMinute;
        }

        if (minutes < 60)
        {
            return FormattableString.Invariant($"{minutes}{NoBreak}min");
        }

        return minutes < 24 * 60 ? HoursAndMinutes(minutes) : DaysAndHours(minutes, (long)(day ?? NodaTime.Duration.FromHours(24)).TotalMinutes);
    }

    /// <summary>A stretch of wall time in hours, whatever its length: <c>61 h</c>, <c>17 h 50</c>, <c>40 min</c>.</summary>
    public string Hours(Duration duration)
    {
        var minutes = (long)duration.TotalMinutes;
        return minutes < 60 ? Duration(duration) : HoursAndMinutes(minutes);
    }

    /// <summary>A number of whole days: <c>12 j</c>, <c>12 d</c>.</summary>
    public string Days(long days) => $"{Count(days)}{NoBreak}{vocabulary.Day}";

    /// <summary>A whole number with its thousands: <c>4 380</c>, <c>4,380</c>.</summary>
    public string Count(long number) => Sign(Thousands(Math.Abs((decimal)number), 0, 0), number < 0);

    /// <summary>A decimal number, half rounded up, without trailing zeros: <c>1,87</c>, <c>1.87</c>.</summary>
    /// <param name="number">What to write.</param>
    /// <param name="decimals">The most digits after the decimal mark.</param>
    /// <param name="fixedDecimals">Keeps trailing zeros, for columns.</param>
    public string Number(decimal number, int decimals = 2, bool fixedDecimals = false)
    {
        var rounded = Math.Round(number, decimals, MidpointRounding.AwayFromZero);
        return Sign(Thousands(Math.Abs(rounded), decimals, fixedDecimals ? decimals : 0), rounded < 0);
    }

    /// <summary>A number with its unit after a no-break space: <c>4,8 s</c>.</summary>
    public string Quantity(decimal number, string unit, int decimals = 2) =>
        unit.Length == 0 ? Number(number, decimals) : string.Equals(unit, "%", StringComparison.Ordinal) ? Percent(number, decimals) : $"{Number(number, decimals)}{NoBreak}{unit}";

    /// <summary>A percentage (95.652 reads 95.7 %), half rounded up: <c>95,7 %</c>, <c>95.7%</c>.</summary>
    public string Percent(decimal percent, int decimals = 1) =>
        IsFrench ? $"{Number(percent, decimals)}{NoBreak}%" : $"{Number(percent, decimals)}%";

    /// <summary>
    /// A measured percentage against a promise: a missed promise is never rounded up to kept (94.96 against 95 reads 94.9), and
    /// less than everything never reads 100.
    /// </summary>
    public string PercentAgainst(decimal percent, decimal? promised, int decimals = 1)
    {
        var rounded = Math.Round(percent, decimals, MidpointRounding.AwayFromZero);
        if ((promised is { } bar && percent < bar && rounded >= bar) || (percent < 100 && rounded >= 100))
        {
            rounded = Math.Round(percent, decimals, MidpointRounding.ToNegativeInfinity);
        }

        return Percent(rounded, decimals);
    }

    /// <summary>
    /// A share of cases: the percentage and its n. Under <see cref="FewestCasesForPercent"/> cases there is no percentage.
    /// </summary>
    /// <param name="part">Cases that count, at least zero.</param>
    /// <param name="total">All cases, at least <paramref name="part"/>.</param>
    /// <param name="promised">The promise in percent, if there is one.</param>
    public ShareText Share(long part, long total, decimal? promised = null)
    {
        var of = IsFrench ? $"{Count(part)} sur {Count(total)}" : $"{Count(part)} of {Count(total)}";
        var cases = $"{Count(part)}{NoBreak}/{NoBreak}{Count(total)}";
        return total < FewestCasesForPercent
            ? new ShareText(null, of, of)
            : new ShareText(PercentAgainst(100m * part / total, promised), cases, of);
    }

    /// <summary>A size in bytes, three significant digits, powers of 1000: <c>1,87 To</c>, <c>1.87 TB</c>.</summary>
    public string Bytes(decimal bytes)
    {
        var size = Math.Abs(bytes);
        var power = 0;
        while (Math.Round(size, SignificantDecimals(size), MidpointRounding.AwayFromZero) >= 1000 && power < vocabulary.Bytes.Length - 1)
        {
            size /= 1000;
            power++;
        }

        return $"{Sign(Number(size, power == 0 ? 0 : SignificantDecimals(size)), bytes < 0)}{NoBreak}{vocabulary.Bytes[power]}";
    }

    /// <summary>An amount of money; cents only when there are some: <c>4 380 €</c>, <c>€4,380</c>, <c>1 234,50 €</c>.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currency">ISO 4217 code; euro, dollar and pound have signs, the others stand as their code.</param>
    public string Money(decimal amount, string currency = "EUR")
    {
        var sign = currency switch { "EUR" => "€", "USD" => "$", "GBP" => "£", _ => currency };
        var rounded = Math.Round(amount, 2, MidpointRounding.AwayFromZero);
        var digits = decimal.IsInteger(rounded) ? 0 : 2;
        var number = Thousands(Math.Abs(rounded), digits, digits);
        if (IsFrench)
        {
            return Sign($"{number}{NoBreak}{sign}", rounded < 0);
        }

        return Sign(sign.Length == 1 ? sign + number : $"{sign}{NoBreak}{number}", rounded < 0);
    }

    private static string HoursAndMinutes(long minutes) => minutes % 60 == 0
        ? FormattableString.Invariant($"{minutes / 60}{NoBreak}h")
        : FormattableString.Invariant($"{minutes / 60}{NoBreak}h{NoBreak}{minutes % 60:00}");

    private string DaysAndHours(long minutes, long day)
    {
        var days = Count(minutes / day);
        var hours = minutes % day / 60;
        return hours == 0 ? $"{days}{NoBreak}{vocabulary.Day}" : FormattableString.Invariant($"{days}{NoBreak}{vocabulary.Day} {hours}{NoBreak}h");
    }

    private string Thousands(decimal size, int decimals, int leastDecimals)
    {
        var pattern = "#,0" + (decimals == 0 ? "" : "." + new string('0', leastDecimals) + new string('#', decimals - leastDecimals));
        var text = size.ToString(pattern, CultureInfo.InvariantCulture);
        return IsFrench ? text.Replace(',', Narrow).Replace('.', ',') : text;
    }

    private static string Sign(string text, bool negative) => negative ? "−" + text : text;

    private static int SignificantDecimals(decimal size) => size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

/// <summary>A share of cases, ready to be written.</summary>
/// <param name="Percent">The percentage, or <c>null</c> under five cases.</param>
/// <param name="Cases">The evidence: <c>44 / 46</c>, or <c>2 sur 2</c> when there is no percentage.</param>
/// <param name="Of">The cases in words: <c>44 sur 46</c>.</param>
public sealed record ShareText(string? Percent, string Cases, string Of)
{
    /// <summary>Both: <c>95,7 % (44 / 46)</c>, or <c>2 sur 2</c>.</summary>
    public override string ToString() => Percent is null ? Cases : $"{Percent} ({Cases})";
}
