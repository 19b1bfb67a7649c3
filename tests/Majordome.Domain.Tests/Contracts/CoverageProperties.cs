using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class CoverageProperties
{
    private static readonly ScopeTarget[] Targets =
    [
        new ScopeTarget.OneItem(Erp), new ScopeTarget.ClassOfItems(ItemClass.Server, Valence), new ScopeTarget.ClassOfItems(ItemClass.Server),
        new ScopeTarget.ClassOfItems(ItemClass.Server, Die), new ScopeTarget.OneItem(San),
    ];

    private static readonly Gen<DayRange> Ranges =
        from first in Gen.Choose(0, 700)
        from length in Gen.Choose(0, 400)
        select new DayRange(new LocalDate(2025, 1, 1).PlusDays(first), new LocalDate(2025, 1, 1).PlusDays(Math.Min(first + length, 729)));

    private static readonly Gen<ScopeLine[]> Scopes =
        from lines in (from target in Gen.Elements(Targets)
                       from days in Ranges
                       from hours in Gen.Choose(1, 3)
                       select Line("", target, days, Restores(Duration.FromHours(hours)))).NonEmptyListOf()
        select lines.DistinctBy(l => l.Target).Select((l, i) => l with { Key = $"L{i}" }).ToArray();

    private static readonly Gen<ContractHistory> Contracts =
        from id in Gen.Choose(100, 1000)
        from client in Gen.Elements(Client, Client, Client, OtherClient)
        from scope in Scopes
        from suspension in Ranges
        from isSuspended in Gen.Elements(true, false)
        select History(Terms with { Reference = $"R{id % 7}", Scope = [.. scope], Suspensions = isSuspended ? [new(suspension)] : [] }, Id(id), client);

    private static readonly Gen<CoverageQuestion> Questions =
        from item in Gen.Elements<EstateItem?>(ErpItem, ErpItem, new EstateItem(null, ItemClass.Server, Die), null)
        from nature in Gen.Elements(Enum.GetValues<Nature>())
        from hour in Gen.Choose(-100, 730 * 24)
        select new CoverageQuestion(Client, item, nature, Priority.P2, At("2025-01-01T00:00:00Z") + Duration.FromHours(hour));

    private static readonly Arbitrary<(CoverageQuestion Question, List<ContractHistory> Contracts)> Cases =
        (from question in Questions
         from count in Gen.Choose(0, 7)
         from contracts in Contracts.ListOf(count)
         select (question, contracts.DistinctBy(c => c.Versions[0].Contract).ToList())).ToArbitrary();

    [Fact]
    public void The_order_of_the_contracts_changes_nothing() =>
        Check((question, contracts) =>
            Settled(Coverage.Decide(question, contracts)) == Settled(Coverage.Decide(question, contracts.AsEnumerable().Reverse())));

    [Fact]
    public void Contracts_of_others_change_nothing() =>
        Check((question, contracts) =>
            FactJson.Canonical(Coverage.Decide(question, contracts))
            == FactJson.Canonical(Coverage.Decide(question, contracts.Where(c => c.Client == question.Client))));

    [Fact]
    public void Only_a_contract_in_force_and_a_line_in_force_that_covers_decide() =>
        Check((question, contracts) =>
        {
            var decision = Coverage.Decide(question, contracts);
            if (decision.Contract is not { } cited)
            {
                return decision.Verdict is CoverageVerdict.OutOfScope or CoverageVerdict.NoContractInForce && !decision.ClocksRun;
            }

            var version = contracts.Single(c => c.Versions[0].Contract == cited.Contract).InForceAt(question.At);
            return version is not null
                && (decision.Item.Line is { } line
                    ? line.Target.Covers(question.Item!) && line.Days.ToInterval(version.Zone).Contains(question.At)
                    : decision.Verdict == CoverageVerdict.Undecided && question.Item is null);
        });

    [Fact]
    public void No_contract_taken_alone_answers_better_than_all_together() =>
        Check((question, contracts) =>
        {
            var all = Coverage.Decide(question, contracts);
            return contracts.All(one => Strength(Coverage.Decide(question, [one])).CompareTo(Strength(all)) <= 0);
        });

    [Fact]
    public void Taking_a_loser_away_leaves_the_decision() =>
        Check((question, contracts) =>
        {
            var all = Coverage.Decide(question, contracts);
            return all.Contract is not { } cited || contracts.Where(c => c.Versions[0].Contract != cited.Contract).All(loser =>
                Settled(all with { Rivals = [] }) == Settled(Coverage.Decide(question, contracts.Where(c => c != loser)) with { Rivals = [] }));
        });

    private static (int Specificity, Duration Shortness) Strength(CoverageDecision decision) =>
        decision.Contract is null
            ? (-1, Duration.Zero)
            : ((int?)decision.Item.Line?.Target.Specificity ?? 0, -(decision.Priority!.Targets.Restoration ?? Duration.MaxValue));

    // Contracts that cover nothing are listed in the order they were given.
    private static string Settled(CoverageDecision decision) =>
        FactJson.Canonical(decision with { Rivals = [.. decision.Rivals.OrderBy(r => r.Contract.Contract).ThenBy(r => r.Line?.Key, StringComparer.Ordinal)] });

    private static void Check(Func<CoverageQuestion, List<ContractHistory>, bool> holds) =>
        Prop.ForAll(Cases, c => holds(c.Question, c.Contracts)).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
