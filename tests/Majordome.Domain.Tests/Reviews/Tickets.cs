using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Reviews;

/// <summary>Tickets of a P1 round the clock, as an October in Paris sees them.</summary>
internal static class Tickets
{
    public static readonly ReviewPeriod October = new(new(2026, 10), DateTimeZoneProviders.Tzdb["Europe/Paris"]);
    public static readonly Instant November = At("2026-11-04T16:20:00Z");
    public static readonly ContractCitation Cited = new(Contract, "LV-2025-02", 1);

    private static readonly ServiceCalendar Always = new(DateTimeZone.Utc, ServiceWeek.Always, HolidaySet.None);

    /// <summary>A ticket whose clocks are read at the end of October.</summary>
    public static TicketFact Ticket(int id, string registered, int? takenAfter = null, int? restoredAfter = null, Priority priority = Priority.P1)
    {
        var at = At(registered);
        var (taken, restored) = (at + Minutes(takenAfter), at + Minutes(restoredAfter));
        ClockEvent?[] events = [taken is { } t ? new ClockEvent.Taken(t) : null, restored is { } r ? new ClockEvent.Restored(r) : null];
        return new()
        {
            Id = Id(id),
            Number = $"T-{id}",
            Nature = Nature.Incident,
            Priority = priority,
            Source = TicketSource.Monitoring,
            Registered = at,
            Item = Erp,
            Started = at,
            Taken = taken,
            Solved = restored,
            IsPromised = true,
            Clocks = TicketClocks.At(
                new(at, Always, ServiceDefaults.Targets[priority]), events.OfType<ClockEvent>().OrderBy(e => e.At).ToArray(), October.CutAt(November)),
        };
    }

    public static ServiceReview Review(params IEnumerable<TicketFact> tickets) => ServiceReview.Compute(Cited, October, November, tickets, []).Value;

    public static ImmutableArray<Guid> Ids(params int[] ids) => [.. ids.Select(Id)];

    private static Duration? Minutes(int? minutes) => minutes is { } m ? Duration.FromMinutes(m) : null;
}
