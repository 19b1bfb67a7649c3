using System.Globalization;
using Majordome.Server.Platform.House;
using NodaTime;
using static Majordome.Server.Tests.House.HouseRenderer;
using static Majordome.Server.Tests.House.Samples.SampleData;

namespace Majordome.Server.Tests.House;

public class BandTests
{
    [Fact]
    public void A_night_folds_to_its_fixed_width_and_time_stays_linear_around_it()
    {
        var scale = new BandScale(TicketBand);
        var night = BandScale.Pixels(scale.At(At(17, 8, 0)) - scale.At(At(16, 19, 0)));
        night.ShouldBe(BandScale.FoldWidth, 0.01);
        var before = scale.At(At(16, 18, 0)) - scale.At(At(16, 17, 0));
        var after = scale.At(At(17, 10, 0)) - scale.At(At(17, 9, 0));
        after.ShouldBe(before, 1e-9);
    }

    [Fact]
    public void Instants_keep_their_order_on_the_band()
    {
        var scale = new BandScale(LateBand);
        var places = Enumerable.Range(0, 400).Select(n => scale.At(At(13, 14, 0) + Duration.FromMinutes(15 * n))).ToList();
        places.ShouldBe(places.Order());
        places.ShouldAllBe(x => x >= 0 && x <= 100);
    }

    [Fact]
    public void Off_hours_of_two_hours_do_not_fold()
    {
        var band = Band((BandStretchKind.Counted, 8, 10), (BandStretchKind.OffHours, 10, 12), (BandStretchKind.Counted, 12, 13));
        new BandScale(band).Folds.ShouldBeEmpty();
    }

    [Fact]
    public void A_band_of_closed_hours_alone_has_a_place_for_now()
    {
        var scale = new BandScale(Band((BandStretchKind.OffHours, 0, 8)));
        scale.At(At(17, 4, 0)).ShouldBeInRange(0, 100);
        double.IsFinite(scale.At(At(17, 4, 0))).ShouldBeTrue();
    }

    [Fact]
    public async Task The_band_says_totals_that_sum_to_the_time_elapsed()
    {
        var page = await PageAsync<BandView>((nameof(BandView.Band), TicketBand));
        page.QuerySelector("svg[role=img]")!.GetAttribute("aria-label")!.Replace('\u00A0', ' ')
            .ShouldBe("Compté 3 h 40, en pause 1 h 10 et hors horaires 13 h, en tout 17 h 50. Échéance aujourd’hui 15:02.");
        (TicketBand.Total(BandStretchKind.Counted) + TicketBand.Total(BandStretchKind.Paused) + TicketBand.Total(BandStretchKind.OffHours))
            .ShouldBe(Now - At(16, 16, 52));
    }

    [Fact]
    public async Task Words_stand_inside_long_stretches_and_above_short_pauses()
    {
        var page = await PageAsync<BandView>((nameof(BandView.Band), TicketBand));
        var words = page.QuerySelectorAll("svg text").Select(text => Said(text).Replace('\u00A0', ' ')).ToList();
        words.ShouldContain("compté 1 h 38");
        words.ShouldContain("nuit 13 h");
        words.ShouldContain("en pause 30 min + 40 min");
        words.ShouldContain("reste 4 h 20");
        words.ShouldNotContain("en pause 30 min");
        words.ShouldContain("lun. 17:00");
        words.ShouldContain("mar. 08:00");
    }

    [Fact]
    public async Task A_weekend_is_named_and_an_overrun_is_drawn_late()
    {
        var page = await PageAsync<BandView>((nameof(BandView.Band), LateBand));
        page.QuerySelectorAll("svg text").Select(text => Said(text).Replace('\u00A0', ' ')).ShouldContain("week-end 62 h");
        page.QuerySelectorAll(".m-seg-over").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_twin_table_tells_every_stretch()
    {
        var page = await PageAsync<BandTable>((nameof(BandTable.Band), TicketBand));
        page.QuerySelectorAll("tbody tr").Length.ShouldBe(TicketBand.Lanes.Sum(lane => lane.Segments.Count));
    }

    [Fact]
    public async Task A_long_ticket_has_ticks_by_day_that_do_not_touch()
    {
        var stretches = Enumerable.Range(2, 12).SelectMany(day => new[]
        {
            new BandStretch(BandStretchKind.Counted, At(day, 8, 0), At(day, 19, 0), Duration.FromHours(11)),
            new BandStretch(BandStretchKind.OffHours, At(day, 19, 0), At(day + 1, 8, 0), Duration.Zero),
        });
        var page = await PageAsync<BandView>((nameof(BandView.Band), new Band([new(ClockFaceKind.Restoration, [.. stretches])], At(14, 8, 0), [])));
        var places = page.QuerySelectorAll("svg:has(> .m-tick)").Select(tick => double.Parse(tick.GetAttribute("x")!.TrimEnd('%'), CultureInfo.InvariantCulture)).ToList();
        places.Count.ShouldBeInRange(2, 12);
        places.Zip(places.Skip(1), (a, b) => BandScale.Pixels(b - a)).ShouldAllBe(gap => gap >= 70);
    }

    private static Band Band(params (BandStretchKind Kind, int From, int To)[] hours) =>
        new([new(ClockFaceKind.Restoration, [.. hours.Select(h => new BandStretch(h.Kind, At(17, h.From, 0), At(17, h.To, 0), Duration.FromHours(h.To - h.From)))])], At(17, hours[^1].To, 0), []);
}
