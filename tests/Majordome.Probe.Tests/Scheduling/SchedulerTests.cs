using System.Collections.Concurrent;
using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using Majordome.Probe.Scheduling;
using Majordome.Probe.Tests.Checks;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Probe.Tests.Scheduling;

public sealed class SchedulerTests
{
    private readonly ManualTime time = new();
    private readonly ConcurrentQueue<ProbeResult> results = new();
    private readonly ScriptedCheck script = new();
    private CheckScheduler? subject;
    private int assigned;
    private int delivered;
    private int hanging;

    [Fact]
    public async Task A_new_check_has_its_first_result_within_seconds_then_one_an_interval()
    {
        await using var scheduler = Scheduler();
        scheduler.Apply([Assignment("a", interval: 3600)]);

        await PassAsync(seconds: 5);
        results.Count.ShouldBe(1);
        await PassAsync(seconds: 3600);
        results.Count.ShouldBeInRange(2, 3, "the first start and the regular ones");
        var known = results.Count;
        await PassAsync(seconds: 36_000);
        results.Count.ShouldBe(known + 10);
    }

    [Fact]
    public async Task Starts_are_spread_over_the_interval_the_same_after_a_restart()
    {
        var ids = Enumerable.Range(0, 6000).Select(i => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(i))).ToArray();
        var interval = TimeSpan.FromSeconds(60).Ticks;

        var seconds = ids.Select(id => StartSpread.NextSlot(id, interval, now: 0) / TimeSpan.TicksPerSecond).GroupBy(second => second);

        seconds.Count().ShouldBe(60);
        seconds.Max(group => group.Count()).ShouldBeLessThan(150, "100 a second on average");
        foreach (var id in ids.Take(100))
        {
            var slot = StartSpread.NextSlot(id, interval, 1_000_000_000_000);
            StartSpread.NextSlot(id, interval, slot - 1).ShouldBe(slot);
            StartSpread.NextSlot(id, interval, slot).ShouldBe(slot + interval);
            StartSpread.NextSlot(id, interval, slot - interval).ShouldBe(slot);
        }

        await Task.CompletedTask;
    }

    [Fact]
    public async Task While_a_change_awaits_confirmation_the_retry_interval_holds()
    {
        await using var scheduler = Scheduler();
        scheduler.Apply([Assignment("a", interval: 600, retry: 10)]);
        await PassAsync(seconds: 605);
        script.Answer = (_, _) => Task.FromResult(CheckOutcome.Critical("down"));
        await PassAsync(seconds: 600); // the next regular run is within these
        await PassAsync(seconds: 20);

        var failing = results.Where(result => result.Status == CheckStatus.Critical).Select(result => result.Started).ToArray();

        failing.Length.ShouldBeInRange(3, 4, "one failure, two retries, perhaps the regular run after them");
        (failing[1] - failing[0]).ShouldBe(Duration.FromSeconds(10));
        (failing[2] - failing[1]).ShouldBe(Duration.FromSeconds(10));
    }

    [Fact]
    public async Task A_warning_on_the_way_does_not_shorten_the_confirmation_of_a_critical()
    {
        await using var scheduler = Scheduler();
        var answers = new ConcurrentQueue<CheckStatus>([CheckStatus.Warning, CheckStatus.Warning, CheckStatus.Critical, CheckStatus.Critical, CheckStatus.Critical]);
        script.Answer = (_, _) => Task.FromResult(new CheckOutcome(answers.TryDequeue(out var status) ? status : CheckStatus.Critical, ""));
        scheduler.Apply([Assignment("a", interval: 86_400, retry: 10)]);

        await PassAsync(seconds: 120);

        results.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_run_beyond_its_time_out_is_ended_and_critical()
    {
        await using var scheduler = Scheduler();
        script.Answer = NeverAsync;
        scheduler.Apply([Assignment("a", interval: 60, timeout: 10)]);
        await PassAsync(seconds: 5);
        await OneRun.UntilAsync(() => script.Running == 1, "it runs");

        await PassAsync(seconds: 10);

        await OneRun.UntilAsync(() => results.Count == 1, "it ended");
        results.ShouldHaveSingleItem().Text.ShouldBe("no answer within 10 s");
        results.Single().Took.ShouldBe(Duration.FromSeconds(10));
    }

    [Fact]
    public async Task A_peer_that_hangs_delays_nobody_else()
    {
        await using var scheduler = Scheduler(new SchedulerOptions(Concurrency: 20, PerPeer: 2));
        script.Answer = (target, deadline) => target == "slow" ? NeverAsync(target, deadline) : Task.FromResult(new CheckOutcome(CheckStatus.Ok, ""));
        scheduler.Apply([
            .. Enumerable.Range(0, 50).Select(_ => Assignment("slow", interval: 60, timeout: 50)),
            .. Enumerable.Range(0, 50).Select(i => Assignment($"fast{i}", interval: 60))]);

        await PassAsync(seconds: 6);
        results.DistinctBy(result => result.Check).Count().ShouldBe(50, "all the fast ones are done");

        results.ShouldAllBe(result => result.Status == CheckStatus.Ok);
        (scheduler.Figures.Running, scheduler.Figures.Waiting).ShouldBe((2, 48));
        script.MostRunning.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task A_check_that_starts_late_is_measured()
    {
        await using var scheduler = Scheduler(new SchedulerOptions(Concurrency: 1));
        script.Answer = NeverAsync;
        scheduler.Apply([Assignment("a", interval: 60, timeout: 20), Assignment("b", interval: 60, timeout: 20)]);

        await PassAsync(seconds: 30);

        scheduler.Figures.LateStarts.ShouldBe(1);
        scheduler.Figures.WorstDelay.ShouldBeGreaterThan(Duration.FromSeconds(10));
    }

    [Fact]
    public async Task A_changed_definition_keeps_its_place_in_time_and_a_removed_one_ends()
    {
        await using var scheduler = Scheduler();
        var (kept, dropped) = (Assignment("a", interval: 600), Assignment("b", interval: 600));
        scheduler.Apply([kept, dropped]);
        await PassAsync(seconds: 605);
        var slot = results.Last(result => result.Check == kept.Check).Started;
        results.Clear();

        scheduler.Apply([kept with { Definition = 2, Target = "changed" }]);
        await PassAsync(seconds: 600);

        var result = results.ShouldHaveSingleItem();
        result.Definition.ShouldBe(2);
        result.Started.ShouldBe(slot + Duration.FromSeconds(600));
        script.Targets.ShouldContain("changed");
        script.Disposed.ShouldBe(2);
    }

    [Fact]
    public async Task A_shorter_interval_holds_at_once()
    {
        await using var scheduler = Scheduler();
        var check = Assignment("a", interval: 86_400);
        scheduler.Apply([check]);
        await PassAsync(seconds: 6);
        results.Clear();

        scheduler.Apply([check with { Definition = 2, Interval = Duration.FromSeconds(60) }]);
        await PassAsync(seconds: 60);

        results.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_can_be_asked_to_run_out_of_turn()
    {
        await using var scheduler = Scheduler();
        var check = Assignment("a", interval: 86_400);
        scheduler.Apply([check]);
        await PassAsync(seconds: 60);

        scheduler.RunSoon(check.Check).ShouldBeTrue();
        await PassAsync(seconds: 0);

        results.Count.ShouldBe(2);
        scheduler.RunSoon(Guid.Empty).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_asks_time_and_again_makes_it_run_no_faster_than_its_retry_interval()
    {
        await using var scheduler = Scheduler();
        var check = Assignment("a", interval: 86_400, retry: 10);
        scheduler.Apply([check]);
        await PassAsync(seconds: 60);

        for (var asked = 0; asked < 25; asked++)
        {
            scheduler.RunSoon(check.Check);
            await PassAsync(seconds: 1);
        }

        results.Count.ShouldBe(1 + 3, "at once, after 10 s, after 20 s");
        await PassAsync(seconds: 60);
        results.Count.ShouldBe(1 + 4, "the last one who asked is not forgotten");
    }

    [Fact]
    public async Task What_was_at_work_when_it_was_asked_for_runs_again()
    {
        await using var scheduler = Scheduler();
        var check = Assignment("a", interval: 86_400, retry: 10);
        var answer = new TaskCompletionSource<CheckOutcome>();
        script.Answer = async (_, _) =>
        {
            Interlocked.Increment(ref hanging);
            var outcome = await answer.Task;
            Interlocked.Decrement(ref hanging);
            return outcome;
        };
        scheduler.Apply([check]);
        await OneRun.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return Volatile.Read(ref hanging) == 1;
            },
            "it is at work");

        scheduler.RunSoon(check.Check).ShouldBeTrue();
        answer.SetResult(new CheckOutcome(CheckStatus.Ok, "before"));
        await OneRun.UntilAsync(() => results.Count == 1, "it ended");
        await PassAsync(seconds: 15);
        results.Count.ShouldBe(2);
        await PassAsync(seconds: 60);
        results.Count.ShouldBe(2, "once");
    }

    [Theory]
    [InlineData("no-such-type", 60, "type: check-type-unknown")]
    [InlineData("scripted", 0, "interval: duration-out-of-bounds")]
    public async Task A_definition_that_cannot_be_run_says_so_at_every_run(string type, int interval, string reason)
    {
        await using var scheduler = Scheduler();
        scheduler.Apply([Assignment("a", interval) with { Type = type }]);

        await PassAsync(seconds: 5);

        results.First().Status.ShouldBe(CheckStatus.Unknown);
        results.First().Text.ShouldContain(reason);
    }

    [Fact]
    public async Task A_defect_in_a_check_is_its_own_result_and_stops_nothing()
    {
        await using var scheduler = Scheduler();
        script.Answer = (_, _) => throw new InvalidOperationException("a defect");
        scheduler.Apply([Assignment("a", interval: 600)]);

        await PassAsync(seconds: 5);

        results.ShouldHaveSingleItem().Text.ShouldBe("the check itself failed: InvalidOperationException");
    }

    [Fact]
    public async Task A_defect_in_the_reading_of_a_definition_is_its_own_result_and_keeps_no_other_from_being_run()
    {
        await using var scheduler = Scheduler();
        var (defective, sound) = (Assignment(ScriptedCheck.Defective, interval: 600), Assignment("a", interval: 600));
        scheduler.Apply([defective, sound]);

        await PassAsync(seconds: 5);

        results.Single(result => result.Check == defective.Check).Text.ShouldBe("the check itself failed: InvalidOperationException");
        results.Single(result => result.Check == sound.Check).Text.ShouldBe("fine");
    }

    [Fact]
    public async Task Stopping_ends_what_is_at_work_and_delivers_nothing_of_it()
    {
        var scheduler = Scheduler(new SchedulerOptions(Concurrency: 3));
        script.Answer = NeverAsync;
        scheduler.Apply([.. Enumerable.Range(0, 10).Select(i => Assignment($"a{i}", interval: 60, timeout: 50))]);
        await PassAsync(seconds: 6);
        await OneRun.UntilAsync(() => script.Running == 3, "they run");

        await scheduler.DisposeAsync();

        script.Running.ShouldBe(0);
        script.Disposed.ShouldBe(10);
        results.ShouldBeEmpty();
    }

    private async Task<CheckOutcome> NeverAsync(string target, CancellationToken deadline)
    {
        // At the time-out, no longer counted as hanging before time moves on, though its thread has yet to wake.
        await using var ending = deadline.Register(() => Interlocked.Decrement(ref hanging));
        Interlocked.Increment(ref hanging);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, deadline);
        return CheckOutcome.Unknown("never");
    }

    /// <summary>The identifier decides when in its interval a check starts: the same ones at every run of the tests.</summary>
    private CheckAssignment Assignment(string target, int interval, int? timeout = null, int? retry = null) => new()
    {
        Check = new Guid(++assigned, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]),
        Definition = 1,
        Type = "scripted",
        Target = target,
        Interval = Duration.FromSeconds(interval),
        Timeout = Duration.FromSeconds(timeout ?? Math.Min(10, interval)),
        RetryInterval = Duration.FromSeconds(retry ?? Math.Min(10, interval)),
    };

    private CheckScheduler Scheduler(SchedulerOptions? options = null) => subject = new(
        new CheckCatalogue(time, script), options ?? new SchedulerOptions(), time, time, Deliver, NullLogger<CheckScheduler>.Instance);

    private void Deliver(ProbeResult result)
    {
        results.Enqueue(result);
        Interlocked.Increment(ref delivered);
    }

    /// <summary>Moves time from one instant at which something is due to the next, each once all that was started has been delivered or hangs.</summary>
    private Task PassAsync(int seconds) => time.AdvanceAsync(TimeSpan.FromSeconds(seconds), () => OneRun.UntilAsync(HasSettled, "the runs settle"));

    private bool HasSettled()
    {
        var figures = subject!.Figures;
        var hang = Volatile.Read(ref hanging);
        return figures.Running == hang && figures.Started == Volatile.Read(ref delivered) + hang;
    }

    /// <summary>A check that answers what the test says.</summary>
    private sealed class ScriptedCheck : CheckType
    {
        /// <summary>The target of a definition that cannot even be read.</summary>
        public const string Defective = "defective";

        private int running;
        private int disposed;

        public Func<string, CancellationToken, Task<CheckOutcome>> Answer { get; set; } = (_, _) => Task.FromResult(new CheckOutcome(CheckStatus.Ok, "fine"));

        public ConcurrentQueue<string> Targets { get; } = new();

        public int Running => running;

        public int MostRunning { get; private set; }

        public int Disposed => disposed;

        public override string Name => "scripted";

        public override ImmutableArray<CheckParameter> Parameters => [];

        protected override PreparedCheck Prepare(ParameterReader definition) =>
            definition.Target == Defective ? throw new InvalidOperationException("a defect") : new Prepared(this, definition.Target);

        private sealed class Prepared(ScriptedCheck script, string target) : PreparedCheck
        {
            public override string Peer => target;

            public override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
            {
                script.Targets.Enqueue(target);
                script.MostRunning = Math.Max(script.MostRunning, Interlocked.Increment(ref script.running));
                try
                {
                    return await script.Answer(target, deadline);
                }
                finally
                {
                    Interlocked.Decrement(ref script.running);
                }
            }

            protected override void Dispose(bool disposing)
            {
                Interlocked.Increment(ref script.disposed);
                base.Dispose(disposing);
            }
        }
    }
}
