using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;
using static Majordome.Domain.Tests.Reviews.Tickets;

namespace Majordome.Domain.Tests.Reviews;

public class ServiceReviewTests
{
    [Fact]
    public void A_month_is_the_one_that_the_contracts_zone_lives()
    {
        October.Start.ShouldBe(At("2026-09-30T22:00:00Z"));
        October.End.ShouldBe(At("2026-10-31T23:00:00Z"));
        October.Contains(October.End).ShouldBeFalse();
    }

    [Fact]
    public void A_clock_kept_is_one_that_ended_in_time_and_leads_to_its_ticket()
    {
        var review = Review(
            Ticket(1, "2026-10-05T08:00:00Z", takenAfter: 30, restoredAfter: 240),
            Ticket(2, "2026-10-06T08:00:00Z", takenAfter: 31, restoredAfter: 200),
            Ticket(3, "2026-10-07T08:00:00Z", takenAfter: 10, restoredAfter: 241));

        review.Overall.Response.Kept.ShouldSatisfyAllConditions(k => k.Counted.ShouldBe(Ids(1, 3)), k => k.Share.ShouldBe(new(2, 3)));
        review.Overall.Restoration.Kept.Counted.ShouldBe(Ids(1, 2));
        review.Commitments.P1.Restoration.Kept.Counted.ShouldBe(Ids(1, 2));
        review.Commitments.P2.Restoration.Kept.Share.ShouldBe(new(0, 0));
        review.Overall.Restoration.Median.Value.ShouldBe(Duration.FromMinutes(240));
    }

    [Fact]
    public void A_clock_belongs_to_the_month_in_which_it_ended()
    {
        var review = Review(
            Ticket(1, "2026-09-30T21:50:00Z", takenAfter: 5, restoredAfter: 10),
            Ticket(2, "2026-09-30T21:50:00Z", takenAfter: 5, restoredAfter: 11),
            Ticket(3, "2026-10-31T22:50:00Z", takenAfter: 5, restoredAfter: 10));

        review.Overall.Response.Kept.Among.ShouldBe(Ids(3));
        review.Overall.Restoration.Kept.Among.ShouldBe(Ids(1, 2), "what ends at the first instant of a month is of that month");
    }

    [Fact]
    public void Service_back_before_anybody_took_the_ticket_is_counted_apart()
    {
        var review = Review(Ticket(1, "2026-10-05T08:00:00Z", restoredAfter: 20), Ticket(2, "2026-10-05T08:00:00Z", restoredAfter: 40));

        review.Overall.Response.Kept.Share.ShouldBe(new(0, 0));
        review.Overall.Response.Unattended.Share.ShouldBe(new(1, 2));
        review.Overall.Restoration.Kept.Share.ShouldBe(new(0, 0));
        review.Overall.Restoration.Unattended.Share.ShouldBe(new(2, 2));
        review.TimeToRestore.Count.ShouldBe(0);
        review.TimeToRestoreUnattended.Value.ShouldBe(Duration.FromMinutes(30));
    }

    [Fact]
    public void A_ticket_taken_after_service_came_back_was_not_attended() =>
        Review(Ticket(1, "2026-10-05T08:00:00Z", takenAfter: 50, restoredAfter: 20)).Overall.Restoration.Unattended.Among.ShouldBe(Ids(1));

    [Fact]
    public void What_is_open_and_late_is_listed_and_not_yet_counted()
    {
        var review = Review(Ticket(1, "2026-10-31T08:00:00Z", takenAfter: 31), Ticket(2, "2026-10-31T22:00:00Z"));

        review.Overall.Restoration.OpenLate.Facts.ShouldBe(Ids(1));
        review.Overall.Restoration.Kept.Share.ShouldBe(new(0, 0));
        review.Overall.Response.OpenLate.Facts.ShouldBe(Ids(2));
    }

    [Fact]
    public void A_best_effort_clock_is_never_counted_as_kept_and_its_time_is_in_the_median()
    {
        var review = Review(Ticket(1, "2026-10-05T08:00:00Z", 10, 900, Priority.P4));

        review.Commitments.P4.Restoration.Kept.Share.ShouldBe(new(0, 0));
        (review.Commitments.P4.Restoration.Median.Value, review.Commitments.P4.Restoration.Median.Count).ShouldBe((Duration.FromMinutes(900), 1));
    }

    [Fact]
    public void A_ticket_without_promise_is_in_no_commitment()
    {
        var review = Review(Ticket(1, "2026-10-05T08:00:00Z", 300, 900) with { IsPromised = false });

        FactJson.Canonical(review.Overall).ShouldBe(FactJson.Canonical(Review().Overall));
        review.TimeToRestore.Count.ShouldBe(1);
    }

    [Fact]
    public void A_breach_told_and_lifted_since_is_still_shown() =>
        Review(Ticket(1, "2026-10-05T08:00:00Z", 10, 20) with { RestorationBreachTold = At("2026-10-05T08:15:00Z") })
            .Overall.Restoration.Lifted.Facts.ShouldBe(Ids(1));

    [Fact]
    public void Shares_of_the_desk_count_what_was_solved_in_the_month()
    {
        var review = Review(
            Ticket(1, "2026-10-05T08:00:00Z", 5, 10) with { SolvedAtFirstContact = true, SolvedBy = SupportTier.N1 },
            Ticket(2, "2026-10-05T08:00:00Z", 5, 10) with { SolvedBy = SupportTier.N1, CauseDeclaredSolved = At("2026-09-01T00:00:00Z") },
            Ticket(3, "2026-10-05T08:00:00Z", 5, 10) with { SolvedBy = SupportTier.N2, Source = TicketSource.Phone },
            Ticket(4, "2026-09-05T08:00:00Z", 5, 10) with { Solved = null, Reopened = [At("2026-10-02T00:00:00Z")] });

        review.FirstContact.Share.ShouldBe(new(1, 3));
        review.SolvedByN1.Share.ShouldBe(new(2, 3));
        review.Reopened.ShouldSatisfyAllConditions(r => r.Counted.ShouldBe(Ids(4)), r => r.Share.ShouldBe(new(1, 3)));
        review.Recurrence.Counted.ShouldBe(Ids(2));
        review.SeenFirst.Share.ShouldBe(new(2, 3));
    }

    [Fact]
    public void The_backlog_is_what_is_not_solved_at_the_cut()
    {
        var review = Review(
            Ticket(1, "2026-10-30T23:00:00Z"), Ticket(2, "2026-10-01T23:00:00Z"), Ticket(3, "2026-10-01T22:59:59Z"),
            Ticket(4, "2026-10-30T23:00:00Z", 5, 24 * 60), Ticket(5, "2026-10-30T23:00:00Z", 5, 10));

        review.Backlog.MedianAge.Facts.ShouldBe(Ids(3, 2, 1, 4));
        review.Backlog.MedianAge.Value.ShouldBe(Duration.FromHours((30 + 1) * 12));
        review.Backlog.Old.Facts.ShouldBe(Ids(3), "30 days to the second is not over 30 days");
    }

    [Fact]
    public void Means_leave_out_what_nobody_knows_and_what_contradicts_itself()
    {
        var at = At("2026-10-05T08:00:00Z");
        var review = Review(
            Ticket(1, "2026-10-05T08:00:00Z") with { Started = at, Detected = at + Duration.FromSeconds(40), Alerted = at, Acknowledged = at + Duration.FromMinutes(4) },
            Ticket(2, "2026-10-05T08:00:00Z") with { Started = at, Detected = at + Duration.FromSeconds(80) },
            Ticket(3, "2026-10-05T08:00:00Z") with { Started = null, Detected = at, Acknowledged = at },
            Ticket(4, "2026-10-05T08:00:00Z") with { Started = at, Detected = at - Duration.Epsilon });

        review.TimeToDetect.Value.ShouldBe(Duration.FromSeconds(60));
        review.TimeToDetect.Facts.ShouldBe(Ids(1, 2));
        review.TimeToAcknowledge.Value.ShouldBe(Duration.FromMinutes(4));
        review.TimeToAcknowledge.Facts.ShouldBe(Ids(1));
    }

    [Fact]
    public void Overlapping_incidents_of_an_item_are_one_failure_and_their_time_counts_once()
    {
        var review = Review(
            Ticket(1, "2026-09-30T21:00:00Z", 5, 120),
            Ticket(2, "2026-10-05T08:00:00Z", 5, 60),
            Ticket(3, "2026-10-05T08:30:00Z", 5, 60),
            Ticket(4, "2026-10-20T08:00:00Z", 5, 30));

        // October has 745 hours in Paris; one hour of last month's failure is in it.
        var erp = review.Reliability.ShouldHaveSingleItem();
        erp.Failures.ShouldBe(2);
        erp.Downtime.ShouldBe(Duration.FromHours(3));
        erp.MeanTimeBetween.ShouldBe(Duration.FromHours(371));
        erp.Facts.ShouldBe(Ids(1, 2, 3, 4));
    }

    [Fact]
    public void A_month_that_lasts_is_counted_up_to_now()
    {
        var now = At("2026-10-05T08:30:00Z");
        var review = ServiceReview.Compute(Cited, October, now, [Ticket(1, "2026-10-05T08:00:00Z", 5, 60), Ticket(2, "2026-10-05T09:00:00Z", 5, 60)], []).Value;

        review.Cut.ShouldBe(now);
        review.Overall.Response.Kept.Among.ShouldBe(Ids(1));
        review.Overall.Restoration.Kept.Among.ShouldBeEmpty();
        review.Backlog.MedianAge.Facts.ShouldBe(Ids(1));
    }

    [Fact]
    public void A_month_that_has_not_begun_has_no_review() =>
        ServiceReview.Compute(Cited, October, October.Start - Duration.Epsilon, [], []).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("month-not-begun");

    [Fact]
    public void The_same_ticket_twice_is_a_defect_of_the_caller() =>
        Should.Throw<ArgumentException>(() => Review(Ticket(1, "2026-10-05T08:00:00Z"), Ticket(1, "2026-10-05T08:00:00Z")));
}
