using System.Diagnostics;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;

namespace Majordome.Probe.Tests.Checks;

public sealed class MachineCheckTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("majordome-probe-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task Processor_use_is_what_passed_between_two_runs()
    {
        Write("proc/stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1\n");
        using var catalogue = OneRun.Catalogue(root.FullName);
        using var check = catalogue.Prepare("cpu", "", new Dictionary<string, string>()).Value;
        await check.RunAsync(CancellationToken.None);

        Write("proc/stat", "cpu  180 0 115 700 101 0 0 4 0 0\n");
        var outcome = await check.RunAsync(CancellationToken.None);

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldBe("99 % busy, 1 % waiting for disks, 4 % stolen");
        outcome.Measurements.Select(datum => datum.Value).ShouldBe([99, 1, 4]);
    }

    [Fact]
    public async Task Memory_is_judged_by_what_programs_can_still_have()
    {
        Write("proc/meminfo", "MemTotal:       1000000 kB\nMemFree:  10 kB\nMemAvailable:    80000 kB\nSwapTotal: 1000 kB\nSwapFree: 750 kB\n");

        var outcome = await RunAsync("memory");

        outcome.Status.ShouldBe(CheckStatus.Warning);
        outcome.Text.ShouldBe("92 % used, 78.1 MiB available of 976.6 MiB");
        outcome.Measurements.Select(datum => datum.Value).ShouldBe([92, 81_920_000, 1_024_000_000, 25]);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("memory")]
    [InlineData("load")]
    [InlineData("process")]
    public async Task A_system_that_tells_nothing_is_unknown(string type) => (await RunAsync(type, "x")).Status.ShouldBe(CheckStatus.Unknown);

    [Fact]
    public async Task Load_may_be_judged_as_it_is()
    {
        Write("proc/loadavg", "0.50 3.25 9.00 1/100 4711\n");

        var outcome = await RunAsync("load", "", "per-processor=false", "load5-warning=3");

        outcome.Status.ShouldBe(CheckStatus.Warning);
        outcome.Text.ShouldBe("load 0.5, 3.25, 9");
    }

    [Fact]
    public async Task The_root_file_system_has_room_and_inodes()
    {
        var outcome = await OneRun.OnceAsync("disk", "/", "used-warning=", "used-critical=", "inodes-used-warning=", "inodes-used-critical=");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        var total = outcome.Measurements.Single(datum => datum.Label == "total").Value!.Value;
        total.ShouldBe(new DriveInfo("/").TotalSize, total / 100);
    }

    [Fact]
    public async Task A_mount_point_that_is_not_there_is_unknown() =>
        (await OneRun.OnceAsync("disk", "/no/such/place")).ShouldBe(CheckOutcome.Unknown("/no/such/place: No such file or directory"));

    [Fact]
    public async Task A_process_is_found_by_its_name_and_command_line()
    {
        Write("proc/10/comm", "nginx\n");
        Write("proc/10/cmdline", "nginx: master process\0/usr/sbin/nginx");
        Write("proc/10/statm", "1000 200 1 1 1 1 1");
        Write("proc/11/comm", "a-name-cut-at-1\n");
        Write("proc/11/cmdline", "/opt/a-name-cut-at-15-characters\0--serve");
        Write("proc/11/statm", "1000 100 1 1 1 1 1");

        var nginx = await RunAsync("process", "nginx");
        nginx.Status.ShouldBe(CheckStatus.Ok, nginx.Text);
        nginx.Measurements.Select(datum => datum.Value).ShouldBe([1, 200.0 * Environment.SystemPageSize]);
        (await RunAsync("process", "a-name-cut-at-15-characters", "command-line=--serve$")).Status.ShouldBe(CheckStatus.Ok);
        (await RunAsync("process", "nginx", "command-line=worker")).Status.ShouldBe(CheckStatus.Critical);
        (await RunAsync("process", "postgres")).Text.ShouldBe("no postgres runs");
    }

    [Theory]
    [InlineData("10 (odd) S name) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0", CheckStatus.Ok)]
    [InlineData("10 (odd) S name) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0", CheckStatus.Critical)]
    [InlineData("10 (odd) S name) X 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 0 0", CheckStatus.Critical)]
    [InlineData("10 (odd) S name) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 4 0", CheckStatus.Ok)] // its first thread has ended, three work on
    public async Task A_process_that_has_ended_does_not_run(string stat, CheckStatus status)
    {
        Write("proc/10/comm", "odd) S name\n");
        Write("proc/10/stat", stat);

        (await RunAsync("process", "odd) S name")).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_real_process_that_nobody_has_taken_note_of_does_not_run()
    {
        var program = File.CreateSymbolicLink(Path.Combine(root.FullName, "ended-at-once"), "/bin/true").FullName;
        var name = Path.GetFileName(program);
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$0\" & exec sleep 60", program]))!; // sleep takes no note of anybody
        try
        {
            await OneRun.UntilAsync(() => IsZombie(name), "it has ended and is not taken note of");

            (await OneRun.OnceAsync("process", name)).Text.ShouldBe($"no {name} runs");
        }
        finally
        {
            parent.Kill();
        }
    }

    [Fact]
    public async Task A_process_that_does_not_answer_for_itself_is_unknown_and_holds_up_one_thread()
    {
        Write("proc/10/comm", "other\n");
        using (var pipe = Process.Start("mkfifo", Path.Combine(root.FullName, "proc/10/cmdline"))!)
        {
            await pipe.WaitForExitAsync();
        }

        using var catalogue = OneRun.Catalogue(root.FullName);
        using var check = catalogue.Prepare("process", "nginx", new Dictionary<string, string>()).Value;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => check.RunAsync(deadline.Token));
        check.TimedOut(TimeSpan.FromSeconds(1)).ShouldBe(CheckOutcome.Unknown("no answer within 1 s"));
        (await check.RunAsync(CancellationToken.None)).ShouldBe(CheckOutcome.Unknown("/proc has not answered since an earlier check"));
        await using var answer = new FileStream(Path.Combine(root.FullName, "proc/10/cmdline"), FileMode.Open, FileAccess.Write); // lets the thread go
    }

    [Theory]
    [InlineData("LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\nNRestarts=2", CheckStatus.Ok, "x.service is active (running)")]
    [InlineData("LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nNRestarts=5", CheckStatus.Critical, "x.service is failed (failed, exit-code)")]
    [InlineData("LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nResult=success", CheckStatus.Warning, "x.service is activating (auto-restart)")]
    [InlineData("LoadState=not-found\nActiveState=inactive\nSubState=dead", CheckStatus.Unknown, "x.service: no such unit")]
    [InlineData("", CheckStatus.Unknown, "x.service: no such unit")]
    public void A_unit_is_judged_by_its_state(string printed, CheckStatus status, string text)
    {
        var outcome = SystemdCheck.Judge("x.service", "active", default, printed);

        (outcome.Status, outcome.Text).ShouldBe((status, text));
    }

    [Fact]
    public async Task Where_systemd_does_not_run_its_units_are_unknown()
    {
        Assert.SkipWhen(Directory.Exists("/run/systemd/system"), "systemd runs here");

        (await OneRun.OnceAsync("systemd", "ssh.service")).ShouldBe(CheckOutcome.Unknown("systemd does not run on this machine"));
    }

    private async Task<CheckOutcome> RunAsync(string type, string target = "", params string[] parameters)
    {
        using var catalogue = OneRun.Catalogue(root.FullName);
        return await OneRun.OnceAsync(catalogue, type, target, TimeSpan.FromSeconds(10), parameters);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static bool IsZombie(string name)
    {
        var files = new MachineFiles();
        return files.ProcessIds().Any(id => files.TryReadProcess(id, "stat")?.Contains($"({name}) Z", StringComparison.Ordinal) == true);
    }
}
