using Majordome.Protocols.Plugins;

namespace Majordome.Protocols.Tests.Plugins;

public sealed class PluginOutputTests
{
    [Fact]
    public void One_line_without_performance_data_is_its_text()
    {
        var output = PluginOutput.Read("PING OK - Packet loss = 0%\n");

        output.Text.ShouldBe("PING OK - Packet loss = 0%");
        output.LongText.ShouldBeEmpty();
        output.Measurements.ShouldBeEmpty();
        output.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void The_guidelines_example_of_several_lines_is_taken_apart()
    {
        var output = PluginOutput.Read(
            """
            DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968
            / 15272 MB (77%);
            /boot 68 MB (69%);
            /var/log 819 MB (84%); | /boot=68MB;88;93;0;98
            /home=69357MB;253404;253409;0;253414
            /var/log=818MB;970;975;0;980
            """);

        output.Text.ShouldBe("DISK OK - free space: / 3326 MB (56%);");
        output.LongText.ShouldBe("/ 15272 MB (77%);\n/boot 68 MB (69%);\n/var/log 819 MB (84%);");
        output.Measurements.Select(datum => datum.Label).ShouldBe(["/", "/boot", "/home", "/var/log"]);
        output.Measurements[2].ShouldBe(new PerformanceDatum("/home", 69357, "MB", "253404", "253409", 0, 253414));
        output.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Performance_data_may_come_only_after_the_long_text()
    {
        var output = PluginOutput.Read("OK\r\nline two\r\nline three | a=1\r\nb=2\r\n");

        output.Text.ShouldBe("OK");
        output.LongText.ShouldBe("line two\nline three");
        output.Measurements.Select(datum => datum.Label).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Nothing_printed_is_an_empty_output() => PluginOutput.Read("").Text.ShouldBeEmpty();

    [Fact]
    public void A_hundred_thousand_mangled_outputs_are_read_without_a_throw()
    {
        string[] seeds =
        [
            .. PerformanceDataTests.Golden.Select(row => "OK - fine | " + row.Data.Item1),
            "DISK OK | /=2643MB;5948;5958;0;5968\nlong\nlong | 'a b'=1;@1:2;~:3\nc=U",
        ];
        var random = new Random(20260101);

        for (var i = 0; i < 100_000; i++)
        {
            var input = i % 4 == 0 ? Noise(random) : Mutate(random, seeds[random.Next(seeds.Length)]);
            var output = PluginOutput.Read(input);

            output.Measurements.ShouldNotContainNullOrEmpty(input);
            PluginCorpusTests.Json(output).ShouldEndWith("]}");
            output.Faults.Length.ShouldBeLessThanOrEqualTo(input.Length + 1);
        }
    }

    [Fact]
    public void A_long_hostile_output_is_read_in_linear_time()
    {
        var words = string.Concat(Enumerable.Repeat("a b ' c '' ; = 1x=2 ", 50_000));
        var started = TimeProvider.System.GetTimestamp();

        PluginOutput.Read("x|" + words);
        PluginOutput.Read("x|" + new string('a', 1_000_000));
        PluginOutput.Read("x|" + string.Concat(Enumerable.Repeat("a 'b' ", 150_000)));
        PluginOutput.Read("x|a=" + new string('\'', 1_000_000));

        // Far above what it takes on a busy machine; by the square of the length it would take hours.
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    private static string Noise(Random random)
    {
        const string alphabet = "abU019.,;:='@~|-+eE% \t\r\n\0\u00e9\ud83d";
        return string.Create(random.Next(40), random, (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = source.Next(8) == 0 ? (char)source.Next(char.MaxValue) : alphabet[source.Next(alphabet.Length)];
            }
        });
    }

    private static string Mutate(Random random, string seed)
    {
        var chars = seed.ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(chars.Count + 1);
            switch (random.Next(3))
            {
                case 0 when at < chars.Count:
                    chars.RemoveAt(at);
                    break;
                case 1:
                    chars.Insert(at, "'=;|:@~ \n019eU"[random.Next(14)]);
                    break;
                default:
                    chars.AddRange(chars.Skip(at).Take(8).ToArray());
                    break;
            }
        }

        return new string([.. chars]);
    }
}

internal static class MeasurementAssertions
{
    public static void ShouldNotContainNullOrEmpty(this IReadOnlyList<PerformanceDatum> measurements, string input)
    {
        foreach (var datum in measurements)
        {
            (datum.Label.Length > 0 && (datum.Value is null || double.IsFinite(datum.Value.Value))).ShouldBeTrue(input);
        }
    }
}
