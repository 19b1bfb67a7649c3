using Majordome.Domain.Monitoring;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Domain.Tests.Monitoring;

public class TellingFiguresTests
{
    [Fact]
    public void A_calm_machine_shows_processor_memory_its_fullest_disk_and_how_long_it_takes_to_answer() =>
        Choose(
            [Of("load", "load1", 3), Of("disk", "used", 12), Of("disk", "used", 93), Of("memory", "used", 40), Of("http", "time", 20), Of("cpu", "usage", 7), Of("icmp", "rtt", 1)])
            .ShouldBe("cpu usage 7, memory used 40, disk used 93, icmp rtt 1");

    [Fact]
    public void What_is_not_well_comes_first_and_the_worst_before_the_rest() =>
        Choose([Of("cpu", "usage", 7), Of("disk", "used", 91, Warning), Of("memory", "used", 40), Of("http", "time", 900, Critical)])
            .ShouldBe("http time 900, disk used 91, cpu usage 7, memory used 40");

    [Fact]
    public void A_kind_that_is_shown_already_leaves_its_place_to_others() =>
        Choose([Of("disk", "used", 91, Warning), Of("disk", "used", 50), Of("cpu", "usage", 7), Of("memory", "used", 40), Of("icmp", "rtt", 1)])
            .ShouldBe("disk used 91, cpu usage 7, memory used 40, icmp rtt 1");

    [Fact]
    public void A_check_has_one_chart_what_it_is_about()
    {
        var disk = Guid.CreateVersion7();

        Choose([new(disk, "disk", Ok, "used", 50), new(disk, "disk", Ok, "inodes-used", 99), new(disk, "disk", Ok, "total", 1e12)]).ShouldBe("disk used 50");
    }

    [Fact]
    public void What_is_of_no_known_kind_is_shown_where_there_is_room_by_its_first_figure()
    {
        var ups = Guid.CreateVersion7();

        Choose([new(ups, "nut", Ok, "battery-charge", 100), new(ups, "nut", Ok, "ups-load", 20), Of("cpu", "usage", 7)]).ShouldBe("cpu usage 7, nut battery-charge 100");
        Choose([]).ShouldBe("");
    }

    private static ItemFigure Of(string type, string figure, double latest, CheckStatus state = Ok) => new(Guid.CreateVersion7(), type, state, figure, latest);

    private static string Choose(ItemFigure[] figures) => string.Join(", ", TellingFigures.Choose(figures, 4).Select(f => $"{f.Type} {f.Figure} {f.Latest}"));
}
