using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.ServiceDesk;

/// <summary>A ticket with a history that can be, and an instant at which to read it.</summary>
public sealed record RandomTicket(ClockTerms Terms, ClockEvent[] Events, Instant Now)
{
    public TicketClocks Clocks => TicketClocks.At(Terms, Events, Now);

    public override string ToString() =>
        $"{Terms.Registered} {Terms.Targets} {Terms.Calendar.Zone} {string.Join(' ', Terms.Calendar.Week.Spans)}\n  {string.Join("\n  ", Events.AsEnumerable())}\n  now {Now}";
}

/// <summary>Random tickets around the days on which clocks change, holidays and the turn of the year.</summary>
public static class RandomTickets
{
    private static readonly ServiceCalendar[] Calendars =
    [
        Calendar("Europe/Paris", FrenchHolidays.National, ("monday", "08:00-12:00"), ("monday", "14:00-18:00"), ("tuesday", "08:00-18:00"), ("thursday", "07:30-20:15")),
        Calendar("Europe/Paris", FrenchHolidays.AlsaceMoselle, ("friday", "22:00-06:00"), ("saturday", "22:00-02:30"), ("sunday", "02:30-02:45"), ("sunday", "22:00-06:00")),
        Calendar("America/Toronto", HolidaySet.None, ("saturday", "20:00-01:30"), ("sunday", "01:30-01:45"), ("sunday", "02:15-17:00"), ("monday", "09:00-17:00")),
        Calendar("Australia/Lord_Howe", HolidaySet.None, ("sunday", "01:40-02:10"), ("sunday", "02:10-03:00"), ("monday", "00:00-00:00"), ("saturday", "23:00-01:40")),
        Calendar("America/Havana", HolidaySet.None, ("saturday", "23:30-00:30"), ("sunday", "00:30-04:00"), ("wednesday", "08:00-08:00")),
        new(ServiceCalendar.FindZone("Europe/Paris").Value, ServiceWeek.Always, FrenchHolidays.National, new LocalDate(2026, 3, 30)),
    ];

    private static readonly LocalDate[] Days =
    [
        new(2026, 3, 6), new(2026, 3, 27), new(2026, 4, 2), new(2026, 4, 30), new(2026, 10, 2), new(2026, 10, 23), new(2026, 10, 30), new(2026, 12, 23), new(2025, 12, 30),
    ];

    public static Arbitrary<RandomTicket> Any { get; } = Arb.From(
        from day in Gen.Elements(Days)
        from minute in Gen.Choose(0, 2 * 1440)
        from calendar in Gen.Elements(Calendars)
        from targets in Targets
        from length in Gen.Choose(0, 6)
        from steps in Gen.Choose(0, 6).ArrayOf(length)
        from gaps in Gap.ArrayOf(length + 1)
        from others in Targets.ArrayOf(length)
        from moves in Gen.Elements<ServiceCalendar?>([null, .. Calendars]).ArrayOf(length)
        select Make(day.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(minute), calendar, targets, steps, gaps, others, moves));

    private static Gen<int> Gap => Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 90)), (4, Gen.Choose(1, 1500)), (1, Gen.Choose(1, 6000)));

    private static Gen<ServiceTargets> Targets =>
        from gti in Target
        from gtr in Target
        select new ServiceTargets(gti, gtr);

    private static Gen<Duration?> Target => Gen.Frequency(
        (1, Gen.Constant<Duration?>(null)),
        (1, Gen.Constant<Duration?>(Duration.Zero)),
        (6, Gen.Choose(1, 2400).Select(minutes => (Duration?)Duration.FromMinutes(minutes))));

    public static ServiceCalendar Calendar(string zone, HolidaySet holidays, params (string Day, string Span)[] spans) => new(
        ServiceCalendar.FindZone(zone).Value,
        ServiceWeek.Read(spans.GroupBy(item => item.Day, item => item.Span)
            .Select(day => KeyValuePair.Create<string, IReadOnlyList<string>>(day.Key, [.. day]))).Value,
        holidays,
        new LocalDate(2026, 3, 31),
        new LocalDate(2026, 12, 25));

    private static RandomTicket Make(
        Instant registered, ServiceCalendar calendar, ServiceTargets targets, int[] steps, int[] gaps, ServiceTargets[] others, ServiceCalendar?[] moves)
    {
        var events = new List<ClockEvent>();
        var (isPaused, isRestored, at) = (false, false, registered);
        for (var i = 0; i < steps.Length; i++)
        {
            at += Duration.FromMinutes(gaps[i]);
            ClockEvent step = (steps[i], isPaused, isRestored) switch
            {
                (0, _, _) => new ClockEvent.Taken(at),
                (1 or 2, _, _) => new ClockEvent.PriorityChanged(at, Priority.P3, others[i], moves[i]),
                (3, _, false) => new ClockEvent.Restored(at),
                (_, _, true) => new ClockEvent.Reopened(at),
                (_, true, _) => new ClockEvent.Resumed(at),
                _ => new ClockEvent.Paused(at, PauseReason.WaitingForClient),
            };
            events.Add(step);
            isPaused = step is ClockEvent.Paused || isPaused && step is not (ClockEvent.Resumed or ClockEvent.Restored);
            isRestored = step is ClockEvent.Restored || isRestored && step is not ClockEvent.Reopened;
        }

        return new RandomTicket(new ClockTerms(registered, calendar, targets), [.. events], at + Duration.FromMinutes(gaps[^1]));
    }
}
