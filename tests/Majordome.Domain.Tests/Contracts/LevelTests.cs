using Majordome.Domain.Contracts;
using static Majordome.Domain.Tests.Contracts.Sample;

namespace Majordome.Domain.Tests.Contracts;

public class LevelTests
{
    [Fact]
    public void Workstations_only_are_support_even_when_they_are_the_whole_estate()
    {
        var desks = Estate.Of([new(Desk, ItemClass.Workstation, Die)], []);
        Levels.Derive([Line("L1", new ScopeTarget.ClassOfItems(ItemClass.Workstation))], desks)!.Level.ShouldBe(Level.Support);
    }

    [Fact]
    public void One_element_is_partial_element_with_or_without_workstations() =>
        Levels.Derive([Line("L1", new ScopeTarget.OneItem(San)), Line("L2", new ScopeTarget.ClassOfItems(ItemClass.Mobile))], Owned)!
            .Level.ShouldBe(Level.PartialElement);

    [Fact]
    public void A_class_of_elements_is_partial_infrastructure() =>
        Levels.Derive([Line("L1", new ScopeTarget.ClassOfItems(ItemClass.Server, Valence))], Owned)!.Level.ShouldBe(Level.PartialInfrastructure);

    [Fact]
    public void Two_elements_are_partial_infrastructure() =>
        Levels.Derive([Line("L1", new ScopeTarget.OneItem(San)), Line("L2", new ScopeTarget.OneItem(Erp))], Owned)!
            .Level.ShouldBe(Level.PartialInfrastructure);

    [Fact]
    public void An_application_makes_it_partial_applications() =>
        Levels.Derive([Line("L1", new ScopeTarget.OneItem(San)), Line("L2", new ScopeTarget.ClassOfItems(ItemClass.Application))], Owned)!
            .Level.ShouldBe(Level.PartialApplications);

    [Fact]
    public void Everything_in_the_estate_is_global_with_its_facts()
    {
        var found = Levels.Derive(
            [
                Line("L1", new ScopeTarget.OneItem(San)), Line("L2", new ScopeTarget.ClassOfItems(ItemClass.Server)),
                Line("L3", new ScopeTarget.ClassOfItems(ItemClass.Workstation)),
            ],
            Owned)!;

        found.Level.ShouldBe(Level.Global);
        found.Workstations.ShouldBe(["L3"]);
        found.Infrastructure.ShouldBe(["L1", "L2"]);
        (found.CoveredItems, found.EstateItems).ShouldBe((3, 3));
    }

    [Fact]
    public void A_person_overrides_and_the_derived_level_stays_visible()
    {
        var found = Levels.Derive([Line("L1", new ScopeTarget.OneItem(San))], Owned, new(Level.Global, Nadia, "The rest leaves in May."))!;

        found.Level.ShouldBe(Level.Global);
        found.Derived.ShouldBe(Level.PartialElement);
    }

    [Fact]
    public void No_scope_has_no_level() => Levels.Derive([], Owned).ShouldBeNull();

    [Fact]
    public void Every_class_of_items_has_a_family() =>
        Enum.GetValues<ItemClass>().ShouldAllBe(c => Enum.IsDefined(c.Family()));
}
