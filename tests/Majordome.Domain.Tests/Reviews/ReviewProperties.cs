using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using NodaTime;
using NodaTime.Text;
using static Majordome.Domain.Tests.Reviews.Tickets;

namespace Majordome.Domain.Tests.Reviews;

public class ReviewProperties
{
    private static readonly Gen<TicketFact> Facts =
        from hour in Gen.Choose(-40 * 24, 33 * 24)
        from taken in Gen.Choose(-1, 600)
        from restored in Gen.Choose(-1, 3_000)
        from priority in Gen.Elements(Enum.GetValues<Priority>())
        from nature in Gen.Elements(Nature.Incident, Nature.Incident, Nature.Request)
        from isPromised in Gen.Elements(true, true, false)
        from later in Gen.Choose(-1, 60 * 24).ListOf(5)
        let ticket = Ticket(0, InstantPattern.ExtendedIso.Format(October.Start + Duration.FromHours(hour)), Known(taken), Known(restored), priority)
        select ticket with
        {
            Nature = nature,
            IsPromised = isPromised,
            Detected = After(ticket, later[0]),
            Alerted = After(ticket, later[1]),
            Acknowledged = After(ticket, later[2]),
            RestorationBreachTold = After(ticket, later[3]),
            Reopened = After(ticket, later[4]) is { } reopened ? [reopened] : [],
        };

    private static readonly Arbitrary<List<TicketFact>> Months =
        (from facts in Facts.ListOf()
         select facts.Select((f, i) => f with { Id = Contracts.Sample.Id(1000 + i), Number = $"T-{i}" }).ToList()).ToArbitrary();

    [Fact]
    public void The_order_of_the_facts_changes_nothing() =>
        Check(facts => FactJson.Canonical(Review(facts)) == FactJson.Canonical(Review(facts.AsEnumerable().Reverse())));

    [Fact]
    public void The_facts_that_a_review_keeps_give_it_again() =>
        Check(facts => Review(facts) is var review && FactJson.Canonical(Review(review.Facts)) == FactJson.Canonical(review));

    [Fact]
    public void Every_id_in_a_figure_is_among_the_facts_that_the_review_keeps() =>
        Check(facts =>
        {
            var review = Review(facts);
            var rest = FactJson.Canonical(review with { Facts = [] });
            var kept = review.Facts.Select(f => f.Id).ToHashSet();
            return facts.Where(f => !kept.Contains(f.Id)).All(f => !rest.Contains($"\"{f.Id}\"", StringComparison.Ordinal));
        });

    [Fact]
    public void The_priorities_add_up_to_all() =>
        Check(facts =>
        {
            var review = Review(facts);
            return Adds(review, c => c.Response.Kept.Among.Length) && Adds(review, c => c.Restoration.Kept.Counted.Length)
                && Adds(review, c => c.Restoration.OpenLate.Count) && Adds(review, c => c.Response.Unattended.Among.Length)
                && Adds(review, c => c.Tickets.Count);
        });

    [Fact]
    public void A_clock_is_in_one_place_only() =>
        Check(facts =>
        {
            var clock = Review(facts).Overall.Restoration;
            Guid[] all = [.. clock.Kept.Among, .. clock.Unattended.Among, .. clock.OpenLate.Facts];
            return all.Distinct().Count() == all.Length && clock.Kept.Counted.All(clock.Kept.Among.Contains);
        });

    [Fact]
    public void Downtime_is_never_longer_than_the_month() =>
        Check(facts => Review(facts).Reliability.All(r => r.Downtime >= Duration.Zero && r.Downtime <= October.End - October.Start && !(r.MeanTimeBetween < Duration.Zero)));

    private static bool Adds(ServiceReview review, Func<CommitmentFigures, int> count) =>
        review.Commitments.Each().Sum(c => count(c.Value)) == count(review.Overall);

    private static Instant? After(TicketFact ticket, int hours) => hours < 0 ? null : ticket.Registered + Duration.FromHours(hours);

    private static int? Known(int minutes) => minutes < 0 ? null : minutes;

    private static void Check(Func<List<TicketFact>, bool> holds) => Prop.ForAll(Months, holds).QuickCheckThrowOnFailure();
}
