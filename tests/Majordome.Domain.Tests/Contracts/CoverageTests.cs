using System.Text.Json;
using Majordome.Domain.Contracts;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class CoverageTests
{
    private static readonly Instant Monday = At("2026-11-16T15:52:00Z");

    [Fact]
    public void An_incident_on_a_named_item_is_included_for_four_reasons_in_order()
    {
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(Terms));

        decision.Verdict.ShouldBe(CoverageVerdict.Included);
        decision.Contract.ShouldBe(new(Contract, "LV-2025-02", 0));
        decision.Item.ShouldBe(new(ItemFinding.Named, ErpItem, new("L1", null, new ScopeTarget.OneItem(Erp), new(new(2025, 1, 1)))));
        decision.Nature.ShouldBe(new(Nature.Incident, Treatment.Included, "4.1"));
        decision.Calendar.ShouldBe(new("office", false));
        decision.Priority.ShouldBe(new(Priority.P2, ServiceDefaults.Targets.P2, false));
        decision.Rivals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Nature.Incident, CoverageVerdict.Included, true)]
    [InlineData(Nature.Request, CoverageVerdict.Prepaid, true)]
    [InlineData(Nature.Enhancement, CoverageVerdict.Quoted, false)]
    public void The_nature_decides_who_pays(Nature nature, CoverageVerdict verdict, bool clocksRun)
    {
        var decision = Decide(new(Client, ErpItem, nature, Priority.P2, Monday), History(Terms));
        (decision.Verdict, decision.ClocksRun).ShouldBe((verdict, clocksRun));
    }

    [Fact]
    public void A_class_at_a_site_covers_an_item_of_which_only_the_class_is_known()
    {
        var array = new EstateItem(null, ItemClass.Storage, Valence);
        Decide(new(Client, array, Nature.Incident, Priority.P2, Monday), History(Terms)).Item.Finding.ShouldBe(ItemFinding.ClassAtSite);
    }

    [Fact]
    public void The_same_class_at_another_site_is_out_of_scope_and_the_contract_looked_at_is_named()
    {
        var decision = Decide(new(Client, new(null, ItemClass.Storage, Die), Nature.Incident, Priority.P2, Monday), History(Terms));

        decision.Verdict.ShouldBe(CoverageVerdict.OutOfScope);
        decision.ClocksRun.ShouldBeFalse();
        decision.Contract.ShouldBeNull();
        decision.Rivals.ShouldHaveSingleItem().Why.ShouldBe(RivalReason.NotInScope);
    }

    [Fact]
    public void An_unknown_item_is_to_be_decided_and_the_clocks_run_by_the_shortest_target()
    {
        var quick = Terms with { Reference = "Z-QUICK", Promises = Terms.Promises with { P2 = new(new ServiceTargets(Duration.Zero, Duration.FromHours(2)), "always") } };
        var decision = Decide(new(Client, null, Nature.Incident, Priority.P2, Monday), History(Terms), History(quick, Id(101)));

        decision.Verdict.ShouldBe(CoverageVerdict.Undecided);
        decision.ClocksRun.ShouldBeTrue();
        decision.Item.Finding.ShouldBe(ItemFinding.Unknown);
        decision.Contract!.Reference.ShouldBe("Z-QUICK");
        decision.Priority!.Targets.Restoration.ShouldBe(Duration.FromHours(2));
        decision.Rivals.ShouldHaveSingleItem().Why.ShouldBe(RivalReason.LongerTarget);
    }

    [Fact]
    public void An_expired_a_future_and_a_suspended_contract_cover_nothing_and_are_each_named_with_their_instants()
    {
        var expired = Terms with { Reference = "A", Days = new(new(2025, 1, 1), new(2025, 12, 31)) };
        var future = Terms with { Reference = "B", Days = new(new(2027, 1, 1), null), Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2027, 1, 1)))] };
        var suspended = Terms with { Reference = "C", Suspensions = [new(new(new(2026, 11, 1), new(2026, 11, 30)))] };
        var decision = Decide(
            new(Client, ErpItem, Nature.Incident, Priority.P1, Monday), History(expired, Id(101)), History(future, Id(102)), History(suspended, Id(103)));

        decision.Verdict.ShouldBe(CoverageVerdict.NoContractInForce);
        decision.Item.Finding.ShouldBe(ItemFinding.NoContract);
        decision.Rivals.Select(r => (r.Contract.Reference, r.Why, r.Since, r.Until)).ShouldBe(
        [
            ("A", RivalReason.Ended, At("2025-12-31T23:00:00Z"), null),
            ("B", RivalReason.NotStarted, null, At("2026-12-31T23:00:00Z")),
            ("C", RivalReason.Suspended, At("2026-10-31T23:00:00Z"), At("2026-11-30T23:00:00Z")),
        ]);
    }

    [Fact]
    public void Without_any_contract_there_is_none_in_force() =>
        Decide(new(Client, ErpItem, Nature.Incident, Priority.P1, Monday)).Verdict.ShouldBe(CoverageVerdict.NoContractInForce);

    [Fact]
    public void A_line_that_has_ended_or_not_begun_covers_nothing_and_says_so()
    {
        var terms = Terms with
        {
            Scope =
            [
                Line("past", new ScopeTarget.OneItem(Erp), new(new(2025, 1, 1), new(2026, 11, 15))),
                Line("next", new ScopeTarget.OneItem(Erp), new(new(2026, 12, 1))),
            ],
        };
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P1, Monday), History(terms));

        decision.Verdict.ShouldBe(CoverageVerdict.OutOfScope);
        decision.Rivals.Select(r => (r.Line!.Key, r.Why, r.Since, r.Until)).ShouldBe(
        [
            ("past", RivalReason.LineEnded, At("2026-11-15T23:00:00Z"), null),
            ("next", RivalReason.LineNotStarted, null, At("2026-11-30T23:00:00Z")),
        ]);
    }

    [Fact]
    public void The_more_specific_line_wins_over_a_shorter_target_and_the_losers_are_named()
    {
        var everywhere = Terms with { Reference = "A", Scope = [Line("S", new ScopeTarget.ClassOfItems(ItemClass.Server), promises: Restores(Duration.FromHours(1)))] };
        var atSite = Terms with { Reference = "B", Scope = [Line("V", new ScopeTarget.ClassOfItems(ItemClass.Server, Valence), promises: Restores(Duration.FromHours(2)))] };
        var decision = Decide(
            new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(everywhere, Id(101)), History(Terms), History(atSite, Id(102)));

        decision.Contract!.Reference.ShouldBe("LV-2025-02");
        decision.Rivals.Select(r => (r.Contract.Reference, r.Line!.Key, r.Why)).ShouldBe(
            [("B", "V", RivalReason.LessSpecific), ("A", "S", RivalReason.LessSpecific)]);
    }

    [Fact]
    public void Among_equally_specific_lines_the_shorter_target_wins_and_best_effort_is_the_longest()
    {
        var besteffort = Terms with { Reference = "A", Promises = Terms.Promises with { P2 = new(new ServiceTargets(Duration.Zero, null), "office") } };
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(besteffort, Id(101)), History(Terms));

        decision.Contract!.Reference.ShouldBe("LV-2025-02");
        decision.Rivals.ShouldHaveSingleItem().Why.ShouldBe(RivalReason.LongerTarget);
    }

    [Fact]
    public void What_is_equal_in_everything_is_settled_by_the_reference()
    {
        var twin = Terms with { Reference = "LV-2025-03" };
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(twin, Id(1)), History(Terms));

        decision.Contract!.Reference.ShouldBe("LV-2025-02");
        decision.Rivals.ShouldHaveSingleItem().Why.ShouldBe(RivalReason.LaterReference);
    }

    [Fact]
    public void Another_clients_contract_is_not_looked_at()
    {
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(Terms, client: OtherClient));
        decision.Verdict.ShouldBe(CoverageVerdict.NoContractInForce);
        decision.Rivals.ShouldBeEmpty();
    }

    [Fact]
    public void The_days_of_a_line_are_those_of_the_contracts_zone()
    {
        var until = Terms with { Zone = "Pacific/Noumea", Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2025, 1, 1), new(2026, 11, 16)))] };

        // 17 November begins in Nouméa at 13:00 UTC on the 16th.
        Verdict("2026-11-16T12:59:59Z").ShouldBe(CoverageVerdict.Included);
        Verdict("2026-11-16T13:00:00Z").ShouldBe(CoverageVerdict.OutOfScope);

        CoverageVerdict Verdict(string at) => Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, At(at)), History(until)).Verdict;
    }

    [Fact]
    public void A_decision_kept_as_a_fact_is_read_back_the_same()
    {
        var decision = Decide(new(Client, ErpItem, Nature.Incident, Priority.P2, Monday), History(Terms), History(Terms with { Reference = "Z" }, Id(1)));
        var read = JsonSerializer.Deserialize<CoverageDecision>(JsonSerializer.Serialize(decision, FactJson.Options), FactJson.Options)!;

        FactJson.Canonical(read).ShouldBe(FactJson.Canonical(decision));
        read.Item.ShouldBe(decision.Item);
        read.Priority.ShouldBe(decision.Priority);
    }

    private static CoverageDecision Decide(CoverageQuestion question, params ContractHistory[] contracts) => Coverage.Decide(question, contracts);
}
