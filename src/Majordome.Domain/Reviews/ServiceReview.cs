using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>
/// The service review of a month: figures, and the facts that they were counted from. Computed anew until it is frozen,
/// then kept as it was (<see cref="ReviewSnapshot"/>).
/// </summary>
/// <param name="Contract">The contract, in the version in force at the cut.</param>
/// <param name="Zone">The IANA name of the zone of the month.</param>
/// <param name="Cut">What happened from this instant on is not in the review.</param>
/// <param name="Overall">All priorities together.</param>
/// <param name="Incidents">Registered in the month.</param>
/// <param name="SeenFirst">Incidents that monitoring opened ÷ incidents.</param>
/// <param name="FirstContact">Solved at first contact ÷ solved.</param>
/// <param name="SolvedByN1">Solved by N1 ÷ solved.</param>
/// <param name="Reopened">Reopened in the month ÷ solved in the month; a ticket solved in an earlier month counts when it is reopened.</param>
/// <param name="Recurrence">Incidents whose cause was already known and declared solved ÷ incidents.</param>
/// <param name="TimeToDetect">MTTD = Σ(detected − started) ÷ n, over incidents detected in the month.</param>
/// <param name="TimeToAcknowledge">MTTA = Σ(acknowledged − alerted) ÷ n, over tickets acknowledged in the month.</param>
/// <param name="TimeToRestore">MTTR = Σ(restored − started) ÷ n in plain time, over incidents restored in the month and taken before.</param>
/// <param name="TimeToRestoreUnattended">The same over incidents whose service came back before anybody took them.</param>
/// <param name="Reliability">Items with downtime in the month.</param>
/// <param name="Availability">Of the checks in scope.</param>
/// <param name="Facts">The tickets that a figure names, by registration.</param>
public sealed record ServiceReview(
    ContractCitation Contract,
    YearMonth Month,
    string Zone,
    Instant Cut,
    ByPriority<CommitmentFigures> Commitments,
    CommitmentFigures Overall,
    CountFigure Incidents,
    ShareFigure SeenFirst,
    ShareFigure FirstContact,
    ShareFigure SolvedByN1,
    ShareFigure Reopened,
    ShareFigure Recurrence,
    BacklogFigures Backlog,
    DurationFigure TimeToDetect,
    DurationFigure TimeToAcknowledge,
    DurationFigure TimeToRestore,
    DurationFigure TimeToRestoreUnattended,
    ImmutableArray<ReliabilityFigure> Reliability,
    ImmutableArray<AvailabilityFigure> Availability,
    ImmutableArray<TicketFact> Facts)
{
    /// <summary>Counts a month.</summary>
    /// <param name="tickets">Every ticket of the contract that is open or was touched in the month, each once, as it stood at <see cref="ReviewPeriod.CutAt"/>.</param>
    /// <param name="availability">Measured by <see cref="Monitoring.Availability.Of"/> from the month's start to the cut.</param>
    /// <returns>The review, or the refusal of a month that has not begun.</returns>
    /// <exception cref="ArgumentException">A ticket is given twice.</exception>
    public static Result<ServiceReview> Compute(
        ContractCitation contract, ReviewPeriod period, Instant now, IEnumerable<TicketFact> tickets, IEnumerable<AvailabilityFigure> availability) =>
        now < period.Start
            ? Refusal.Of("month", "month-not-begun", period.Month)
            : new ReviewCount(period, now, tickets).Review(contract) with
            {
                Availability = [.. availability.OrderBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Check)],
            };
}
