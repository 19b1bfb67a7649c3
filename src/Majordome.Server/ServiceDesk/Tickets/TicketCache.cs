using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.ServiceDesk.Clocks;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>
/// Computes the cached members of a ticket from its facts. The one place that does: what is cached can always be computed again,
/// and a test does so.
/// </summary>
public static class TicketCache
{
    /// <summary>Where tickets without a deadline are sorted: after all that have one.</summary>
    public static readonly Instant WithoutDeadline = Instant.FromUtc(9000, 1, 1, 0, 0);

    /// <summary>Where paused tickets are sorted, then by what is left; after those without a deadline.</summary>
    public static readonly Instant Paused = Instant.FromUtc(9100, 1, 1, 0, 0);

    /// <summary>Where restored tickets are sorted, then by when: only their solution remains to be written.</summary>
    public static readonly Instant Restored = Instant.FromUtc(9500, 1, 1, 0, 0);

    private static readonly Instant Epoch = Instant.FromUtc(2000, 1, 1, 0, 0);

    /// <summary>Writes the cached members.</summary>
    /// <param name="ticket">Whose.</param>
    /// <param name="events">All its events.</param>
    /// <param name="coverage">All its coverage facts.</param>
    /// <param name="now">Any instant not before the last event: what is cached does not depend on which.</param>
    public static void Refresh(Ticket ticket, IReadOnlyCollection<TicketEvent> events, IReadOnlyCollection<CoverageFact> coverage, Instant now)
    {
        var latest = coverage.MaxBy(c => c.EventSequence)!;
        var facts = FactsOf(ticket.RegisteredAt, events, coverage);
        var clock = new TicketClock(facts);
        (ticket.Verdict, ticket.ContractId, ticket.Priority) = (latest.Verdict, latest.ContractId, latest.Priority);
        ticket.ClockFacts = facts.Write();
        (ticket.TakenAt, ticket.RestoredAt, ticket.ResolvedAt, ticket.ClosedAt, ticket.RemindAt) = (null, null, null, null, null);
        foreach (var entry in InOrder(events))
        {
            Apply(ticket, entry);
        }

        ticket.State = StateOf(ticket, clock);
        ticket.IsActive = ticket.State is not (TicketState.Resolved or TicketState.Closed) || (ticket.State is TicketState.Resolved && ticket.ClientWroteAt is not null);
        var clocks = clock.At(Instant.Max(now, events.Max(e => e.OccurredAt)));
        ticket.RespondBy = clocks.Response.EndedAt is null ? clocks.Response.Deadline : null;
        ticket.RestoreBy = clocks.Restoration.EndedAt is null ? clocks.Restoration.Deadline : null;
        ticket.SortAt = SortAtOf(ticket, clocks);
        ticket.TellAt = ticket.IsActive ? Earlier(clock.NextTelling(now)?.At, UntoldReminder(ticket, events)) : null;
    }

    /// <summary>When to ask again, as the running pause says, until that was told; <c>null</c>: never.</summary>
    internal static Instant? UntoldReminder(Ticket ticket, IReadOnlyCollection<TicketEvent> events) =>
        InOrder(events).LastOrDefault(e => e.Kind is TicketEventKind.Paused or TicketEventKind.ReminderTold) is { Kind: TicketEventKind.Paused } ? ticket.RemindAt : null;

    private static Instant? Earlier(Instant? one, Instant? other) => one is null || other < one ? other : one;

    /// <summary>What the clocks are computed from.</summary>
    public static ClockFacts FactsOf(Instant registered, IReadOnlyCollection<TicketEvent> events, IReadOnlyCollection<CoverageFact> coverage)
    {
        var aims = coverage.ToDictionary(c => c.EventSequence, AimOf);
        var first = coverage.MinBy(c => c.EventSequence)!;
        var latest = coverage.MaxBy(c => c.EventSequence)!;
        var told = events.Where(e => e.Kind is TicketEventKind.AttentionTold or TicketEventKind.BreachTold).OrderBy(e => e.Sequence)
            .Select(e => (e.Kind, Data: e.Read()))
            .Select(e => ClockFacts.ToldKey(e.Data.Clock!, e.Data.Epoch!, e.Kind is TicketEventKind.BreachTold));
        return new(
            registered,
            latest.AttentionPercent,
            aims[first.EventSequence],
            [.. InOrder(events).Where(e => e.Sequence != first.EventSequence).Select(e => StepOf(e, aims)).OfType<ClockStep>()],
            [.. told],
            latest.ReadDecision().Item.Line?.Label,
            latest.ReadPromise()?.CalendarName);
    }

    /// <summary>The step of the clocks that an event is; <c>null</c>: it moves none.</summary>
    internal static ClockStep? StepOf(TicketEvent entry, IReadOnlyDictionary<int, ClockAim> aims) => entry.Kind switch
    {
        TicketEventKind.Taken => new(ClockStepKind.Taken, entry.OccurredAt),
        TicketEventKind.Paused => new(ClockStepKind.Paused, entry.OccurredAt, entry.Read().Reason),
        TicketEventKind.Resumed => new(ClockStepKind.Resumed, entry.OccurredAt),
        TicketEventKind.Restored => new(ClockStepKind.Restored, entry.OccurredAt),
        TicketEventKind.Reopened => new(ClockStepKind.Reopened, entry.OccurredAt),
        _ => aims.TryGetValue(entry.Sequence, out var aim) ? new(ClockStepKind.Aimed, entry.OccurredAt, Aim: aim) : null,
    };

    private static ClockAim AimOf(CoverageFact fact)
    {
        var epoch = fact.EventSequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return fact.ReadDecision().ClocksRun && fact.ReadPromise() is { } promise
            ? new(epoch, fact.Priority, ServiceCalendars.Write(promise), promise.Targets)
            : new(epoch, fact.Priority, null, new ServiceTargets(null, null));
    }

    private static void Apply(Ticket ticket, TicketEvent entry)
    {
        switch (entry.Kind)
        {
            case TicketEventKind.Taken:
                ticket.TakenAt ??= entry.OccurredAt;
                ticket.AssigneeId = entry.Read().Assignee;
                break;
            case TicketEventKind.Assigned:
                ticket.AssigneeId = entry.Read().Assignee;
                break;
            case TicketEventKind.Escalated:
                (ticket.Tier, ticket.AssigneeId) = (entry.Read().Tier!.Value, entry.Read().Assignee);
                break;
            case TicketEventKind.Paused:
                ticket.RemindAt = entry.Read().RemindAt;
                break;
            case TicketEventKind.Resumed:
                ticket.RemindAt = null;
                break;
            case TicketEventKind.Restored:
                (ticket.RestoredAt, ticket.RemindAt) = (entry.OccurredAt, null);
                break;
            case TicketEventKind.Reopened:
                (ticket.RestoredAt, ticket.ResolvedAt) = (null, null);
                break;
            case TicketEventKind.Resolved:
                ticket.ResolvedAt = entry.OccurredAt;
                break;
            case TicketEventKind.Closed:
                ticket.ClosedAt = entry.OccurredAt;
                break;
        }
    }

    private static TicketState StateOf(Ticket ticket, TicketClock clock) =>
        ticket.ClosedAt is not null ? TicketState.Closed
        : ticket.ResolvedAt is not null ? TicketState.Resolved
        : ticket.RestoredAt is not null ? TicketState.Restored
        : clock.PausedSince is not null ? TicketState.Paused
        : ticket.TakenAt is not null ? TicketState.InProgress
        : TicketState.New;

    // The GTI while nobody took it, then the GTR. A clock that is late keeps its deadline, paused or not.
    private static Instant SortAtOf(Ticket ticket, in TicketClocks clocks) =>
        ticket.RestoredAt is { } restored ? Restored + (restored - Epoch)
        : ticket.RespondBy ?? ticket.RestoreBy
            ?? (ticket.State is TicketState.Paused ? Paused + (clocks.Restoration.Remaining ?? Duration.FromDays(3650)) : WithoutDeadline);

    private static IOrderedEnumerable<TicketEvent> InOrder(IEnumerable<TicketEvent> events) => events.OrderBy(e => e.OccurredAt).ThenBy(e => e.Sequence);
}
