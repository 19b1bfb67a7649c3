using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>
/// Decides whether a ticket is covered: the one place where this is known, for a person, a mail, an alert and the API.
/// </summary>
public static class Coverage
{
    /// <summary>
    /// The product's rule. A contract that is expired, future or suspended covers nothing. Of the lines that cover, the more
    /// specific wins (item, class at its site, class anywhere), then the shorter target of the ticket's priority: the GTR,
    /// then the GTI, best effort last, compared as written. What is still equal is settled by contract reference, contract
    /// id and line key, in ordinal order, so that the same question always has the same answer.
    /// </summary>
    /// <param name="contracts">Contracts of the client, each once; those of others are not looked at.</param>
    public static CoverageDecision Decide(CoverageQuestion question, IEnumerable<ContractHistory> contracts)
    {
        var standings = contracts.Where(c => c.Client == question.Client).Select(c => c.At(question.At)).ToList();
        var inForce = standings.Where(s => s.State == Standing.InForce).ToList();
        if (inForce.Count == 0)
        {
            return Without(CoverageVerdict.NoContractInForce, ItemFinding.NoContract, question, standings);
        }

        var candidates = inForce.SelectMany(s => Candidates(s.Version, question)).Order().ToList();
        return candidates is [var winner, .. var losers]
            ? Decided(question, winner, losers, standings)
            : Without(CoverageVerdict.OutOfScope, ItemFinding.NotInScope, question, standings);
    }

    // Of an unknown item no line can speak: each contract speaks for itself, and the shortest target is the careful answer.
    private static IEnumerable<Candidate> Candidates(ContractVersion version, CoverageQuestion question) =>
        question.Item is { } item
            ? version.ScopeOn(question.At.InZone(version.Zone).Date).Where(l => l.Target.Covers(item)).Select(l => new Candidate(version, l, question.Priority))
            : [new Candidate(version, null, question.Priority)];

    private static CoverageDecision Decided(CoverageQuestion question, Candidate winner, IEnumerable<Candidate> losers, List<ContractStanding> standings)
    {
        var rule = winner.Version.Terms.Natures[question.Nature]!;
        var promise = winner.Promise;
        var verdict = (winner.Line, rule.Treatment) switch
        {
            (null, _) => CoverageVerdict.Undecided,
            (_, Treatment.Included) => CoverageVerdict.Included,
            (_, Treatment.Prepaid) => CoverageVerdict.Prepaid,
            _ => CoverageVerdict.Quoted,
        };
        return new(
            verdict,
            Cite(winner.Version),
            new(Finding(winner.Line), question.Item, Cite(winner.Line)),
            new(question.Nature, rule.Treatment, rule.Article),
            new(promise.Calendar, promise.CalendarIsOfLine),
            new(question.Priority, promise.Targets, promise.TargetsAreOfLine),
            [
                .. losers.Select(l => new Rival(Cite(l.Version), Cite(l.Line), l.LostAgainst(winner))),
                .. standings.SelectMany(s => Idle(s, question)).Where(r => r.Line is not null),
            ]);
    }

    private static CoverageDecision Without(CoverageVerdict verdict, ItemFinding finding, CoverageQuestion question, List<ContractStanding> standings) =>
        new(verdict, null, new(finding, question.Item, null), null, null, null, [.. standings.SelectMany(s => Idle(s, question))]);

    // Why a contract covers nothing here: itself, or each of its lines that would cover the item on another day.
    private static IEnumerable<Rival> Idle(ContractStanding standing, CoverageQuestion question)
    {
        var version = standing.Version;
        var lines = version.Terms.Scope.Where(l => question.Item is { } item && l.Target.Covers(item)).OrderByDescending(l => l.Target.Specificity).ToList();
        if (standing.State != Standing.InForce)
        {
            return [new(Cite(version), Cite(lines.FirstOrDefault()), Why(standing.State), standing.Since, standing.Until)];
        }

        var idle = lines.Select(l => (Line: l, Days: l.Days.ToInterval(version.Zone))).Where(l => !l.Days.Contains(question.At)).ToList();
        return lines.Count == 0
            ? [new(Cite(version), null, RivalReason.NotInScope)]
            : idle.Select(l => question.At < l.Days.Start
                ? new Rival(Cite(version), Cite(l.Line), RivalReason.LineNotStarted, null, l.Days.Start)
                : new Rival(Cite(version), Cite(l.Line), RivalReason.LineEnded, l.Days.End, null));
    }

    private static RivalReason Why(Standing state) => state switch
    {
        Standing.NotStarted => RivalReason.NotStarted,
        Standing.Ended => RivalReason.Ended,
        Standing.Suspended => RivalReason.Suspended,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static ItemFinding Finding(ScopeLine? line) => line?.Target.Specificity switch
    {
        Specificity.Item => ItemFinding.Named,
        Specificity.ClassAtSite => ItemFinding.ClassAtSite,
        Specificity.ClassAnywhere => ItemFinding.ClassAnywhere,
        _ => ItemFinding.Unknown,
    };

    private static ContractCitation Cite(ContractVersion version) => new(version.Contract, version.Terms.Reference, version.Number);

    private static LineCitation? Cite(ScopeLine? line) => line is null ? null : new(line.Key, line.Label, line.Target, line.Days);

    /// <summary>A contract that covers, by one of its lines; ordered from the strongest.</summary>
    private sealed record Candidate(ContractVersion Version, ScopeLine? Line, Priority Priority) : IComparable<Candidate>
    {
        public EffectivePromise Promise { get; } = Version.PromiseOf(Priority, Line);

        // From the strongest; the smaller the stronger.
        private (int Vagueness, Duration Restoration, Duration Response) Rank => (
            -(int?)Line?.Target.Specificity ?? 0,
            Promise.Targets.Restoration ?? Duration.MaxValue,
            Promise.Targets.Response ?? Duration.MaxValue);

        public int CompareTo(Candidate? other)
        {
            ArgumentNullException.ThrowIfNull(other);
            var byRank = Rank.CompareTo(other.Rank);
            var byReference = byRank != 0 ? byRank : string.CompareOrdinal(Version.Terms.Reference, other.Version.Terms.Reference);
            var byContract = byReference != 0 ? byReference : Version.Contract.CompareTo(other.Version.Contract);
            return byContract != 0 ? byContract : string.CompareOrdinal(Line?.Key, other.Line?.Key);
        }

        public RivalReason LostAgainst(Candidate winner) =>
            Rank == winner.Rank ? RivalReason.LaterReference
            : Rank.Vagueness != winner.Rank.Vagueness ? RivalReason.LessSpecific
            : RivalReason.LongerTarget;
    }
}
