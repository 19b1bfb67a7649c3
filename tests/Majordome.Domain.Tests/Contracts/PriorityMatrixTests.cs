using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Contracts;
using NodaTime;

namespace Majordome.Domain.Tests.Contracts;

public class PriorityMatrixTests
{
    [Theory]
    [InlineData(Impact.High, Urgency.High, Priority.P1)]
    [InlineData(Impact.High, Urgency.Medium, Priority.P2)]
    [InlineData(Impact.Medium, Urgency.High, Priority.P2)]
    [InlineData(Impact.High, Urgency.Low, Priority.P3)]
    [InlineData(Impact.Medium, Urgency.Medium, Priority.P3)]
    [InlineData(Impact.Low, Urgency.High, Priority.P3)]
    [InlineData(Impact.Medium, Urgency.Low, Priority.P4)]
    [InlineData(Impact.Low, Urgency.Medium, Priority.P4)]
    [InlineData(Impact.Low, Urgency.Low, Priority.P4)]
    public void The_default_is_the_rule_of_the_product(Impact impact, Urgency urgency, Priority expected) =>
        PriorityMatrix.Default[impact, urgency].ShouldBe(expected);

    [Fact]
    public void The_default_targets_are_those_of_the_product()
    {
        var targets = ServiceDefaults.Targets;
        targets.P1.ShouldBe(new(Duration.FromMinutes(30), Duration.FromHours(4)));
        targets.P2.ShouldBe(new(Duration.FromHours(1), Duration.FromHours(8)));
        targets.P3.ShouldBe(new(Duration.FromHours(4), Duration.FromHours(24)));
        targets.P4.ShouldBe(new(Duration.FromHours(8), null));
    }

    [Fact]
    public void A_graver_matter_never_has_a_lower_priority()
    {
        var refused = PriorityMatrix.Create(
            new(Priority.P2, Priority.P1, Priority.P3),
            new(Priority.P2, Priority.P3, Priority.P4),
            new(Priority.P3, Priority.P4, (Priority)7));

        refused.Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("high.medium", "priority-falls"), ("low.low", "priority-unknown")]);
    }

    [Fact]
    public void Every_accepted_matrix_is_monotone_and_every_monotone_one_is_accepted()
    {
        var cells = Gen.Elements(Priority.P1, Priority.P2, Priority.P3, Priority.P4).ArrayOf(9).ToArbitrary();
        Prop.ForAll(cells, c =>
        {
            var made = PriorityMatrix.Create(new(c[0], c[1], c[2]), new(c[3], c[4], c[5]), new(c[6], c[7], c[8]));
            var monotone = Enumerable.Range(0, 9).All(a => Enumerable.Range(0, 9).All(b => a / 3 > b / 3 || a % 3 > b % 3 || c[a] <= c[b]));
            return made.IsAccepted == monotone;
        }).QuickCheckThrowOnFailure();
    }
}
