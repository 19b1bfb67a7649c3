using Majordome.Server.Monitoring.Adoption;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Server.Tests.Platform;

/// <summary>Nothing of the server stops in the background without anybody noticing.</summary>
public sealed class BackgroundLoopTests
{
    // The probe's silence is told as a probe's, wherever it runs; the first look is over once it has looked.
    private static readonly Type[] WatchedOtherwise = [typeof(EmbeddedProbe), typeof(FirstLook)];

    private readonly TestClock clock = new(TestClock.DefaultStart);

    [Fact]
    public void Whatever_runs_in_the_background_is_a_loop_that_beats() =>
        typeof(BackgroundLoop).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IHostedService)))
            .Where(t => !t.IsSubclassOf(typeof(BackgroundLoop))).Except(WatchedOtherwise).Select(t => t.Name).ShouldBeEmpty();

    [Fact]
    public async Task A_loop_that_hangs_in_its_first_turn_is_missed_and_one_that_was_stopped_is_not()
    {
        using var heartbeats = new Heartbeats(clock);
        var hung = new TaskCompletionSource();
        using var loop = new Loop(heartbeats, _ => hung.Task);
        await loop.StartAsync(TestContext.Current.CancellationToken);
        await loop.Started.Task;
        heartbeats.Silent(clock.GetCurrentInstant()).ShouldBeEmpty();
        clock.Advance(Duration.FromMinutes(3));

        heartbeats.Silent(clock.GetCurrentInstant()).Select(s => s.Loop).ShouldBe(["loop"]);
        hung.SetResult();
        await loop.StopAsync(TestContext.Current.CancellationToken);
        heartbeats.Silent(clock.GetCurrentInstant()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turn_that_fails_by_a_defect_is_tried_again_and_does_not_beat()
    {
        using var heartbeats = new Heartbeats(clock);
        var tries = 0;
        var third = new TaskCompletionSource();
        using var loop = new Loop(heartbeats, _ =>
        {
            clock.Advance(Duration.FromMinutes(1));
            if (++tries == 4)
            {
                third.SetResult();
            }

            throw new InvalidOperationException("a defect");
        });
        await loop.StartAsync(TestContext.Current.CancellationToken);
        await third.Task;

        heartbeats.Silent(clock.GetCurrentInstant()).Select(s => s.Loop).ShouldBe(["loop"]);
        await loop.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Loop(Heartbeats heartbeats, Func<CancellationToken, Task> turn) : BackgroundLoop(heartbeats, TimeProvider.System, NullLogger.Instance)
    {
        public TaskCompletionSource Started { get; } = new();

        protected override TimeSpan Pace => TimeSpan.FromMilliseconds(1);

        protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
        {
            Started.TrySetResult();
            await turn(stoppingToken);
            return false;
        }
    }
}
