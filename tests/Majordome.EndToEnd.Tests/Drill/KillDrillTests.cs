using Majordome.Server.Platform.Persistence;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>A few rounds of the drill; <c>majordome drill kill</c> runs as many as are asked for.</summary>
public sealed class KillDrillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_server_killed_at_any_moment_loses_and_doubles_nothing(DatabaseKind kind) =>
        (await KillDrill.RunAsync(kind, count: 5, seed: 2026, output.WriteLine)).Faults.ShouldBeEmpty();
}
