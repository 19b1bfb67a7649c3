using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Plugins;
using Majordome.Probe.Tests.Checks;

namespace Majordome.Probe.Tests.Plugins;

public sealed class PluginCheckTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("majordome-plugins-");
    private readonly CheckCatalogue catalogue;

    public PluginCheckTests() => catalogue = OneRun.Catalogue("/", folder.FullName);

    public void Dispose()
    {
        catalogue.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0, CheckStatus.Ok, "fine")]
    [InlineData(1, CheckStatus.Warning, "fine")]
    [InlineData(2, CheckStatus.Critical, "fine")]
    [InlineData(3, CheckStatus.Unknown, "fine")]
    [InlineData(4, CheckStatus.Unknown, "p ended with 4: fine")]
    [InlineData(127, CheckStatus.Unknown, "p ended with 127: fine")]
    public async Task The_exit_code_is_the_status(int code, CheckStatus status, string text)
    {
        var outcome = await RunAsync($"echo 'fine | a=1;2;3'; exit {code}");

        (outcome.Status, outcome.Text).ShouldBe((status, text));
        outcome.Measurements.ShouldHaveSingleItem().Label.ShouldBe("a");
    }

    [Fact]
    public async Task Long_text_and_faults_of_the_grammar_are_kept()
    {
        var outcome = await RunAsync("printf 'OK | a=x b=1\\nline two\\n'");

        outcome.LongText.ShouldBe("line two\n[value-number at 7: x]");
        outcome.Measurements.ShouldHaveSingleItem().Label.ShouldBe("b");
    }

    [Fact]
    public async Task The_target_is_one_argument_whatever_it_holds()
    {
        var outcome = await RunAsync("echo \"$#:$1:$2:$3\"", target: "a b; touch /tmp/x", arguments: "-H $TARGET$ 'it''s \"x\"'");

        outcome.Text.ShouldBe("3:-H:a b; touch /tmp/x:its \"x\"");
    }

    [Fact]
    public async Task Nothing_of_this_process_reaches_a_plugin()
    {
        Environment.SetEnvironmentVariable("MAJORDOME_TEST_SECRET", "hunter2");
        await using var server = LoopbackServer.Silent();
        await using var file = File.Create(Path.Combine(folder.FullName, "held-open"));

        var outcome = await RunAsync("env | sort | cut -d= -f1 | tr '\\n' ' '; cat; pwd; ls -l /proc/self/fd");

        outcome.Text.ShouldNotContain("SECRET");
        outcome.Text.ShouldEndWith("/");
        outcome.LongText.ShouldContain(" 0 -> /dev/null");
        outcome.LongText.ShouldNotContain("socket:");
        outcome.LongText.ShouldNotContain("held-open");
    }

    [Fact]
    public async Task What_is_said_on_standard_error_is_the_text_when_there_is_no_other() =>
        (await RunAsync("echo oops >&2; exit 3")).ShouldBe(CheckOutcome.Unknown("oops"));

    [Fact]
    public async Task A_plugin_ended_by_a_signal_is_unknown() =>
        (await RunAsync("echo started; kill -SEGV $$")).ShouldBe(CheckOutcome.Unknown("p was ended by signal 11: started"));

    [Fact]
    public async Task A_plugin_that_does_not_end_is_ended_with_its_whole_family()
    {
        var mark = Path.Combine(folder.FullName, "pids");
        using var quick = Prepare($"sleep 1000 & echo $! >{mark}; (sleep 1000 & echo $! >>{mark}; wait) & echo $! >>{mark}; echo $$ >>{mark}; echo ready; wait");
        using var deadline = new CancellationTokenSource();

        var running = quick.RunAsync(deadline.Token);
        await OneRun.UntilAsync(() => File.Exists(mark) && File.ReadAllLines(mark).Length == 4, "all have started");
        await deadline.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        foreach (var pid in File.ReadAllLines(mark))
        {
            await OneRun.UntilAsync(() => !IsAlive(pid), $"{pid} is gone");
        }

        quick.TimedOut(TimeSpan.FromSeconds(5)).ShouldBe(CheckOutcome.Unknown("p did not end within 5 s: its processes were ended"));
    }

    [Fact]
    public async Task A_plugin_that_leaves_a_child_behind_is_done_when_it_ends_itself()
    {
        var mark = Path.Combine(folder.FullName, "pid");
        var started = Stopwatch.GetTimestamp();

        var outcome = await RunAsync($"sleep 1000 & echo $! >{mark}; echo done");

        outcome.ShouldBe(new CheckOutcome(CheckStatus.Ok, "done"));
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await OneRun.UntilAsync(() => !IsAlive(File.ReadAllText(mark).Trim()), "the child is gone");
    }

    [Fact]
    public async Task A_plugin_that_prints_megabytes_is_drained_counted_and_kept_short()
    {
        var outcome = await RunAsync("echo 'OK | a=1'; head -c 5000000 /dev/zero | tr '\\0' 'x '; exit 1");

        outcome.Status.ShouldBe(CheckStatus.Warning);
        outcome.Text.ShouldBe("OK");
        outcome.LongText.ShouldContain("[5,000,009 bytes printed, 65,536 kept]");
    }

    [Fact]
    public async Task A_plugin_that_never_stops_printing_is_ended()
    {
        var outcome = await RunAsync("yes 'OK | a=1'");

        outcome.ShouldBe(CheckOutcome.Unknown("p printed more than 16,777,216 bytes and was ended"));
    }

    [Fact]
    public async Task A_number_that_was_cut_is_not_taken_for_a_measurement()
    {
        var outcome = await RunAsync("printf 'OK | '; i=0; while [ $i -lt 9000 ]; do printf 'v%d=1234567 ' $i; i=$((i+1)); done");

        outcome.Measurements.Length.ShouldBeGreaterThan(3000);
        outcome.Measurements.ShouldAllBe(datum => datum.Value == 1234567);
    }

    [Fact]
    public async Task A_file_that_cannot_be_run_is_unknown_in_the_systems_words()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "plain"), "text");

        (await OneRun.OnceAsync(catalogue, "plugin", "x", TimeSpan.FromSeconds(5), "command=plain"))
            .ShouldBe(CheckOutcome.Unknown("plain cannot be started: Permission denied"));
        (await OneRun.OnceAsync(catalogue, "plugin", "x", TimeSpan.FromSeconds(5), "command=gone"))
            .ShouldBe(CheckOutcome.Unknown("no plugin gone on this machine"));
    }

    [Fact]
    public async Task Hundreds_at_once_leave_no_zombie_behind()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => RunAsync($"echo {i}; exit {i % 4}", name: $"p{i}")));

        outcomes.Select(outcome => outcome.Text).ShouldBe(Enumerable.Range(0, 200).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        outcomes.Select(outcome => (int)outcome.Status).ShouldBe(Enumerable.Range(0, 200).Select(i => i % 4));
        await OneRun.UntilAsync(() => Zombies().Length == 0, "no zombie is left");
    }

    [Fact]
    public async Task The_plugins_of_the_system_are_understood()
    {
        Needs.File("monitoring-plugins-basic", "/usr/lib/nagios/plugins/check_dummy");
        using var system = new CheckCatalogue(TimeProvider.System, new(), PluginDirectories.Usual);

        var dummy = await OneRun.OnceAsync(system, "plugin", "", TimeSpan.FromSeconds(10), "command=check_dummy", "arguments=1 'as asked'");
        var load = await OneRun.OnceAsync(system, "plugin", "", TimeSpan.FromSeconds(10), "command=check_load", "arguments=-w 1000,1000,1000 -c 2000,2000,2000");
        var disk = await OneRun.OnceAsync(system, "plugin", "/", TimeSpan.FromSeconds(10), "command=check_disk", "arguments=-w 1 -c 1 -p $TARGET$");

        dummy.ShouldBe(new CheckOutcome(CheckStatus.Warning, "WARNING: as asked"));
        load.Measurements.Select(datum => datum.Label).ShouldBe(["load1", "load5", "load15"]);
        load.LongText.ShouldBeEmpty();
        disk.Measurements.ShouldHaveSingleItem().Label.ShouldBe("/");
        disk.LongText.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("a\\ b '' \"\\\"\\n\"", "a b||\"\\n")]
    [InlineData("  ", "")]
    public void Arguments_are_taken_apart_as_a_shell_quotes_them(string text, string expected)
    {
        CommandLine.TrySplit(text, out var arguments).ShouldBeTrue();
        string.Join('|', arguments).ShouldBe(expected);
    }

    [Theory]
    [InlineData("'a")]
    [InlineData("\"a")]
    [InlineData("a\\")]
    public void A_quote_left_open_is_refused(string text) => CommandLine.TrySplit(text, out _).ShouldBeFalse();

    private static bool IsAlive(string pid) => Told($"/proc/{pid}/stat") is { } stat && !stat.Contains(") Z ", StringComparison.Ordinal);

    private static string[] Zombies() =>
        [.. Directory.GetDirectories($"/proc/{Environment.ProcessId}/task")
            .SelectMany(task => (Told($"{task}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(pid => Told($"/proc/{pid}/stat")?.Contains(") Z ", StringComparison.Ordinal) is true)];

    /// <summary>What the kernel tells there; <c>null</c>: what it was about is gone.</summary>
    private static string? Told(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private PreparedCheck Prepare(string script, string target = "x", string arguments = "", string name = "p")
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return catalogue.Prepare("plugin", target, new Dictionary<string, string> { ["command"] = name, ["arguments"] = arguments }).Value;
    }

    private async Task<CheckOutcome> RunAsync(string script, string target = "x", string arguments = "", string name = "p")
    {
        using var check = Prepare(script, target, arguments, name);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            // Whoever forks beside us at the moment it is written holds it open until they execute.
            var outcome = await check.RunAsync(deadline.Token);
            if (!outcome.Text.EndsWith("Text file busy", StringComparison.Ordinal))
            {
                return outcome;
            }
        }
    }
}
