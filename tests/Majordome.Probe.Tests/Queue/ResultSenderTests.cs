using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Probe.Queue;
using Majordome.Probe.Tests.Checks;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Probe.Tests.Queue;

public sealed class ResultSenderTests : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("majordome-sender-");
    private readonly ManualTime time = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Ledger server = new();
    private readonly ResultQueue queue;

    public ResultSenderTests() => queue = ResultQueue.Open(
        new QueueOptions(Path.Combine(folder.FullName, "queue.db")) { Gather = TimeSpan.Zero }, time, time, NullLogger<ResultQueue>.Instance);

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        folder.Delete(recursive: true);
        stopping.Dispose();
    }

    [Fact]
    public async Task Everything_arrives_once_and_in_order_over_a_link_that_fails_before_and_after_the_commit()
    {
        server.FailBefore = () => server.Calls % 3 == 0;
        server.FailAfter = () => server.Calls % 2 == 0;
        var sending = StartAsync();

        for (var i = 0; i < 2000; i++)
        {
            queue.Add(Result(i));
        }

        await OneRun.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(61));
                return queue.Figures.Waiting == 0;
            },
            "all is acknowledged");
        await stopping.CancelAsync();
        await sending;

        server.Kept.Values.Select(result => result.Text).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"r{i}"));
        server.Kept.Keys.ShouldBe(Enumerable.Range(1, 2000).Select(i => (long)i));
        server.Repeated.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task While_the_server_is_away_it_is_asked_ever_more_rarely()
    {
        server.FailBefore = () => true;
        var sending = StartAsync();
        var asked = new List<int>();

        for (var second = 0; second < 300; second++)
        {
            await OneRun.UntilAsync(() => time.HasTimer, "it waits");
            asked.Add(server.Calls);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await stopping.CancelAsync();
        await sending;
        asked[0].ShouldBe(1);
        asked[^1].ShouldBeInRange(9, 11, "after 0, 1, 3, 7, 15, 31, 63, 123, 183, 243 seconds");
    }

    [Fact]
    public async Task With_nothing_to_send_the_probe_is_heard_of()
    {
        var sending = StartAsync();
        await OneRun.UntilAsync(() => server.Calls == 1 && time.HasTimer, "the first sign");

        time.Advance(TimeSpan.FromSeconds(9));
        server.Calls.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));
        await OneRun.UntilAsync(() => server.Calls == 2, "the second sign");

        await stopping.CancelAsync();
        await sending;
    }

    private static ProbeResult Result(int number) => new()
    {
        Check = Guid.Empty,
        Definition = 1,
        Started = Instant.FromUtc(2026, 1, 1, 0, 0),
        Took = Duration.Zero,
        Status = CheckStatus.Ok,
        Text = $"r{number}",
    };

    private Task StartAsync() => new ResultSender(
        Guid.Empty, queue, server, () => new ProbeHealth(0, 0, null, 0, 0, Duration.Zero), time, time, NullLogger<ResultSender>.Instance)
        .RunAsync(stopping.Token);

    /// <summary>A server that keeps results by sequence, and whose link may break on the way there or back.</summary>
    private sealed class Ledger : IServerLink
    {
        private int calls;

        public SortedDictionary<long, ProbeResult> Kept { get; } = [];

        public int Repeated { get; private set; }

        public int Calls => calls;

        public Func<bool> FailBefore { get; set; } = () => false;

        public Func<bool> FailAfter { get; set; } = () => false;

        public Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation) =>
            Task.FromResult<ProbeConfiguration?>(null);

        public Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation)
        {
            Interlocked.Increment(ref calls);
            if (FailBefore())
            {
                throw new HttpRequestException("the link is down");
            }

            foreach (var result in batch.Results)
            {
                Repeated += Kept.TryAdd(result.Sequence, result) ? 0 : 1;
            }

            return FailAfter()
                ? throw new HttpRequestException("the answer was lost")
                : Task.FromResult(new BatchAcknowledgement(batch.Epoch, batch.FirstSequence + batch.Results.Length - 1));
        }
    }
}
