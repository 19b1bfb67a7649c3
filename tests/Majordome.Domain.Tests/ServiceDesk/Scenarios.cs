using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Domain.Tests.ServiceDesk;

/// <summary>A ticket and the reading that is expected of it, as texts.</summary>
public sealed record Scenario(string Id, ClockTerms Terms, ClockEvent[] Events, Instant Now, string Expected);

/// <summary>The scenarios of <c>data/sla</c>, read without any leniency: the file is known to be sound.</summary>
public static class Scenarios
{
    private static readonly Lazy<IReadOnlyDictionary<string, Scenario>> Read = new(ReadFile);

    public static IReadOnlyDictionary<string, Scenario> All => Read.Value;

    public static string Describe(in TicketClocks clocks) =>
        $"GTI {Describe(clocks.Response)} · GTR {Describe(clocks.Restoration)}, paused {Describe(clocks.Paused)}";

    private static string Describe(in ClockReading clock) =>
        $"{Describe(clock.Elapsed)}, {(clock.Deadline is { } due ? InstantPattern.ExtendedIso.Format(due) : "null")}, {clock.State.ToString().ToLowerInvariant()}";

    private static string Describe(Duration duration) =>
        duration == Duration.Zero ? "PT0S" : PeriodPattern.Roundtrip.Format(Period.FromMinutes((long)duration.TotalMinutes).Normalize() is var period
            ? new PeriodBuilder { Hours = period.Hours + 24 * period.Days + 168 * period.Weeks, Minutes = period.Minutes }.Build()
            : Period.Zero);

    private static IReadOnlyDictionary<string, Scenario> ReadFile()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(ProjectFiles.At("tests/Majordome.Domain.Tests/data/sla/scenarios.json")));
        var calendars = document.RootElement.GetProperty("calendars").EnumerateObject()
            .ToDictionary(item => item.Name, item => Calendar(item.Value), StringComparer.Ordinal);
        return document.RootElement.GetProperty("scenarios").EnumerateArray()
            .Select(item => Ticket(item, calendars)).ToDictionary(item => item.Id, StringComparer.Ordinal);
    }

    private static ServiceCalendar Calendar(JsonElement item)
    {
        var week = item.GetProperty("week");
        return new ServiceCalendar(
            ServiceCalendar.FindZone(item.GetProperty("zone").GetString()!).Value,
            week.ValueKind == JsonValueKind.String ? ServiceWeek.Always : ServiceWeek.Read(week.EnumerateObject()
                .Select(day => KeyValuePair.Create<string, IReadOnlyList<string>>(day.Name, [.. day.Value.EnumerateArray().Select(span => span.GetString()!)]))).Value,
            item.TryGetProperty("holidays", out var holidays) ? FrenchHolidays.Find(holidays.GetString()!).Value : HolidaySet.None,
            item.TryGetProperty("closures", out var closures) ? closures.EnumerateArray().Select(date => LocalDatePattern.Iso.Parse(date.GetString()!).Value) : []);
    }

    private static Scenario Ticket(JsonElement item, Dictionary<string, ServiceCalendar> calendars)
    {
        var (gti, gtr) = (item.GetProperty("expect").GetProperty("gti"), item.GetProperty("expect").GetProperty("gtr"));
        return new Scenario(
            item.GetProperty("id").GetString()!,
            new ClockTerms(At(item, "registered"), calendars[item.GetProperty("calendar").GetString()!], Targets(item)),
            [.. item.GetProperty("events").EnumerateArray().Select(step => Event(step, calendars))],
            At(item, "now"),
            $"GTI {Expected(gti)} · GTR {Expected(gtr)}, paused {gtr.GetProperty("paused").GetString()}");
    }

    private static string Expected(JsonElement clock) =>
        $"{clock.GetProperty("elapsed").GetString()}, {clock.GetProperty("deadline").GetString() ?? "null"}, {clock.GetProperty("state").GetString()}";

    private static ClockEvent Event(JsonElement item, Dictionary<string, ServiceCalendar> calendars)
    {
        var at = At(item, "at");
        return item.GetProperty("type").GetString() switch
        {
            "intervention" => new ClockEvent.Taken(at),
            "pause" => new ClockEvent.Paused(at, PauseReasons.Find(item.GetProperty("reason").GetString()!).Value),
            "resume" => new ClockEvent.Resumed(at),
            "priority" => new ClockEvent.PriorityChanged(
                at,
                Enum.Parse<Priority>(item.GetProperty("priority").GetString()!),
                Targets(item),
                item.TryGetProperty("calendar", out var name) ? calendars[name.GetString()!] : null),
            "resolved" => new ClockEvent.Restored(at),
            "reopened" => new ClockEvent.Reopened(at),
            var other => throw new InvalidDataException(other),
        };
    }

    private static Instant At(JsonElement item, string name) => InstantPattern.ExtendedIso.Parse(item.GetProperty(name).GetString()!).Value;

    private static ServiceTargets Targets(JsonElement item) =>
        new(Target(item.GetProperty("targets").GetProperty("gti")), Target(item.GetProperty("targets").GetProperty("gtr")));

    private static Duration? Target(JsonElement text) =>
        text.GetString() is { } value ? PeriodPattern.NormalizingIso.Parse(value).Value.ToDuration() : null;
}
