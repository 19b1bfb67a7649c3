using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Domain.Tests.Monitoring;

public sealed class TellLedgerTests
{
    private static readonly IncidentPolicy WarningsToo =
        IncidentPolicy.Default with { Warning = new SeverityTreatment(false, true, Urgency.Low) };

    private readonly WatchedCheck check = new WatchedCheck().Gives(Ok);
    private readonly List<Mute> mutes = [];
    private TellLedger ledger = TellLedger.Empty;
    private string[] onDuty = ["anna"];

    [Fact]
    public void A_critical_is_told_and_its_recovery_closed_to_the_same_people()
    {
        check.Gives(Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Critical);
        Told().Obligation.Recipients.ShouldBe(["anna"]);
        onDuty = ["boris"];
        check.Gives(Ok);
        Closed().Obligation.Recipients.ShouldBe(["anna"]);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void A_warning_tells_nobody_by_default()
    {
        check.Gives(Warning, Warning, Warning);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NotTold));
    }

    [Fact]
    public void A_told_warning_that_becomes_critical_is_the_same_problem_told_again_and_closed_once()
    {
        check.Gives(Warning, Warning, Warning);
        Told(WarningsToo).IsWorse.ShouldBeFalse();
        check.Gives(Critical, Critical, Critical);
        onDuty = ["boris"];
        var worse = Told(WarningsToo);
        worse.IsWorse.ShouldBeTrue();
        worse.Key.ShouldBe("1/told/Critical");
        check.Gives(Warning, Warning, Warning);
        Settle(WarningsToo).ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Ok);
        Closed().Obligation.Recipients.ShouldBe(["anna", "boris"]);
    }

    [Fact]
    public void A_critical_that_had_eased_and_is_back_is_told_again_as_another_message_and_closed_once()
    {
        check.Gives(Critical, Critical, Critical);
        Told().Key.ShouldBe("1/told/Critical");
        check.Gives(Warning, Warning, Warning);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Now += Duration.FromDays(7);
        var back = check.Now;
        check.Gives(Critical, Critical, Critical);
        var again = Told();
        (again.Key, again.IsWorse, again.Obligation.Since, again.Obligation.Number).ShouldBe(("1/told/Critical/1", true, back, 1));
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Warning, Warning, Warning);
        Settle();
        check.Gives(Critical, Critical, Critical);
        Told().Key.ShouldBe("1/told/Critical/2");
        check.Gives(Ok);
        Closed().Key.ShouldBe("1/closed");
    }

    [Fact]
    public void A_warning_nobody_was_told_of_that_becomes_critical_is_told_as_of_then()
    {
        check.Gives(Warning, Warning, Warning);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NotTold));
        check.Now += Duration.FromDays(25);
        var worse = check.Now;
        check.Gives(Critical, Critical, Critical);
        var told = Told();
        (told.IsWorse, told.Obligation.Since).ShouldBe((false, worse));
    }

    [Fact]
    public void Late_warnings_do_not_ease_what_people_know()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        check.GivesLate(Duration.FromHours(1), Warning, Warning, Warning);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void A_check_that_flaps_is_not_told_again_because_it_eased_in_between()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        check.Gives(Ok, Critical, Critical, Critical, Ok, Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Warning, Warning, Warning);
        Settle();
        check.State.Flapping.IsActive.ShouldBeTrue();
        check.Gives(Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void Everybody_called_in_the_meantime_gets_the_closure()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        ledger = ledger.AlsoTold("boris", "anna");
        check.Gives(Ok);
        Closed().Obligation.Recipients.ShouldBe(["anna", "boris"]);
    }

    [Fact]
    public void A_problem_confirmed_in_a_window_and_still_there_is_told_at_its_end()
    {
        var end = MuteFor(30);
        check.Gives(Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.Muted, end));
        check.Now = end;
        Told().Obligation.ToldAt.ShouldBe(end);
    }

    [Fact]
    public void A_problem_that_came_and_went_in_a_window_is_never_told()
    {
        var end = MuteFor(30);
        check.Gives(Critical, Critical, Critical, Ok);
        check.Now = end;
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void A_problem_told_before_a_window_and_recovered_in_it_is_closed_at_its_end()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        var end = MuteFor(30);
        var back = check.Now;
        check.Gives(Ok);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.Muted, end));
        check.Now = end;
        Closed().RecoveredAt.ShouldBe(back);
    }

    [Fact]
    public void A_problem_told_before_a_window_that_is_there_again_at_its_end_goes_on()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        var end = MuteFor(30);
        check.Gives(Ok, Critical, Critical, Critical);
        check.State.Problem!.Number.ShouldBe(2);
        check.Now = end;
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        check.Gives(Ok);
        Closed().Obligation.Number.ShouldBe(1);
    }

    [Fact]
    public void Mutes_that_touch_are_one_quiet()
    {
        var end = MuteFor(30);
        mutes.Add(Mute.Create(MuteKind.Silence, end, end + Duration.FromMinutes(10), "on y travaille").Value);
        check.Gives(Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.Muted, end + Duration.FromMinutes(10)));
    }

    [Fact]
    public void A_check_that_flaps_is_told_once_more_at_most_and_closed_when_it_is_stable()
    {
        var decisions = new List<TellDecision>();
        for (var i = 0; i < 10; i++)
        {
            check.Gives(Critical, Critical, Critical);
            decisions.Add(Settle());
            check.Gives(Ok);
            decisions.Add(Settle());
        }

        decisions.Count(decision => decision is TellDecision.Tell).ShouldBe(2);
        decisions.Count(decision => decision is TellDecision.Close).ShouldBe(1);
        WaitUntilStable();
        Closed();
    }

    [Fact]
    public void No_data_closes_nothing()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        check.IsSilentFor(Duration.FromHours(5));
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
        ledger.Owed.ShouldNotBeNull();
    }

    [Fact]
    public void A_fault_confirmed_in_a_window_is_told_at_its_end_even_if_the_data_stopped()
    {
        var end = MuteFor(60);
        check.Gives(Critical, Critical, Critical);
        check.IsSilentFor(Duration.FromMinutes(10));
        check.Now = end;
        Told().Obligation.Severity.ShouldBe(Critical);
    }

    [Fact]
    public void Late_results_tell_nobody_and_the_first_one_in_time_does()
    {
        check.GivesLate(Duration.FromHours(1), Critical, Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.Late));
        check.Gives(Critical);
        Told();
    }

    [Fact]
    public void A_late_recovery_closes_nothing_until_a_result_in_time_bears_it_out()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        check.GivesLate(Duration.FromHours(1), Ok);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.Late));
        check.Gives(Ok);
        Closed();
    }

    [Fact]
    public void Asking_again_after_a_restart_tells_nothing_twice()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void What_is_owed_survives_being_stored()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        var stored = FactJson.Canonical(ledger);
        ledger = JsonSerializer.Deserialize<TellLedger>(stored, FactJson.Options)!;
        FactJson.Canonical(ledger).ShouldBe(stored);
        check.Gives(Ok);
        Closed().Obligation.Recipients.ShouldBe(["anna"]);
    }

    [Fact]
    public void What_was_owed_before_easings_were_counted_is_read()
    {
        const string stored = """{"told":1,"owed":{"number":1,"severity":"critical","problem":1,"since":"2026-03-02T08:00:00Z","toldAt":"2026-03-02T08:01:00Z","recipients":["anna"]}}""";
        ledger = JsonSerializer.Deserialize<TellLedger>(stored, FactJson.Options)!;
        check.Gives(Warning, Warning, Warning);
        Settle();
        check.Gives(Critical, Critical, Critical);
        Told().Key.ShouldBe("1/told/Critical/1");
    }

    [Fact]
    public void A_decision_that_was_not_stored_is_decided_again_with_the_same_key()
    {
        check.Gives(Critical, Critical, Critical);
        var first = ledger.Settle(check.State, IncidentPolicy.Default, mutes, onDuty, check.Now).Decision;
        var again = ledger.Settle(check.State, IncidentPolicy.Default, mutes, onDuty, check.Now).Decision;
        ((TellDecision.Tell)again).Key.ShouldBe(((TellDecision.Tell)first).Key);
    }

    [Fact]
    public void A_problem_without_anybody_to_tell_is_told_when_there_is_somebody()
    {
        onDuty = [];
        check.Gives(Critical, Critical, Critical);
        Settle().ShouldBe(new TellDecision.Quiet(QuietReason.NoRecipient));
        onDuty = ["anna"];
        Told();
    }

    [Fact]
    public void Withdrawing_a_check_closes_what_was_told_of_it()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        var settlement = ledger.Withdraw();
        settlement.Decision.ShouldBeOfType<TellDecision.Close>().RecoveredAt.ShouldBeNull();
        settlement.Ledger.Withdraw().Decision.ShouldBe(new TellDecision.Quiet(QuietReason.NothingNew));
    }

    [Fact]
    public void A_policy_that_no_longer_tells_still_owes_the_closure()
    {
        check.Gives(Critical, Critical, Critical);
        Told();
        check.Gives(Ok);
        var silent = IncidentPolicy.Default with { Critical = default };
        Settle(silent).ShouldBeOfType<TellDecision.Close>();
    }

    private TellDecision Settle(IncidentPolicy? policy = null)
    {
        var settlement = ledger.Settle(check.State, policy ?? IncidentPolicy.Default, mutes, onDuty, check.Now);
        ledger = settlement.Ledger;
        return settlement.Decision;
    }

    private TellDecision.Tell Told(IncidentPolicy? policy = null) => Settle(policy).ShouldBeOfType<TellDecision.Tell>();

    private TellDecision.Close Closed() => Settle().ShouldBeOfType<TellDecision.Close>();

    private Instant MuteFor(int minutes)
    {
        var mute = Mute.Create(MuteKind.Maintenance, check.Now, check.Now + Duration.FromMinutes(minutes), "mise à jour").Value;
        mutes.Add(mute);
        return mute.Until;
    }

    private void WaitUntilStable()
    {
        while (check.State.Flapping.IsActive)
        {
            check.Gives(Ok);
        }
    }
}
