using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk;

/// <summary>Gives reviews the tickets as they stood at a cut, from their facts alone.</summary>
public sealed class TicketsOfReviews(AppDb db) : IReviewTickets
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<ReviewTicket>> OfAsync(Guid clientId, Instant start, Instant cut, CancellationToken cancellationToken)
    {
        var touched = db.Set<Ticket>().AsNoTracking().Where(t => t.ClientId == clientId && t.RegisteredAt < cut
            && ((t.ResolvedAt == null && t.ClosedAt == null) || db.Set<TicketEvent>().Any(e => e.TicketId == t.Id && e.OccurredAt >= start)));
        var tickets = await touched.OrderBy(t => t.Number).ToListAsync(cancellationToken);
        var events = (await db.Set<TicketEvent>().AsNoTracking().Where(e => e.OccurredAt < cut && touched.Any(t => t.Id == e.TicketId))
            .OrderBy(e => e.Sequence).ToListAsync(cancellationToken)).ToLookup(e => e.TicketId);
        var coverage = (await db.Set<CoverageFact>().AsNoTracking().Where(c => c.DecidedAt < cut && touched.Any(t => t.Id == c.TicketId))
            .OrderBy(c => c.EventSequence).ToListAsync(cancellationToken)).ToLookup(c => c.TicketId);
        return [.. tickets.Where(t => coverage[t.Id].Any()).Select(t => Read(t, [.. events[t.Id]], [.. coverage[t.Id]], cut))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Guid, string>> SubjectsAsync(IReadOnlyCollection<Guid> tickets, CancellationToken cancellationToken) =>
        await db.Set<Ticket>().Where(t => tickets.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Subject, cancellationToken);

    private static ReviewTicket Read(Ticket ticket, ImmutableArray<TicketEvent> events, ImmutableArray<CoverageFact> coverage, Instant cut)
    {
        var decided = coverage[^1];
        var ordered = events.OrderBy(e => e.OccurredAt).ThenBy(e => e.Sequence).ToImmutableArray();
        var resolved = ordered.LastOrDefault(e => e.Kind is TicketEventKind.Resolved or TicketEventKind.Reopened) is { Kind: TicketEventKind.Resolved } solved ? solved : null;
        return new(decided.ContractId, new TicketFact
        {
            Id = ticket.Id,
            Number = ticket.Reference,
            Nature = ticket.Nature,
            Priority = decided.Priority,
            Source = ticket.Source,
            Registered = ticket.RegisteredAt,
            Item = ticket.AssetId,
            Clocks = new TicketClock(TicketCache.FactsOf(ticket.RegisteredAt, events, coverage)).At(cut),
            IsPromised = decided.ReadDecision().ClocksRun && decided.Promise is not null,
            ResponseBreachTold = BreachTold(ordered, "gti"),
            RestorationBreachTold = BreachTold(ordered, "gtr"),
            Taken = First(ordered, TicketEventKind.Taken),
            Solved = resolved?.OccurredAt,
            SolvedBy = resolved?.Read().Tier,
            SolvedAtFirstContact = resolved?.Read().FirstContact ?? false,
            Reopened = [.. ordered.Where(e => e.Kind is TicketEventKind.Reopened).Select(e => e.OccurredAt)],
            Started = ticket.StartedAt,
            Detected = ticket.DetectedAt,
        });
    }

    private static Instant? First(ImmutableArray<TicketEvent> ordered, TicketEventKind kind) => ordered.FirstOrDefault(e => e.Kind == kind)?.OccurredAt;

    private static Instant? BreachTold(ImmutableArray<TicketEvent> ordered, string clock) =>
        ordered.FirstOrDefault(e => e.Kind is TicketEventKind.BreachTold && e.Read().Clock == clock)?.OccurredAt;
}
