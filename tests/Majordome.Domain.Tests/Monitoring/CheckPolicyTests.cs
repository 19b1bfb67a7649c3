using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Domain.Tests.Monitoring;

public sealed class CheckPolicyTests
{
    [Fact]
    public void The_defaults_are_accepted_when_given() =>
        CheckPolicy.Create().Value.ShouldBe(CheckPolicy.Default);

    [Fact]
    public void Freshness_is_k_intervals_and_a_time_out() =>
        CheckPolicy.Create(Duration.FromSeconds(60), Duration.FromSeconds(5), missedIntervals: 2).Value.Freshness.ShouldBe(Duration.FromSeconds(125));

    [Fact]
    public void A_short_interval_shortens_the_defaults_that_depend_on_it()
    {
        var policy = CheckPolicy.Create(Duration.FromSeconds(2)).Value;
        policy.TimeOut.ShouldBe(Duration.FromSeconds(2));
        policy.RetryInterval.ShouldBe(Duration.FromSeconds(2));
    }

    [Fact]
    public void Every_fault_of_a_policy_is_named_at_once()
    {
        var refused = CheckPolicy.Create(Duration.FromSeconds(30), Duration.FromSeconds(31), Duration.FromSeconds(60), missedIntervals: 0).Refusals;
        refused.Select(refusal => (refusal.Path, refusal.Rule)).ShouldBe(
        [
            ("timeOut", "time-out-exceeds-interval"),
            ("retryInterval", "retry-exceeds-interval"),
            ("missedIntervals", "count-out-of-bounds"),
        ]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(604_801)]
    public void An_interval_out_of_bounds_is_refused(int seconds) =>
        CheckPolicy.Create(Duration.FromSeconds(seconds)).Refusals[0].Rule.ShouldBe("duration-out-of-bounds");

    [Fact]
    public void A_count_is_between_one_and_twenty() =>
        Confirmations.Create(warning: 0, critical: 21).Refusals.Select(refusal => refusal.Path).ShouldBe(["warning", "critical"]);

    [Fact]
    public void Flapping_must_stop_below_where_it_starts() =>
        FlappingPolicy.Create(startAt: 2, stopAt: 2).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("flapping-thresholds-inverted");

    [Fact]
    public void A_threshold_that_is_no_number_is_refused() =>
        FlappingPolicy.Create(startAt: double.NaN).IsAccepted.ShouldBeFalse();

    [Fact]
    public void A_critical_opens_an_incident_and_a_warning_does_not()
    {
        IncidentPolicy.Default[CheckStatus.Critical].ShouldBe(new SeverityTreatment(true, true, Urgency.High));
        IncidentPolicy.Default[CheckStatus.Warning].OpensIncident.ShouldBeFalse();
        IncidentPolicy.Default[CheckStatus.NoData].OpensIncident.ShouldBeFalse();
    }

    [Fact]
    public void A_silence_needs_a_reason_and_an_end_after_its_start()
    {
        var from = WatchedCheck.Start;
        Mute.Create(MuteKind.Silence, from, from, " ").Refusals.Select(refusal => refusal.Rule).ShouldBe(["until-not-after-from", "reason-required"]);
        Mute.Create(MuteKind.Silence, from, from + Duration.FromDays(31), "vacances").Refusals[0].Rule.ShouldBe("silence-too-long");
        Mute.Create(MuteKind.Maintenance, from, from + Duration.FromDays(31), "migration").IsAccepted.ShouldBeTrue();
    }
}
