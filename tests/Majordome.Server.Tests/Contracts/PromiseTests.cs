using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts;
using Majordome.Server.Contracts.Public;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class PromiseTests
{
    private static readonly ContractTerms Model = ModelContract.Terms("M-1", "Europe/Paris", new(2026, 1, 1));

    [Fact]
    public void Promises_of_the_same_hours_share_one_calendar()
    {
        var kept = JsonSerializer.Serialize(Office("Europe/Paris"), FactJson.Options);
        var (one, two) = (Read(kept), Read(kept));
        one.Calendar.ShouldNotBeSameAs(two.Calendar);
        one.Open().ShouldBeSameAs(two.Open());
        one.Open().ShouldBeSameAs((two with { CalendarName = "other", Targets = default }).Open());
    }

    [Fact]
    public void Promises_of_other_hours_do_not()
    {
        var office = Office("Europe/Paris");
        Promise[] others =
        [
            Office("Indian/Reunion"),
            office with { Holidays = "none" },
            office with { Calendar = new() },
            office with { Calendar = office.Calendar with { Closures = [new(2026, 12, 24)] } },
            office with { Calendar = office.Calendar with { Week = office.Calendar.Week!.SetItem("monday", ["08:00-12:00"]) } },
        ];
        others.Select(o => o.Open()).Append(office.Open()).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public void The_calendar_lives_in_the_promised_zone()
    {
        var opening = Office("Indian/Reunion").Open().NextOpening(Instant.FromUtc(2026, 11, 17, 0, 0));
        opening.ShouldBe(Instant.FromUtc(2026, 11, 17, 4, 0));
    }

    private static Promise Office(string zone) =>
        new(ModelContract.OfficeHours, zone, "FR", Model.Calendars[ModelContract.OfficeHours], ServiceDefaults.Targets.P2);

    private static Promise Read(string json) => JsonSerializer.Deserialize<Promise>(json, FactJson.Options)!;
}
