using Majordome.Server.Platform.Persistence;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>A few deaths of the compactor; <c>majordome drill compact</c> does as many as are asked for.</summary>
public sealed class CompactDrillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_compactor_killed_at_any_moment_loses_and_doubles_nothing(DatabaseKind kind) =>
        (await CompactDrill.RunAsync(kind, count: 15, seed: 2026, output.WriteLine)).Faults.ShouldBeEmpty();

    [Fact]
    public void Deaths_that_did_not_happen_are_a_fault()
    {
        DeathToll.Of(14, 15, []).Faults.ShouldBe(["14 deaths of 15"]);
        DeathToll.Of(15, 15, []).Faults.ShouldBeEmpty();
    }
}
