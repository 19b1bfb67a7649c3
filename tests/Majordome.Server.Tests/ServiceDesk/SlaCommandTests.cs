using System.Text.Json.Nodes;

namespace Majordome.Server.Tests.ServiceDesk;

public class SlaCommandTests
{
    [Fact]
    public void Evaluate_gives_every_scenario_exactly_what_is_expected()
    {
        var run = SlaFiles.Run("evaluate", SlaFiles.Scenarios);
        (run.ExitCode, run.Error).ShouldBe((0, ""));
        var results = JsonNode.Parse(run.Output)!["results"]!.AsArray();
        var scenarios = JsonNode.Parse(File.ReadAllText(SlaFiles.Scenarios))!["scenarios"]!.AsArray();
        results.Count.ShouldBe(326);
        foreach (var (result, scenario) in results.Zip(scenarios))
        {
            var expected = scenario!["expect"]!.DeepClone().AsObject();
            expected.Insert(0, "id", scenario["id"]!.DeepClone());
            result!.ToJsonString().ShouldBe(expected.ToJsonString());
        }
    }

    [Fact]
    public void Explain_shows_the_band_in_local_time_and_in_utc()
    {
        var run = SlaFiles.Run("explain", SlaFiles.Scenarios, "night-into-holiday");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("2026-04-30 23:00 +02  2026-04-30 23:01 +02  2026-04-30T21:00:00Z  2026-04-30T21:01:00Z  1 min");
        run.Output.ShouldContain("jour férié");
        run.Output.ShouldContain("restant");
        run.Output.ShouldContain("hors plage");
    }

    [Fact]
    public void Explain_adds_up_to_the_clock()
    {
        var run = SlaFiles.Run("explain", SlaFiles.Scenarios, "s785-0002", "--lang", "en");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("GTI: breached, elapsed 43 min, target 15 min, deadline 2026-08-08 04:34 +02 (2026-08-08T02:34:00Z)");
        run.Output.ShouldContain("elapsed = 43 min = counted 15 min + overrun 28 min");
        run.Output.ShouldContain("elapsed = 7 h 15 = counted 7 h 15");
        run.Output.ShouldContain("paused 1 h 23");
    }

    [Fact]
    public void Explain_works_for_every_scenario()
    {
        foreach (var scenario in JsonNode.Parse(File.ReadAllText(SlaFiles.Scenarios))!["scenarios"]!.AsArray().Where((_, index) => index % 9 == 0))
        {
            SlaFiles.Run("explain", SlaFiles.Scenarios, scenario!["id"]!.GetValue<string>()).ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public void Explain_of_an_unknown_ticket_says_so()
    {
        var run = SlaFiles.Run("explain", SlaFiles.Scenarios, "nope");
        (run.ExitCode, run.Output).ShouldBe((1, ""));
        run.Error.ShouldStartWith("aucun scénario « nope »");
    }

    [Fact]
    public void A_missing_file_is_told_and_ends_with_2()
    {
        var run = SlaFiles.Run("evaluate", "/nowhere/at-all.json");
        run.ShouldBe(new SlaRun(2, "", "fichier introuvable : /nowhere/at-all.json\n"));
        SlaFiles.Run("evaluate", "/nowhere/at-all.json", "--lang", "en").Error.ShouldBe("file not found: /nowhere/at-all.json\n");
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_told_and_ends_with_2()
    {
        var run = SlaFiles.Run("evaluate", Path.GetTempPath());
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldStartWith("fichier illisible : ");
    }

    [Fact]
    public void An_unknown_language_is_refused() => SlaFiles.Run("evaluate", SlaFiles.Scenarios, "--lang", "de").ExitCode.ShouldNotBe(0);

    [Fact]
    public void Instants_below_the_minute_are_counted_exactly()
    {
        var file = SlaFiles.Sound();
        file["scenarios"]![0]!["events"] = new JsonArray();
        file["scenarios"]![0]!["now"] = "2026-06-01T07:00:30.5Z";
        var run = SlaFiles.Evaluate(file.ToJsonString());
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("\"elapsed\": \"PT30.5S\"");
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm() => SlaFiles.Evaluate([0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(SlaFiles.Sound().ToJsonString())]).ExitCode.ShouldBe(0);
}
