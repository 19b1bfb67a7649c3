using Majordome.Server.Platform.House;
using NodaTime;
using static Majordome.Server.Tests.House.HouseRenderer;

namespace Majordome.Server.Tests.House;

public class ClockViewTests
{
    private static Instant At(int day, int hour, int minute) => new LocalDateTime(2026, 11, day, hour, minute).InZoneLeniently(Paris).ToInstant();

    private static ClockFace Face(ClockFaceState state, int minutes, double ratio, Instant? at) =>
        new(ClockFaceKind.Restoration, state, Duration.FromMinutes(minutes), Duration.FromHours(8), ratio, at);

    private static async Task<AngleSharp.Dom.IElement> ClockAsync(ClockFace face) =>
        (await PageAsync<ClockView>((nameof(ClockView.Face), face))).QuerySelector(".m-clock")!;

    [Theory]
    [InlineData(ClockFaceState.Running, 260, 17, 15, 2, "GTR 4~h~20 avant 15:02")]
    [InlineData(ClockFaceState.Running, 550, 18, 9, 52, "GTR 9~h~10 avant mer. 18~nov. 09:52")]
    [InlineData(ClockFaceState.Attention, 11, 17, 10, 53, "GTR 11~min avant 10:53")]
    [InlineData(ClockFaceState.Late, 18, 17, 10, 24, "GTR +~18~min depuis 10:24")]
    [InlineData(ClockFaceState.Paused, 185, 16, 16, 20, "GTR 3~h~05 gelé depuis hier 16:20")]
    [InlineData(ClockFaceState.OffHours, 550, 18, 8, 0, "GTR 9~h~10 reprend mer. 18~nov. 08:00")]
    [InlineData(ClockFaceState.Met, 22, 17, 10, 0, "GTR Tenue, 22~min sur 8~h")]
    [InlineData(ClockFaceState.Missed, 22, 17, 10, 0, "GTR Manquée, +~22~min sur 8~h")]
    [InlineData(ClockFaceState.Undecided, 550, 18, 9, 52, "GTR 9~h~10 couverture à décider")]
    public async Task A_clock_says_its_state_in_words(ClockFaceState state, int minutes, int day, int hour, int minute, string expected)
    {
        var clock = await ClockAsync(Face(state, minutes, 0.5, At(day, hour, minute)));
        Said(clock).Replace('\u00A0', '~').ShouldBe(expected);
    }

    [Theory]
    [InlineData(ClockFaceState.Running, 0.5, "42")]
    [InlineData(ClockFaceState.Running, 7.0, "84")]
    [InlineData(ClockFaceState.Late, 0.2, "84")]
    public async Task The_bar_is_what_was_counted_of_the_promise(ClockFaceState state, double ratio, string width)
    {
        var clock = await ClockAsync(Face(state, 60, ratio, At(17, 15, 2)));
        clock.QuerySelector(".m-clock-fill")!.GetAttribute("width").ShouldBe(width);
    }

    [Theory]
    [InlineData(ClockFaceState.Met)]
    [InlineData(ClockFaceState.Missed)]
    public async Task A_clock_that_ended_has_no_bar(ClockFaceState state) =>
        (await ClockAsync(Face(state, 60, 0.5, null))).QuerySelector("svg").ShouldBeNull();

    [Fact]
    public async Task Only_a_counting_clock_is_moved_by_the_script()
    {
        var until = At(17, 19, 0);
        (await ClockAsync(Face(ClockFaceState.Running, 260, 0.4, At(17, 15, 2)) with { CountsUntil = until })).GetAttribute("data-counts-for").ShouldBe("29880");
        (await ClockAsync(Face(ClockFaceState.Paused, 260, 0.4, At(17, 15, 2)) with { CountsUntil = until })).HasAttribute("data-clock").ShouldBeFalse();
        (await ClockAsync(Face(ClockFaceState.Running, 260, 0.4, At(17, 15, 2)))).HasAttribute("data-clock").ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_in_days_tells_the_length_of_a_day_of_service()
    {
        var clock = await ClockAsync(new ClockFace(ClockFaceKind.Restoration, ClockFaceState.Running, Duration.FromHours(25), Duration.FromHours(40), 0.4, At(19, 15, 2)) { ServiceDay = Duration.FromHours(11) });
        var value = clock.QuerySelector(".m-clock-value")!;
        Said(value).Replace('\u00A0', '~').ShouldBe("2~j 3~h");
        value.GetAttribute("title")!.ShouldContain("Un jour de service dure 11\u00A0h.");
    }
}
