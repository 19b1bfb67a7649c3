namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>A short run over every reader; <c>majordome drill fuzz</c> runs as many inputs as are asked for.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_mangled_inputs_break_no_reader()
    {
        var run = FuzzRun.Run(only: null, inputs: 100_000, seed: 2026, report: output.WriteLine);

        run.Failures.ShouldBeEmpty();
        run.Inputs.ShouldBe(100_000);
    }

    [Fact]
    public void A_reader_that_throws_or_swells_is_caught_and_its_input_kept()
    {
        FuzzTarget[] planted =
        [
            FuzzTarget.OfText("throws", input => { if (input.Contains((byte)'\\')) { throw new FormatException("a backslash"); } }, "abc"),
            FuzzTarget.OfText("swells", input => GC.KeepAlive(new byte[input.Contains((byte)'\\') ? 1 << 20 : 0]), "abc"),
        ];
        var folder = Directory.CreateTempSubdirectory("majordome-fuzz-");

        var run = FuzzRun.Run(null, 2_000, 1, planted, folder.FullName);

        run.Failures.Select(failure => failure.Target).Distinct().ShouldBe(["throws", "swells"]);
        run.Failures.ShouldAllBe(failure => File.ReadAllBytes(failure.File).Contains((byte)'\\'));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Each_reader_is_listed_once_with_inputs_to_mangle()
    {
        FuzzTargets.All.Select(target => target.Name).ShouldBeUnique();
        FuzzTargets.All.ShouldAllBe(target => target.Corpus.Length > 0);
    }
}
