using System.Collections.Concurrent;
using Majordome.Probe.Contract;
using Majordome.Probe.Scheduling;
using Majordome.Probe.Tests.Checks;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Probe.Tests.Scheduling;

/// <summary>A time-out ends the work, not only the waiting: the peer sees its connections closed.</summary>
public sealed class TimeOutTests
{
    [Fact]
    public async Task Targets_that_hang_have_their_connections_closed_and_hold_up_nobody()
    {
        await using var hung = LoopbackServer.Start(ListenAsync);
        await using var well = LoopbackServer.Web(static _ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var catalogue = OneRun.Catalogue();
        var results = new ConcurrentDictionary<Guid, ProbeResult>();
        await using (var scheduler = new CheckScheduler(
            catalogue, new SchedulerOptions(PerPeer: 20), TimeProvider.System, SystemClock.Instance, result => results[result.Check] = result, NullLogger<CheckScheduler>.Instance))
        {
            scheduler.Apply([.. Enumerable.Range(0, 20).Select(i => i < 10 ? Http(i, hung.Target, seconds: 1) : Http(i, well.Target, seconds: 30))]);

            await OneRun.UntilAsync(() => results.Count == 20, "all have a result");
            await OneRun.UntilAsync(() => hung.ClosedByPeer == hung.Connections, "the connections are closed");
        }

        results.Values.Count(result => result.Text == "no answer within 1 s").ShouldBe(10);
        results.Values.Count(result => result.Status == Domain.Monitoring.CheckStatus.Ok).ShouldBe(10);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task A_handshake_that_hangs_ends_with_its_run_and_the_next_run_has_its_own(string version)
    {
        await using var hung = LoopbackServer.Start(ListenAsync);
        using var catalogue = OneRun.Catalogue();
        using var check = catalogue.Prepare("http", $"https://{hung.Target}/", new Dictionary<string, string> { ["version"] = version }).Value;
        for (var run = 1; run <= 2; run++)
        {
            using var deadline = new CancellationTokenSource();
            var running = check.RunAsync(deadline.Token);
            await OneRun.UntilAsync(() => hung.Connections == run, "it has a connection of its own");

            var ended = TimeProvider.System.GetTimestamp();
            await deadline.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);

            await OneRun.UntilAsync(() => hung.ClosedByPeer == run, "its connection is closed");
            TimeProvider.System.GetElapsedTime(ended).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        }
    }

    /// <summary>Hears all, and answers nothing, until the peer closes.</summary>
    private static async Task ListenAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[1024];
        while (await stream.ReadAsync(buffer, cancellation) > 0)
        {
            // It goes on.
        }
    }

    private static CheckAssignment Http(int number, string target, int seconds) => new()
    {
        Check = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(number)),
        Definition = 1,
        Type = "http",
        Target = $"http://{target}/",
        Interval = Duration.FromHours(1),
        Timeout = Duration.FromSeconds(seconds),
        RetryInterval = Duration.FromHours(1),
    };
}
