using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Domain.Tests.Monitoring;

public sealed class IncidentMatcherTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 8, 0);
    private static readonly Guid Cause = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    [Fact]
    public void The_first_problem_of_a_cause_opens_an_incident() =>
        Match(Incident(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), restoredBefore: null)).ShouldBe(new IncidentMatch(IncidentAct.Open, null));

    [Fact]
    public void A_problem_joins_the_open_incident_of_its_cause_rather_than_reopen_one()
    {
        var open = Incident(Cause, restoredBefore: null);
        Match(Incident(Cause, restoredBefore: 1), open).ShouldBe(new IncidentMatch(IncidentAct.Join, open.Id));
    }

    [Theory]
    [InlineData(30, IncidentAct.Reopen)]
    [InlineData(31, IncidentAct.Open)]
    public void A_restored_incident_is_reopened_within_the_set_time(int minutes, IncidentAct act) =>
        Match(Incident(Cause, minutes)).Act.ShouldBe(act);

    [Fact]
    public void A_problem_that_began_before_a_restoration_recorded_by_hand_reopens_it() =>
        Match(Incident(Cause, restoredBefore: -5)).Act.ShouldBe(IncidentAct.Reopen);

    [Theory]
    [InlineData(30, 5, IncidentAct.Reopen)]
    [InlineData(31, 5, IncidentAct.Open)]
    [InlineData(60 * 24 * 21, 60 * 24 * 4, IncidentAct.Open)]
    public void What_another_check_found_long_after_a_restoration_opens_a_ticket_although_it_began_before(int foundAfter, int restoredAfter, IncidentAct act) =>
        Found(foundAfter + restoredAfter, Incident(Cause, -restoredAfter)).Act.ShouldBe(act);

    [Fact]
    public void What_a_check_of_the_ticket_itself_found_long_after_its_restoration_but_began_before_reopens_it() =>
        Found(60 * 24, Incident(Cause, restoredBefore: -5) with { HasCheck = true }).Act.ShouldBe(IncidentAct.Reopen);

    [Fact]
    public void The_ticket_of_the_same_check_is_reopened_although_another_was_restored_since()
    {
        var its = Incident(Cause, restoredBefore: -5) with { HasCheck = true };
        Found(60 * 24, its, Incident(Cause, restoredBefore: -10)).Incident.ShouldBe(its.Id);
    }

    [Fact]
    public void Of_several_restored_the_last_is_reopened()
    {
        var last = Incident(Cause, restoredBefore: 3);
        Match(Incident(Cause, restoredBefore: 20), last).Incident.ShouldBe(last.Id);
    }

    [Fact]
    public void A_closed_incident_takes_nothing_more() =>
        Match(Incident(Cause, restoredBefore: 1) with { IsClosed = true }).Act.ShouldBe(IncidentAct.Open);

    private static IncidentMatch Match(params KnownIncident[] incidents) => Found(0, incidents);

    // A problem that began now, found that many minutes later.
    private static IncidentMatch Found(int minutes, params KnownIncident[] incidents) =>
        IncidentMatcher.Match(Cause, Now, Now + Duration.FromMinutes(minutes), incidents, IncidentMatcher.DefaultReopening);

    private static KnownIncident Incident(Guid cause, int? restoredBefore) => new(
        Guid.CreateVersion7(DateTimeOffset.UnixEpoch), cause, Now - Duration.FromDays(1),
        restoredBefore is { } minutes ? Now - Duration.FromMinutes(minutes) : null, IsClosed: false, HasCheck: false);
}
