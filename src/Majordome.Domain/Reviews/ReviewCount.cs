using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>Counts the figures of one month (product rule: 'Figures of a review').</summary>
internal sealed class ReviewCount
{
    private static readonly Duration OldAge = Duration.FromDays(30);

    private readonly ReviewPeriod period;
    private readonly Instant start;
    private readonly Instant cut;
    private readonly ImmutableArray<TicketFact> tickets;

    public ReviewCount(ReviewPeriod period, Instant now, IEnumerable<TicketFact> facts)
    {
        this.period = period;
        (start, cut) = (period.Start, period.CutAt(now));
        tickets = [.. facts.Where(t => t.Registered < cut).OrderBy(t => t.Registered).ThenBy(t => t.Number, StringComparer.Ordinal).ThenBy(t => t.Id)];
        if (tickets.Select(t => t.Id).Distinct().Count() != tickets.Length)
        {
            throw new ArgumentException("A ticket is given twice.", nameof(facts));
        }
    }

    public ServiceReview Review(ContractCitation contract)
    {
        var incidents = tickets.Where(t => t.IsIncident).ToList();
        var registered = incidents.Where(t => InMonth(t.Registered)).ToList();
        var solved = tickets.Where(t => InMonth(t.Solved)).ToList();
        var restored = incidents.Where(t => InMonth(t.Restored)).ToLookup(t => t.IsRestoredUnattended);
        var open = tickets.Where(t => !(t.Solved < cut)).ToList();
        var review = new ServiceReview(
            contract,
            period.Month,
            period.Zone.Id,
            cut,
            ByPriority.Of(p => Commitments([.. tickets.Where(t => t.Priority == p)])),
            Commitments(tickets),
            new(Ids(registered)),
            Among(registered, t => t.Source == TicketSource.Monitoring),
            Among(solved, t => t.SolvedAtFirstContact),
            Among(solved, t => t.SolvedBy == SupportTier.N1),
            new(Ids(tickets.Where(t => t.Reopened.Any(r => InMonth(r)))), Ids(solved)),
            Among(registered, t => t.CauseDeclaredSolved < t.Registered),
            new(Middle(open, t => t, t => cut - t.Registered), new(Ids(open.Where(t => cut - t.Registered > OldAge)))),
            Mean(incidents.Where(t => InMonth(t.Detected)), t => t.Detected - t.Started),
            Mean(tickets.Where(t => InMonth(t.Acknowledged)), t => t.Acknowledged - t.Alerted),
            Mean(restored[false], t => t.Restored - t.Started),
            Mean(restored[true], t => t.Restored - t.Started),
            Downtime.Of(incidents, start, cut),
            [],
            []);
        return review with { Facts = Behind(review) };
    }

    private CommitmentFigures Commitments(ImmutableArray<TicketFact> among)
    {
        var promised = among.Where(t => t.IsPromised).ToList();
        return new(
            new(Ids(promised.Where(t => InMonth(t.Registered) || InMonth(t.Restored)))),
            Clocks(promised.Select(t => new OneClock(t, t.Clocks.Response, t.Clocks.ResponseEnd == ResponseEnd.RestoredBeforeTaken, t.ResponseBreachTold))),
            Clocks(promised.Select(t => new OneClock(t, t.Clocks.Restoration, t.IsRestoredUnattended, t.RestorationBreachTold))));
    }

    private ClockFigures Clocks(IEnumerable<OneClock> clocks)
    {
        var all = clocks.ToList();
        var ended = all.Where(c => InMonth(c.Reading.EndedAt)).ToLookup(c => c.IsUnattended);
        return new(
            Kept(ended[false]),
            Kept(ended[true]),
            new(Ids(all.Where(c => !(c.Reading.EndedAt < cut) && c.IsLate))),
            new(Ids(all.Where(c => InMonth(c.BreachTold) && !c.IsLate))),
            Middle(ended[false], c => c.Ticket, c => c.Reading.Elapsed));
    }

    private static ShareFigure Kept(IEnumerable<OneClock> ended)
    {
        var promised = ended.Where(c => c.Reading.Target is not null).ToList();
        return new(Ids(promised.Where(c => !c.IsLate)), Ids(promised));
    }

    private bool InMonth(Instant? at) => start <= at && at < cut;

    private static ImmutableArray<Guid> Ids(IEnumerable<TicketFact> facts) => [.. facts.Select(t => t.Id)];

    private static ImmutableArray<Guid> Ids(IEnumerable<OneClock> clocks) => Ids(clocks.Select(c => c.Ticket));

    private static ShareFigure Among(IEnumerable<TicketFact> facts, Func<TicketFact, bool> counted)
    {
        var all = facts.ToList();
        return new(Ids(all.Where(counted)), Ids(all));
    }

    // A fact without one of its instants, or whose instants contradict each other, has no duration: n says how many have.
    private static DurationFigure Mean(IEnumerable<TicketFact> facts, Func<TicketFact, Duration?> duration)
    {
        var usable = facts.Where(t => duration(t) >= Duration.Zero).ToList();
        var sum = usable.Aggregate(Duration.Zero, (total, t) => total + duration(t)!.Value);
        return new(usable.Count == 0 ? null : sum / usable.Count, Ids(usable));
    }

    // Of an even number of cases, half-way between the two in the middle.
    private static DurationFigure Middle<T>(IEnumerable<T> facts, Func<T, TicketFact> ticket, Func<T, Duration> duration)
    {
        var all = facts.ToList();
        var sorted = all.Select(duration).Order().ToList();
        var half = sorted.Count / 2;
        Duration? median = sorted.Count == 0 ? null : sorted.Count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new(median, Ids(all.Select(ticket)));
    }

    private ImmutableArray<TicketFact> Behind(ServiceReview review)
    {
        var named = new HashSet<Guid>();
        foreach (var clock in new[] { review.Overall.Response, review.Overall.Restoration })
        {
            named.UnionWith(clock.Kept.Among);
            named.UnionWith(clock.Unattended.Among);
            named.UnionWith(clock.OpenLate.Facts);
            named.UnionWith(clock.Lifted.Facts);
            named.UnionWith(clock.Median.Facts);
        }

        ImmutableArray<ImmutableArray<Guid>> others =
        [
            review.Overall.Tickets.Facts, review.Incidents.Facts, review.FirstContact.Among, review.Reopened.Counted,
            review.Backlog.MedianAge.Facts, review.TimeToDetect.Facts, review.TimeToAcknowledge.Facts,
            review.TimeToRestore.Facts, review.TimeToRestoreUnattended.Facts, .. review.Reliability.Select(r => r.Facts),
        ];
        named.UnionWith(others.SelectMany(ids => ids));
        return [.. tickets.Where(t => named.Contains(t.Id))];
    }

    private sealed record OneClock(TicketFact Ticket, ClockReading Reading, bool IsUnattended, Instant? BreachTold)
    {
        public bool IsLate => Reading.State == ClockState.Breached;
    }
}
