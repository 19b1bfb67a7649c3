using Majordome.Domain.Contracts;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class ContractHistoryTests
{
    [Theory]
    [InlineData("2024-12-31T22:59:59Z", Standing.NotStarted)]
    [InlineData("2024-12-31T23:00:00Z", Standing.InForce)]
    [InlineData("2026-12-31T22:59:59Z", Standing.InForce)]
    [InlineData("2026-12-31T23:00:00Z", Standing.Ended)]
    public void Both_days_are_included_and_lived_in_the_contracts_zone(string instant, Standing expected) =>
        History(Terms).At(At(instant)).State.ShouldBe(expected);

    [Fact]
    public void A_standing_says_since_and_until_when()
    {
        var suspended = History(Terms with { Suspensions = [new(new(new(2025, 6, 1), new(2025, 6, 30)), "unpaid")] });

        suspended.At(At("2025-06-10T00:00:00Z")).ShouldSatisfyAllConditions(
            s => s.State.ShouldBe(Standing.Suspended),
            s => s.Since.ShouldBe(At("2025-05-31T22:00:00Z")),
            s => s.Until.ShouldBe(At("2025-06-30T22:00:00Z")));
        suspended.At(At("2024-06-10T00:00:00Z")).Until.ShouldBe(At("2024-12-31T23:00:00Z"));
        suspended.At(At("2028-06-10T00:00:00Z")).Since.ShouldBe(At("2026-12-31T23:00:00Z"));
        suspended.InForceAt(At("2025-06-10T00:00:00Z")).ShouldBeNull();
        suspended.InForceAt(At("2025-06-30T22:00:00Z")).ShouldNotBeNull();
    }

    [Fact]
    public void A_suspension_without_end_lasts_until_the_contract_ends() =>
        History(Terms with { Suspensions = [new(new(new(2025, 6, 1)))] }).At(At("2026-01-01T00:00:00Z"))
            .Until.ShouldBe(At("2026-12-31T23:00:00Z"));

    [Fact]
    public void Each_amendment_speaks_from_its_day_and_one_that_reaches_back_replaces_those_between()
    {
        var history = ContractHistory.Of([Version(2, new(2025, 3, 1)), Version(0, new(2025, 1, 1)), Version(1, new(2025, 6, 1))]).Value;

        history.InForceAt(At("2025-02-01T00:00:00Z"))!.Number.ShouldBe(0);
        history.InForceAt(At("2025-02-28T22:59:59Z"))!.Number.ShouldBe(0);
        history.InForceAt(At("2025-02-28T23:00:00Z"))!.Number.ShouldBe(2);
        history.InForceAt(At("2025-07-01T00:00:00Z"))!.Number.ShouldBe(2);
    }

    [Fact]
    public void A_renewal_that_comes_late_leaves_a_gap_in_which_the_contract_has_ended()
    {
        var renewed = Terms with { Days = new(new(2027, 2, 1), new(2027, 12, 31)), Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2027, 2, 1)))] };
        var history = ContractHistory.Of([Version(0, new(2025, 1, 1)), ContractVersion.Recall(Contract, Client, 1, new(2027, 2, 1), renewed).Value]).Value;

        history.At(At("2027-01-15T00:00:00Z")).State.ShouldBe(Standing.Ended);
        history.At(At("2027-02-15T00:00:00Z")).State.ShouldBe(Standing.InForce);
        history.InForceAt(At("2025-02-15T00:00:00Z"))!.Number.ShouldBe(0);
    }

    [Fact]
    public void A_last_day_at_the_end_of_time_is_no_end() =>
        History(Terms with { Days = new(new(2025, 1, 1), LocalDate.MaxIsoValue) }).At(At("2100-01-01T00:00:00Z"))
            .ShouldSatisfyAllConditions(s => s.State.ShouldBe(Standing.InForce), s => s.Until.ShouldBeNull());

    [Fact]
    public void A_history_is_of_one_contract_without_a_gap_in_its_numbers()
    {
        ContractHistory.Of([]).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("versions-empty");
        ContractHistory.Of([Version(0, new(2025, 1, 1)), Version(2, new(2025, 3, 1))])
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe("version-number-missing-or-twice");
        ContractHistory.Of([Version(0, new(2025, 1, 1)), ContractVersion.Recall(Contract, OtherClient, 1, new(2025, 3, 1), Terms).Value])
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe("version-of-another-contract");
    }

    private static ContractVersion Version(int number, LocalDate from) => ContractVersion.Recall(Contract, Client, number, from, Terms).Value;
}
