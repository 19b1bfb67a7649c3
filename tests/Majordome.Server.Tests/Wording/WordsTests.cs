using System.Globalization;
using Majordome.Server.Platform.Wording;
using NodaTime;

namespace Majordome.Server.Tests.Wording;

/// <summary>Dates and numbers as the interface guide writes them. In the tables ~ stands for a no-break space, _ for a narrow one.</summary>
public class WordsTests
{
    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 17, 9, 42);

    private static Words In(string language) => new(CultureInfo.GetCultureInfo(language), Paris, Now);

    private static string Seen(string text) => text.Replace('\u00A0', '~').Replace('\u202F', '_');

    private static Instant At(string local) =>
        NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(local).Value.InZoneLeniently(Paris).ToInstant();

    [Theory]
    [InlineData("fr", 2026, 11, 17, "mardi 17~novembre~2026", "mar. 17~nov.", "aujourd’hui")]
    [InlineData("en", 2026, 11, 17, "Tuesday 17~November~2026", "Tue 17~Nov", "today")]
    [InlineData("fr", 2026, 11, 16, "lundi 16~novembre~2026", "lun. 16~nov.", "hier")]
    [InlineData("en", 2026, 11, 16, "Monday 16~November~2026", "Mon 16~Nov", "yesterday")]
    [InlineData("fr", 2027, 1, 1, "vendredi 1er~janvier~2027", "ven. 1er~janv.~2027", "ven. 1er~janv.~2027")]
    [InlineData("en", 2027, 1, 1, "Friday 1~January~2027", "Fri 1~Jan~2027", "Fri 1~Jan~2027")]
    [InlineData("fr", 2026, 11, 18, "mercredi 18~novembre~2026", "mer. 18~nov.", "mer. 18~nov.")]
    public void A_date_is_named(string language, int year, int month, int day, string full, string shortened, string relative)
    {
        var date = new LocalDate(year, month, day);
        Seen(In(language).FullDate(date)).ShouldBe(full);
        Seen(In(language).ShortDate(date)).ShouldBe(shortened);
        Seen(In(language).Day(date)).ShouldBe(relative);
    }

    [Theory]
    [InlineData("fr", "2026-11-17 15:02", "15:02", "15:02", "15~h~02")]
    [InlineData("en", "2026-11-17 15:02", "15:02", "15:02", "15:02")]
    [InlineData("fr", "2026-11-16 16:20", "hier 16:20", "hier 16:20", "16~h~20")]
    [InlineData("fr", "2026-11-14 09:00", "sam. 14~nov. 09:00", "sam. 09:00", "9~h")]
    [InlineData("fr", "2026-11-10 09:30", "mar. 10~nov. 09:30", "mar. 10~nov. 09:30", "9~h~30")]
    [InlineData("en", "2026-11-18 09:52", "Wed 18~Nov 09:52", "Wed 18~Nov 09:52", "09:52")]
    public void A_moment_is_named(string language, string local, string moment, string recent, string spoken)
    {
        Seen(In(language).Moment(At(local))).ShouldBe(moment);
        Seen(In(language).Recent(At(local))).ShouldBe(recent);
        Seen(In(language).SpokenTime(At(local))).ShouldBe(spoken);
    }

    [Theory]
    [InlineData("Europe/Paris", "15:02")]
    [InlineData("Europe/Berlin", "15:02")]
    [InlineData("Indian/Reunion", "18:02 (UTC+4)")]
    [InlineData("America/Cayenne", "11:02 (UTC−3)")]
    [InlineData("Asia/Kolkata", "19:32 (UTC+5:30)")]
    public void The_zone_of_a_site_is_shown_when_it_differs_from_the_readers(string zone, string expected) =>
        Seen(In("fr").Moment(At("2026-11-17 15:02"), DateTimeZoneProviders.Tzdb[zone])).ShouldBe(expected);

    [Theory]
    [InlineData("fr", 4 * 3600 + 20 * 60, "4~h~20")]
    [InlineData("fr", 4 * 3600 + 20 * 60 + 59, "4~h~20")]
    [InlineData("fr", 4 * 3600 + 5 * 60, "4~h~05")]
    [InlineData("fr", 3600, "1~h")]
    [InlineData("fr", 3599, "59~min")]
    [InlineData("fr", 47 * 60, "47~min")]
    [InlineData("fr", 59, "moins d’1~min")]
    [InlineData("en", 59, "under 1~min")]
    [InlineData("fr", 0, "0~min")]
    [InlineData("fr", -60, "1~min")]
    [InlineData("fr", 23 * 3600 + 59 * 60, "23~h~59")]
    [InlineData("fr", 24 * 3600, "1~j")]
    [InlineData("fr", 51 * 3600, "2~j 3~h")]
    [InlineData("en", 51 * 3600, "2~d 3~h")]
    public void A_duration_never_shows_seconds(string language, int seconds, string expected) =>
        Seen(In(language).Duration(Duration.FromSeconds(seconds))).ShouldBe(expected);

    [Fact]
    public void A_long_duration_counts_in_days_of_service() =>
        Seen(In("fr").Duration(Duration.FromHours(25), Duration.FromHours(11))).ShouldBe("2~j 3~h");

    [Theory]
    [InlineData("fr", 4380, "4_380")]
    [InlineData("en", 4380, "4,380")]
    [InlineData("fr", 1234567, "1_234_567")]
    [InlineData("fr", -12, "−12")]
    [InlineData("fr", 0, "0")]
    public void A_count_groups_thousands(string language, long number, string expected) =>
        Seen(In(language).Count(number)).ShouldBe(expected);

    [Theory]
    [InlineData("fr", "95.652", "95,7~%")]
    [InlineData("en", "95.652", "95.7%")]
    [InlineData("fr", "100", "100~%")]
    [InlineData("fr", "95.65", "95,7~%")]
    public void A_percentage_has_at_most_one_decimal(string language, string percent, string expected) =>
        Seen(In(language).Percent(decimal.Parse(percent, CultureInfo.InvariantCulture))).ShouldBe(expected);

    [Theory]
    [InlineData("94.96", "95", "94,9~%")]
    [InlineData("95.04", "95", "95~%")]
    [InlineData("99.96", null, "99,9~%")]
    [InlineData("100", "100", "100~%")]
    [InlineData("94.94", "95", "94,9~%")]
    public void A_missed_promise_is_never_rounded_up_to_kept(string percent, string? promised, string expected) =>
        Seen(In("fr").PercentAgainst(
            decimal.Parse(percent, CultureInfo.InvariantCulture),
            promised is null ? null : decimal.Parse(promised, CultureInfo.InvariantCulture))).ShouldBe(expected);

    [Theory]
    [InlineData("fr", 2, 2, "2 sur 2")]
    [InlineData("en", 3, 4, "3 of 4")]
    [InlineData("fr", 0, 0, "0 sur 0")]
    [InlineData("fr", 44, 46, "95,7~% (44~/~46)")]
    [InlineData("en", 44, 46, "95.7% (44~/~46)")]
    [InlineData("fr", 5, 5, "100~% (5~/~5)")]
    [InlineData("fr", 1999, 2000, "99,9~% (1_999~/~2_000)")]
    public void A_share_shows_its_cases_and_no_percentage_under_five(string language, int part, int total, string expected) =>
        Seen(In(language).Share(part, total, 95).ToString()).ShouldBe(expected);

    [Theory]
    [InlineData("fr", "1870000000000", "1,87~To")]
    [InlineData("en", "1870000000000", "1.87~TB")]
    [InlineData("fr", "14400000000", "14,4~Go")]
    [InlineData("fr", "999", "999~o")]
    [InlineData("fr", "999999", "1~Mo")]
    [InlineData("fr", "0", "0~o")]
    public void A_size_has_three_significant_digits(string language, string bytes, string expected) =>
        Seen(In(language).Bytes(decimal.Parse(bytes, CultureInfo.InvariantCulture))).ShouldBe(expected);

    [Theory]
    [InlineData("fr", "4380", "EUR", "4_380~€")]
    [InlineData("en", "4380", "EUR", "€4,380")]
    [InlineData("fr", "1234.5", "EUR", "1_234,50~€")]
    [InlineData("en", "-12.005", "EUR", "−€12.01")]
    [InlineData("en", "80", "CHF", "CHF~80")]
    public void Money_shows_cents_only_when_there_are_some(string language, string amount, string currency, string expected) =>
        Seen(In(language).Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency)).ShouldBe(expected);

    [Theory]
    [InlineData("fr", 40, "il y a 40~s")]
    [InlineData("en", 40, "40~s ago")]
    [InlineData("fr", 0, "à l’instant")]
    [InlineData("en", -5, "just now")]
    [InlineData("fr", 200, "il y a 3~min")]
    [InlineData("fr", 47 * 3600, "il y a 47~h")]
    [InlineData("fr", 12 * 86400, "il y a 12~j")]
    public void The_past_is_told_in_whole_units(string language, int seconds, string expected) =>
        Seen(In(language).Ago(Now - Duration.FromSeconds(seconds))).ShouldBe(expected);

    [Theory]
    [InlineData("fr", "«~P1~»", "a, b et c")]
    [InlineData("en", "“P1”", "a, b and c")]
    public void Quotation_marks_and_lists_follow_the_language(string language, string quoted, string joined)
    {
        Seen(In(language).Quote("P1")).ShouldBe(quoted);
        In(language).Join(["a", "b", "c"]).ShouldBe(joined);
    }

    [Fact]
    public void A_span_names_its_day_once() =>
        Seen(In("fr").Span(At("2026-11-19 20:00"), At("2026-11-19 22:00"))).ShouldBe("jeu. 19~nov. 20:00~– 22:00");
}
