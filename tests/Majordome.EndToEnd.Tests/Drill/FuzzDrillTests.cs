namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>A short run of the drill; <c>majordome drill fuzz</c> runs as many inputs as are asked for.</summary>
public sealed class FuzzDrillTests
{
    [Fact]
    public void Every_reader_has_its_line_and_the_exit_code_says_that_all_is_well()
    {
        var (lines, faults) = (new List<string>(), new List<string>());

        FuzzDrill.Run(only: null, inputs: 5_000, seed: 1, Path.Combine(Path.GetTempPath(), "majordome-fuzz-corpus"), lines.Add, faults.Add).ShouldBe(0);

        faults.ShouldBeEmpty();
        lines.Count.ShouldBe(Protocols.Tests.Fuzz.FuzzTargets.All.Length + 1);
        lines[^1].ShouldStartWith("5000 inputs in ");
    }

    [Fact]
    public void A_reader_that_is_not_there_is_no_success() => FuzzDrill.Run("nobody", 10, 1, "/nonexistent", static _ => { }, static _ => { }).ShouldBe(1);
}
