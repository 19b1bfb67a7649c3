using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class ContractRulesTests
{
    [Fact]
    public void The_sample_is_signed() => Sign(Terms).Value.Terms.ShouldBe(Terms);

    public static TheoryData<string, string, Func<ContractTerms, ContractTerms>> Faults() => new()
    {
        { "days.last", "ends-before-start", t => t with { Days = new(new(2025, 1, 1), new(2024, 12, 31)), Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2025, 1, 1)))] } },
        { "days.first", "date-too-early", t => t with { Days = t.Days with { First = new(1025, 1, 1) } } },
        { "zone", "zone-unknown", t => t with { Zone = "Europe/Valence" } },
        { "reference", "required", t => t with { Reference = " " } },
        { "reference", "reference-too-long", t => t with { Reference = new('x', 65) } },
        { "attentionPercent", "out-of-range", t => t with { AttentionPercent = 0 } },
        { "level.reason", "required", t => t with { Level = new(Level.Global, Nadia, "") } },
        { "suspensions[0].days", "outside-contract", t => t with { Suspensions = [new(new(new(2027, 1, 1)))] } },
        { "suspensions[0].days.last", "ends-before-start", t => t with { Suspensions = [new(new(new(2025, 3, 1), new(2025, 2, 1)))] } },
        { "suspensions[1].days", "suspensions-overlap", t => t with { Suspensions = [new(new(new(2025, 2, 1))), new(new(new(2025, 3, 1), new(2025, 3, 2)))] } },
        { "scope", "scope-empty", t => t with { Scope = [] } },
        { "scope[0].target.id", "item-not-of-client", t => t with { Scope = [Line("L1", new ScopeTarget.OneItem(Id(999)))] } },
        { "scope[0].target.site", "site-not-of-client", t => t with { Scope = [Line("L1", new ScopeTarget.ClassOfItems(ItemClass.Server, Id(999)))] } },
        { "scope[0].target.class", "unknown-word", t => t with { Scope = [Line("L1", new ScopeTarget.ClassOfItems((ItemClass)99))] } },
        { "scope[0].days", "outside-contract", t => t with { Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2024, 12, 31)))] } },
        { "scope[0].days", "outside-contract", t => t with { Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2025, 1, 1), new(2027, 1, 1)))] } },
        { "scope[0].days.last", "ends-before-start", t => t with { Scope = [Line("L1", new ScopeTarget.OneItem(Erp), new(new(2025, 2, 1), new(2025, 1, 1)))] } },
        { "scope[1].key", "duplicate", t => t with { Scope = [t.Scope[0], Line("L1", new ScopeTarget.OneItem(San))] } },
        { "scope[1]", "scope-lines-overlap", t => t with { Scope = [t.Scope[0], Line("L9", new ScopeTarget.OneItem(Erp), new(new(2026, 1, 1)))] } },
        { "scope[0].promises.p1.calendar", "calendar-unknown", t => t with { Scope = [t.Scope[0] with { Promises = new(new(null, "night"), null, null, null) }] } },
        { "scope[0].promises.p2.targets.restoration", "negative", t => t with { Scope = [t.Scope[0] with { Promises = new(null, new(new(null, -Duration.Epsilon)), null, null) }] } },
        { "natures.change", "required", t => t with { Natures = t.Natures with { Change = null } } },
        { "natures.incident.treatment", "unknown-word", t => t with { Natures = t.Natures with { Incident = new((Treatment)9) } } },
        { "natures.request.treatment", "prepaid-without-hours", t => t with { PrepaidHours = Duration.Zero } },
        { "holidays", "holidays-unknown", t => t with { Holidays = "Atlantis" } },
        { "calendars.office.week", "week-empty", t => t with { Calendars = t.Calendars.SetItem("office", new() { Week = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty }) } },
        { "calendars.office.week.monday[0]", "span-malformed", t => t with { Calendars = t.Calendars.SetItem("office", new() { Week = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("monday", ["8-19"]) }) } },
        { "calendars.always.zone", "zone-unknown", t => t with { Calendars = t.Calendars.SetItem("always", new() { Zone = "Nowhere" }) } },
        { "promises.p3", "required", t => t with { Promises = t.Promises with { P3 = null } } },
        { "promises.p3.targets", "required", t => t with { Promises = t.Promises with { P3 = new(null, "office") } } },
        { "promises.p3.calendar", "required", t => t with { Promises = t.Promises with { P3 = new(new ServiceTargets(null, null)) } } },
        { "promises.p3.calendar", "calendar-unknown", t => t with { Promises = t.Promises with { P3 = new(new ServiceTargets(null, null), "") } } },
        { "promises.p1.targets.response", "negative", t => t with { Promises = t.Promises with { P1 = new(new ServiceTargets(Duration.FromMinutes(-1), null), "office") } } },
        { "promises.p1.targets.response", "response-after-restoration", t => t with { Promises = t.Promises with { P1 = new(new ServiceTargets(Duration.FromHours(2), Duration.FromHours(1)), "office") } } },
        { "pauses[1].reason", "duplicate", t => t with { Pauses = [.. t.Pauses, .. t.Pauses] } },
        { "pauses[0].reason", "unknown-word", t => t with { Pauses = [new((PauseReason)42, "7")] } },
        { "pauses[0].article", "required", t => t with { Pauses = [new(PauseReason.AgreedMaintenance, "")] } },
        { "recipients", "recipients-empty", t => t with { Recipients = [] } },
        { "recipients[0].person", "person-unknown", t => t with { Recipients = [new(Id(999), Duration.FromMinutes(5))] } },
        { "recipients[0].acknowledgeWithin", "not-positive", t => t with { Recipients = [new(Nadia, Duration.Zero)] } },
        { "monthlyFee.amount", "negative", t => t with { MonthlyFee = new(-1, "EUR") } },
        { "monthlyFee.amount", "out-of-range", t => t with { MonthlyFee = new(decimal.MaxValue, "EUR") } },
        { "monthlyFee.amount", "finer-than-currency", t => t with { MonthlyFee = new(0.5m, "XPF") } },
        { "monthlyFee.currency", "currency-unknown", t => t with { MonthlyFee = new(1, "eur") } },
        { "penalties", "penalties-without-fee", t => t with { MonthlyFee = null } },
        { "penalties.step", "too-short", t => t with { Penalties = t.Penalties! with { Step = Duration.Zero } } },
        { "penalties.capPercent", "out-of-range", t => t with { Penalties = t.Penalties! with { CapPercent = 101 } } },
        { "penalties.ratePercent.p2", "out-of-range", t => t with { Penalties = t.Penalties! with { RatePercent = new(1, -1, 1, 1) } } },
        { "prepaidHours", "negative", t => t with { PrepaidHours = -Duration.Epsilon } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_its_path_and_rule(string path, string rule, Func<ContractTerms, ContractTerms> plant) =>
        Sign(plant(Terms)).Refusals.Select(r => (r.Path, r.Rule)).ShouldContain((path, rule));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faulty = Terms with { Zone = "Nowhere", Recipients = [], PrepaidHours = Duration.FromHours(-1) };
        Sign(faulty).Refusals.Select(r => r.Rule).ShouldBe(["zone-unknown", "recipients-empty", "negative"]);
    }

    [Fact]
    public void Another_clients_item_is_refused_like_one_that_never_was()
    {
        var theirs = Sign(Terms with { Scope = [Line("L1", new ScopeTarget.OneItem(Erp))] }).Value.Terms;
        var estate = Estate.Of([new(Id(77), ItemClass.Server, Id(78))], [Nadia]);
        var refusal = ContractVersion.Sign(Id(101), OtherClient, 0, theirs.Days.First, theirs, estate).Refusals.ShouldHaveSingleItem();
        refusal.Rule.ShouldBe("item-not-of-client");
    }

    [Fact]
    public void A_contract_of_one_day_is_a_contract() =>
        Sign(Terms with { Days = new(new(2025, 1, 1), new(2025, 1, 1)) }).IsAccepted.ShouldBeTrue();

    [Fact]
    public void An_amendment_speaks_within_the_contracts_days() =>
        ContractVersion.Sign(Contract, Client, 1, new(2027, 1, 1), Terms, Owned)
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe("outside-contract");

    [Fact]
    public void The_first_version_speaks_from_the_first_day() =>
        ContractVersion.Sign(Contract, Client, 0, new(2025, 2, 1), Terms, Owned)
            .Refusals.ShouldHaveSingleItem().Rule.ShouldBe("not-first-day");

    [Fact]
    public void A_version_signed_before_is_recalled_after_its_items_are_gone() =>
        ContractVersion.Recall(Contract, Client, 0, Terms.Days.First, Terms).IsAccepted.ShouldBeTrue();

    [Fact]
    public void A_line_promises_otherwise_only_where_it_says_so()
    {
        var line = Line("L1", new ScopeTarget.OneItem(Erp), promises: new(null, new(null, "always"), null, null));
        var version = Sign(Terms with { Scope = [line] }).Value;

        version.PromiseOf(Priority.P2, line).ShouldBe(new("always", true, ServiceDefaults.Targets.P2, false));
        version.PromiseOf(Priority.P3, line).ShouldBe(new("office", false, ServiceDefaults.Targets.P3, false));
    }

    [Fact]
    public void The_site_gives_zone_and_holidays_unless_the_calendar_fixes_them()
    {
        var fixedHours = new CalendarTerms { Zone = "Indian/Reunion", Holidays = "FR-reunion" };
        var version = Sign(Terms with { Calendars = Terms.Calendars.Add("island", fixedHours) }).Value;
        var paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

        version.CalendarAt("island", paris, null).Zone.Id.ShouldBe("Indian/Reunion");
        version.CalendarAt("office", DateTimeZone.Utc, null).Zone.ShouldBe(DateTimeZone.Utc);
        version.CalendarAt("office", null, null).Zone.ShouldBe(paris);
        version.CalendarAt("office", null, null).Holidays.Code.ShouldBe("FR");
    }

    [Fact]
    public void Terms_are_the_same_after_being_kept_as_json()
    {
        var kept = JsonSerializer.Serialize(Terms, FactJson.Options);
        var read = JsonSerializer.Deserialize<ContractTerms>(kept, FactJson.Options)!;

        FactJson.Canonical(read).ShouldBe(FactJson.Canonical(Terms));
        ContractVersion.Recall(Contract, Client, 0, read.Days.First, read).IsAccepted.ShouldBeTrue();
    }
}
