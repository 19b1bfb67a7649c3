using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Majordome.Server.Platform.Wording;
using NodaTime;

namespace Majordome.Server.Tests.House;

/// <summary>What the pages' modules compute, asked from the modules themselves through Node, which the build needs anyway.</summary>
public class ScriptTests
{
    [Theory]
    [InlineData("fr")]
    [InlineData("en")]
    public async Task The_ticking_clock_writes_durations_as_the_server_does(string language)
    {
        int[] seconds = [0, 30, 59, 60, 119, 2820, 3599, 3600, 3660, 15600, 15659, 86399, 86400, 90000, 183600, 356400];
        var words = new Words(CultureInfo.GetCultureInfo(language), DateTimeZone.Utc, HouseRenderer.Now);
        var french = language == "fr" ? "true" : "false";
        var written = await NodeAsync<string[]>($"""
            import({Module("clock-tick")}).then(clock => console.log(JSON.stringify(
              [{string.Join(',', seconds)}].flatMap(s => [clock.duration(s, 86400, {french}), clock.duration(s, 39600, {french})]))));
            """);
        // Zero is written by the server alone ('0 min'): a clock that ticks has crossed into late by then.
        var expected = seconds.SelectMany(s => new[] { words.Duration(Duration.FromSeconds(s)), words.Duration(Duration.FromSeconds(s), Duration.FromHours(11)) });
        written.Skip(2).ShouldBe(expected.Skip(2));
    }

    [Theory]
    [InlineData("{left:600, countsFor:9999, promise:3600, attention:900}", 0, "attention", 600)]
    [InlineData("{left:3000, countsFor:9999, promise:3600, attention:900}", 60, "running", 2940)]
    [InlineData("{left:3000, countsFor:9999, promise:3600, attention:900}", 2100, "attention", 900)]
    [InlineData("{left:3000, countsFor:9999, promise:3600, attention:900}", 3060, "late", 60)]
    [InlineData("{left:3000, countsFor:600, promise:3600, attention:900}", 3060, "running", 2400)]
    [InlineData("{late:true, left:60, countsFor:9999, promise:3600, attention:900}", 120, "late", 180)]
    [InlineData("{left:3000, countsFor:9999, promise:3600, attention:900}", -5, "running", 3000)]
    public async Task The_ticking_clock_counts_service_time_only(string clock, int elapsed, string state, int seconds)
    {
        var face = await NodeAsync<JsonElement>($"import({Module("clock-tick")}).then(m => console.log(JSON.stringify(m.after(Object.assign({{late:false}}, {clock}), {elapsed.ToString(CultureInfo.InvariantCulture)}))));");
        face.GetProperty("state").GetString().ShouldBe(state);
        face.GetProperty("seconds").GetInt32().ShouldBe(seconds);
    }

    private static string Module(string name) => JsonSerializer.Serialize("data:text/javascript;base64," + Convert.ToBase64String(File.ReadAllBytes(Path.Combine(StyleSheet.Root, "js", name + ".js"))));

    private static async Task<T> NodeAsync<T>(string script)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", script])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        })!;
        var error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        node.ExitCode.ShouldBe(0, await error);
        return JsonSerializer.Deserialize<T>(output)!;
    }
}
