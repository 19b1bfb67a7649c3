using Majordome.Domain.ServiceDesk;

namespace Majordome.Domain.Tests.ServiceDesk;

public class ScenarioTests
{
    public static TheoryData<string> Ids => [.. Scenarios.All.Keys];

    [Fact]
    public void All_326_scenarios_are_there() => Scenarios.All.Count.ShouldBe(326);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_scenario_reads_exactly_as_expected(string id)
    {
        var scenario = Scenarios.All[id];
        var clocks = TicketClocks.At(scenario.Terms, scenario.Events, scenario.Now);
        Scenarios.Describe(clocks).ShouldBe(scenario.Expected);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Nothing_is_refused_in_the_history_of_a_scenario(string id)
    {
        var scenario = Scenarios.All[id];
        ClockHistory.Check(scenario.Terms.Registered, scenario.Events, scenario.Now).ShouldBeEmpty();
    }
}
