using System.Text.Json;
using Majordome.Domain.Monitoring;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Domain.Tests.Monitoring;

public sealed class CheckMachineTests
{
    private static readonly Duration Hour = Duration.FromHours(1);
    private readonly WatchedCheck check = new();

    [Fact]
    public void Two_warnings_then_one_critical_do_not_make_a_confirmed_critical_but_a_confirmed_warning()
    {
        check.Gives(Ok);
        var first = check.Now;
        check.Gives(Warning, Warning, Critical);
        check.State.Confirmed.ShouldBe(Warning);
        check.State.Problem!.Severity.ShouldBe(Warning);
        check.State.ConfirmedSince.ShouldBe(first);
    }

    [Fact]
    public void Two_more_criticals_make_the_same_problem_critical_since_the_first_critical()
    {
        check.Gives(Ok, Warning, Warning);
        var firstCritical = check.Now;
        check.Gives(Critical, Critical, Critical);
        check.State.Confirmed.ShouldBe(Critical);
        check.State.ConfirmedSince.ShouldBe(firstCritical);
        check.State.Problem.ShouldNotBeNull().Number.ShouldBe(1);
        check.History[^1].Effect.ShouldBe(ProblemEffect.Worsened);
    }

    [Fact]
    public void A_problem_that_becomes_worse_began_with_its_first_failure_and_is_that_bad_since_the_first_that_bad()
    {
        check.Gives(Ok);
        var warned = check.Now;
        check.Gives(Warning, Warning, Warning);
        check.State.Problem!.AsBadSince.ShouldBe(warned);
        check.Now += Duration.FromDays(25);
        var worse = check.Now;
        check.Gives(Critical, Critical, Critical);
        (check.State.Problem!.Since, check.State.Problem.AsBadSince).ShouldBe((warned, worse));
        check.Gives(Warning, Warning, Warning);
        check.State.Problem!.AsBadSince.ShouldBe(worse);
    }

    [Fact]
    public void Three_criticals_confirm_a_critical_since_the_start_of_the_first_detected_at_the_third()
    {
        check.Gives(Ok);
        var first = check.Now;
        check.Gives(Critical, Critical);
        check.State.Problem.ShouldBeNull();
        check.Gives(Critical);
        check.State.Problem.ShouldBe(new Problem(1, first, check.LastResult!.Received, Critical));
        check.LastResult.Started.ShouldBe(first + Duration.FromSeconds(20));
    }

    [Fact]
    public void The_retry_interval_is_asked_for_while_a_change_awaits_confirmation()
    {
        check.Gives(Ok);
        CheckMachine.NextRunIn(check.State, check.Policy).ShouldBe(Duration.FromSeconds(60));
        check.Gives(Critical);
        CheckMachine.NextRunIn(check.State, check.Policy).ShouldBe(Duration.FromSeconds(10));
        check.Gives(Critical, Critical);
        CheckMachine.NextRunIn(check.State, check.Policy).ShouldBe(Duration.FromSeconds(60));
    }

    [Fact]
    public void An_ok_between_failures_starts_the_count_again()
    {
        check.Gives(Ok, Critical, Critical, Ok, Critical, Critical);
        check.State.Confirmed.ShouldBe(Ok);
        check.State.Problems.ShouldBe(0);
    }

    [Fact]
    public void A_time_out_that_cannot_judge_neither_counts_nor_hides_a_failure()
    {
        check.Gives(Ok);
        var first = check.Now;
        check.Gives(Critical, Unknown, Critical);
        check.State.Problem.ShouldBeNull();
        check.Gives(Unknown, Critical);
        check.State.Problem.ShouldNotBeNull().Since.ShouldBe(first);
    }

    [Fact]
    public void One_ok_ends_a_problem_by_default()
    {
        check.Gives(Ok, Critical, Critical, Critical);
        var back = check.Now;
        check.Gives(Ok);
        check.State.Problem.ShouldBeNull();
        check.History[^1].ShouldBe(new Transition(
            TransitionKind.State, Critical, Ok, back, back + Duration.FromMilliseconds(200), ProblemEffect.Recovered, 1, Ok, false));
    }

    [Fact]
    public void A_recovery_count_asks_for_as_many_oks_and_dates_the_recovery_from_the_first()
    {
        var slow = new WatchedCheck(CheckPolicy.Create(confirmations: Confirmations.Create(recovery: 3).Value).Value);
        slow.Gives(Ok, Ok, Ok, Critical, Critical, Critical);
        var back = slow.Now;
        slow.Gives(Ok, Ok);
        slow.State.Confirmed.ShouldBe(Critical);
        slow.Gives(Ok);
        slow.State.ConfirmedSince.ShouldBe(back);
    }

    [Fact]
    public void Three_warnings_ease_a_critical_within_the_same_problem()
    {
        check.Gives(Ok, Critical, Critical, Critical, Warning, Warning);
        check.State.Confirmed.ShouldBe(Critical);
        check.Gives(Warning);
        check.State.Confirmed.ShouldBe(Warning);
        check.History[^1].Effect.ShouldBe(ProblemEffect.Eased);
        check.State.Problem!.Number.ShouldBe(1);
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData(NoData)]
    public void Not_knowing_never_resolves_a_critical(CheckStatus blind)
    {
        check.Gives(Ok, Critical, Critical, Critical);
        var problem = check.State.Problem;
        check.Gives(blind, blind, blind, blind, blind);
        check.State.Confirmed.ShouldBe(blind);
        check.State.Problem.ShouldBe(problem);
    }

    [Fact]
    public void Silence_beyond_freshness_is_no_data_since_the_missing_result_was_due_and_resolves_nothing()
    {
        check.Gives(Ok, Critical, Critical, Critical);
        var due = check.Now;
        check.IsSilentFor(Hour).ShouldHaveSingleItem().Since.ShouldBe(due);
        check.State.Confirmed.ShouldBe(NoData);
        check.State.Problem!.Severity.ShouldBe(Critical);
        check.IsSilentFor(Hour).ShouldBeEmpty();
    }

    [Fact]
    public void Silence_up_to_freshness_is_nothing()
    {
        check.Gives(Ok);
        var last = check.LastResult!.Started;
        var limit = last + check.Policy.Freshness;
        CheckMachine.Silence(check.State, check.Policy, limit).Transitions.ShouldBeEmpty();
        CheckMachine.Silence(check.State, check.Policy, limit + Duration.Epsilon).State.Problem!.Severity.ShouldBe(NoData);
    }

    [Fact]
    public void A_check_never_heard_of_is_no_data_without_a_problem_until_the_silence_has_lasted()
    {
        check.State.Confirmed.ShouldBe(NoData);
        check.State.Problem.ShouldBeNull();
        check.IsSilentFor(check.Policy.Freshness + Duration.FromSeconds(1)).ShouldHaveSingleItem().Effect.ShouldBe(ProblemEffect.Opened);
        check.State.Problem!.Since.ShouldBe(WatchedCheck.Start);
    }

    [Fact]
    public void A_failure_after_no_data_shows_the_old_problem_again_at_once()
    {
        check.Gives(Ok, Critical, Critical, Critical);
        check.IsSilentFor(Hour);
        check.Gives(Critical);
        check.State.Confirmed.ShouldBe(Critical);
        check.State.Problem!.Number.ShouldBe(1);
    }

    [Fact]
    public void A_failure_after_no_data_that_followed_ok_must_be_confirmed()
    {
        check.Gives(Ok);
        check.IsSilentFor(Hour);
        check.Gives(Critical, Critical);
        check.State.Confirmed.ShouldBe(NoData);
        check.Gives(Critical);
        check.State.Problem!.Severity.ShouldBe(Critical);
        check.State.Problem.Number.ShouldBe(1);
    }

    [Fact]
    public void No_data_confirmed_forgets_the_unconfirmed_failures_before_it()
    {
        check.Gives(Ok, Critical, Critical);
        check.IsSilentFor(Hour);
        check.Gives(Critical);
        check.State.Judged.ShouldBe(Ok);
    }

    [Fact]
    public void Unknown_confirmed_forgets_the_unconfirmed_failures_before_it()
    {
        check.Gives(Ok, Critical, Critical, Unknown, Unknown, Unknown, Critical);
        check.State.Confirmed.ShouldBe(Unknown);
        check.State.Judged.ShouldBe(Ok);
    }

    [Fact]
    public void A_result_already_seen_changes_nothing()
    {
        check.Gives(Ok, Critical, Critical);
        var again = CheckMachine.Apply(check.State, check.Policy, check.LastResult!);
        again.Reception.ShouldBe(Reception.Replayed);
        again.State.ShouldBeSameAs(check.State);
        again.Transitions.ShouldBeEmpty();
    }

    [Fact]
    public void A_result_overtaken_by_a_newer_one_is_recognised_also_across_epochs()
    {
        check.Gives(Ok, Ok);
        var old = new CheckResult(new ResultPosition(1, 1), check.Now, check.Now, Critical);
        CheckMachine.Apply(check.State, check.Policy, old).Reception.ShouldBe(Reception.OutOfOrder);
        var previousEpoch = old with { Position = new ResultPosition(0, 99) };
        CheckMachine.Apply(check.State, check.Policy, previousEpoch).Reception.ShouldBe(Reception.OutOfOrder);
        var newEpoch = old with { Position = new ResultPosition(2, 0) };
        CheckMachine.Apply(check.State, check.Policy, newEpoch).Reception.ShouldBe(Reception.Applied);
    }

    [Fact]
    public void Another_probe_counts_from_its_own_first_position()
    {
        check.Gives(Ok, Ok);
        var first = new CheckResult(new ResultPosition(0, 1), check.Now, check.Now, Ok);
        CheckMachine.Apply(check.State.HandedOver(), check.Policy, first).Reception.ShouldBe(Reception.Applied);
    }

    [Fact]
    public void Late_results_move_the_state_and_mark_the_change_late()
    {
        check.Gives(Ok).GivesLate(Hour, Critical, Critical, Critical);
        check.History[^1].IsLate.ShouldBeTrue();
        check.State.Problem.ShouldNotBeNull();
        check.State.IsCurrent.ShouldBeFalse();
        check.Gives(Critical);
        check.State.IsCurrent.ShouldBeTrue();
    }

    [Fact]
    public void A_warning_in_time_does_not_bear_out_a_critical_known_from_late_results_alone()
    {
        check.Gives(Ok).GivesLate(Hour, Critical, Critical, Critical);
        check.Gives(Warning);
        check.State.IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public void Silence_does_not_bear_out_a_critical_known_from_late_results_alone()
    {
        check.Gives(Ok).GivesLate(Hour, Critical, Critical, Critical);
        check.IsSilentFor(Hour);
        check.State.IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public void A_result_that_started_before_the_silence_was_found_is_late()
    {
        check.Gives(Ok);
        var delayed = check.Now;
        check.IsSilentFor(check.Policy.Freshness - check.Policy.Interval + Duration.FromSeconds(1));
        var delay = check.Now - delayed;
        delay.ShouldBeLessThan(check.Policy.Freshness);
        check.Now = delayed;
        check.Apply(Ok, delay).ShouldHaveSingleItem().IsLate.ShouldBeTrue();
    }

    [Fact]
    public void A_clock_set_back_at_the_probe_rewrites_no_history()
    {
        check.Gives(Ok, Ok);
        var last = check.LastResult!.Started;
        check.Now -= Hour;
        check.Apply(Critical, Duration.FromHours(2));
        check.State.LastStarted.ShouldBe(last);
    }

    [Fact]
    public void A_clock_of_the_server_that_was_ahead_and_is_set_back_holds_nothing_up()
    {
        check.Gives(Ok, Critical, Critical, Critical, Ok, Critical, Critical);
        check.Now -= Hour * 2;
        var (known, setBack) = (check.History.Count, check.Now);
        check.Gives(Critical, Ok, Critical, Critical, Critical, Ok);
        var found = check.History.Skip(known).Where(change => change.Kind is TransitionKind.State).ToList();
        found.Select(change => change.To).ShouldBe([Critical, Ok, Critical, Ok]);
        found.ShouldAllBe(change => !change.IsLate && change.Since >= setBack && change.Since <= change.DetectedAt);
        check.State.IsCurrent.ShouldBeTrue();
        check.State.LastStarted.ShouldBe(check.LastResult!.Started);
    }

    [Fact]
    public void Silence_found_while_the_clock_was_ahead_makes_no_later_result_late()
    {
        check.Gives(Ok);
        check.IsSilentFor(Hour * 2);
        check.Now -= Hour * 2;
        check.Gives(Ok);
        (check.History[^1].To, check.History[^1].IsLate).ShouldBe((Ok, false));
    }

    [Fact]
    public void Silence_after_the_clock_was_set_back_is_counted_from_then()
    {
        check.Gives(Ok);
        check.IsSilentFor(-Hour * 2).ShouldBeEmpty();
        check.IsSilentFor(check.Policy.Freshness + Duration.FromSeconds(1)).ShouldHaveSingleItem().To.ShouldBe(NoData);
    }

    [Fact]
    public void Flapping_ends_in_its_time_after_the_clock_was_set_back()
    {
        check.Gives(Ok, Critical, Critical, Critical, Ok, Critical, Critical, Critical, Ok);
        check.Now -= Hour * 2;
        var setBack = check.Now;
        while (check.State.Flapping.IsActive)
        {
            check.Gives(Ok);
        }

        (check.Now - setBack).TotalMinutes.ShouldBeInRange(35, 45);
    }

    [Fact]
    public void Two_failures_with_their_recoveries_start_flapping_and_quiet_time_ends_it()
    {
        check.Gives(Ok, Critical, Critical, Critical, Ok, Critical, Critical, Critical);
        check.State.Flapping.IsActive.ShouldBeFalse();
        check.Gives(Ok);
        check.State.Flapping.IsActive.ShouldBeTrue();
        check.History[^1].Kind.ShouldBe(TransitionKind.FlappingStarted);
        var started = check.Now;
        while (check.State.Flapping.IsActive)
        {
            check.Gives(Ok);
        }

        check.History[^1].Kind.ShouldBe(TransitionKind.FlappingStopped);
        (check.Now - started).TotalMinutes.ShouldBeInRange(35, 45);
    }

    [Fact]
    public void The_weight_of_a_change_halves_every_half_life()
    {
        var flapping = new Flapping(4, WatchedCheck.Start, true);
        flapping.WeightAt(WatchedCheck.Start + Duration.FromMinutes(60), FlappingPolicy.Default).ShouldBe(1, 1e-12);
        flapping.WeightAt(WatchedCheck.Start - Hour, FlappingPolicy.Default).ShouldBe(4);
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void Flapping_settles_where_its_formula_says(int minutesBetweenChanges, bool flaps)
    {
        var (flapping, now) = (default(Flapping), WatchedCheck.Start);
        for (var i = 0; i < 40; i++, now += Duration.FromMinutes(minutesBetweenChanges))
        {
            flapping = flapping.After(now, changed: true, FlappingPolicy.Default);
        }

        flapping.IsActive.ShouldBe(flaps);
    }

    [Fact]
    public void A_state_survives_being_stored_with_its_conclusions_left_out()
    {
        check.Gives(Ok, Critical, Unknown, Critical, Critical, Warning);
        var stored = JsonSerializer.Serialize(check.State, FactJson.Options);
        stored.ShouldNotContain("awaitsConfirmation");
        stored.ShouldNotContain("asBadSince");
        JsonSerializer.Deserialize<CheckState>(stored, FactJson.Options).ShouldBe(check.State);
    }

    [Fact]
    public void A_problem_stored_before_it_was_known_since_when_it_is_that_bad_is_that_bad_since_it_began() =>
        JsonSerializer.Deserialize<Problem>("""{"number":1,"since":"2026-03-02T08:00:00Z","detectedAt":"2026-03-02T08:01:00Z","severity":"critical"}""", FactJson.Options)!
            .AsBadSince.ShouldBe(WatchedCheck.Start);
}
