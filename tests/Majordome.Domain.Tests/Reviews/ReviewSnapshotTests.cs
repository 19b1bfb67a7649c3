using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using NodaTime;
using static Majordome.Domain.Tests.Contracts.Sample;
using static Majordome.Domain.Tests.Reviews.Tickets;

namespace Majordome.Domain.Tests.Reviews;

public class ReviewSnapshotTests
{
    private static readonly ServiceReview October =
        Review(Ticket(1, "2026-10-05T08:00:00Z", 30, 240), Ticket(2, "2026-10-06T08:00:00Z", restoredAfter: 20), Ticket(3, "2026-10-07T08:00:00Z"));

    [Fact]
    public void A_frozen_review_is_read_back_as_it_was()
    {
        var frozen = ReviewSnapshot.Freeze(October, November, Nadia).Read().Value;

        (frozen.FrozenAt, frozen.By).ShouldBe((November, Nadia));
        FactJson.Canonical(frozen.Review).ShouldBe(FactJson.Canonical(October));
        FactJson.Canonical(Review(frozen.Review.Facts)).ShouldBe(FactJson.Canonical(October), "anybody can count it again");
    }

    [Fact]
    public void Availability_is_kept_to_the_second_with_its_facts()
    {
        ImmutableArray<StateFact> states = [new(Tickets.October.Start, CheckStatus.Ok), new(At("2026-10-05T08:00:00Z"), CheckStatus.Critical), new(At("2026-10-05T08:00:27Z"), CheckStatus.Ok)];
        var measured = Availability.Of(new(Tickets.October.Start, Tickets.October.End), states, [], Availability.RoundTheClock, November);
        var review = ServiceReview.Compute(Cited, Tickets.October, November, [], [new(Erp, Id(50), "ERP", measured, states)]).Value;

        var read = ReviewSnapshot.Freeze(review, November, Nadia).Read().Value.Review.Availability.ShouldHaveSingleItem();
        read.Measured.Down.ShouldBe(Duration.FromSeconds(27));
        read.Measured.ShouldBe(measured);
        read.Facts.ShouldBe(states);
    }

    [Fact]
    public void The_same_review_has_the_same_hash()
    {
        var hash = ReviewSnapshot.Freeze(October, November, Nadia).Hash;
        hash.ShouldMatch("^[0-9a-f]{64}$");
        hash.ShouldBe(ReviewSnapshot.Freeze(Review(October.Facts), November, Nadia).Hash);
    }

    [Fact]
    public void One_altered_letter_is_found()
    {
        var snapshot = ReviewSnapshot.Freeze(October, November, Nadia);
        var altered = snapshot with { Text = snapshot.Text.Replace("T-1", "T-4", StringComparison.Ordinal) };

        altered.IsIntact.ShouldBeFalse();
        altered.Read().Refusals.ShouldHaveSingleItem().Rule.ShouldBe("review-altered");
    }

    [Theory]
    [InlineData("", "review-unreadable")]
    [InlineData("[]", "review-unreadable")]
    [InlineData("null", "review-format-unknown")]
    public void A_text_that_is_no_review_is_refused(string text, string rule)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        new ReviewSnapshot(text, hash).Read().Refusals.ShouldHaveSingleItem().Rule.ShouldBe(rule);
    }

    [Fact]
    public void Equal_amounts_are_written_alike_and_members_are_sorted() =>
        FactJson.Canonical(new { b = 1.50m, a = "é", c = 100m }).ShouldBe("""{"a":"é","b":1.5,"c":100}""");
}
