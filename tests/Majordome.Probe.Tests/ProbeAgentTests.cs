using System.Collections.Concurrent;
using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Probe.Tests.Checks;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Probe.Tests;

public sealed class ProbeAgentTests : IDisposable
{
    private static readonly Guid Probe = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("majordome-agent-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_fault_is_seen_confirmed_and_its_end_seen_through_the_contract()
    {
        var server = new Server();
        var listener = LoopbackServer.Saying("");
        var port = listener.Port;
        server.Checks = [Assignment($"127.0.0.1:{port}") with { Interval = Duration.FromSeconds(10) }];

        await RunAsync(server, async _ =>
        {
            await OneRun.UntilAsync(() => server.Results.Any(result => result.Status == CheckStatus.Ok), "it works");
            await listener.DisposeAsync();
            await OneRun.UntilAsync(() => server.Results.Count(result => result.Status == CheckStatus.Critical) >= 3, "three failures");
        });

        server.Results.Select(result => result.Sequence).ShouldBe(Enumerable.Range(1, server.Results.Count).Select(i => (long)i));
        var failures = server.Results.Where(result => result.Status == CheckStatus.Critical).ToArray();
        failures[0].Text.ShouldBe("connection refused");
        (failures[1].Started - failures[0].Started).ShouldBeLessThan(Duration.FromSeconds(8), "the retry interval, not the interval");
        server.Batches.ShouldAllBe(batch => batch.Probe == Probe && batch.Version == ProbeContract.Version && batch.Health.Lost == 0);
    }

    [Fact]
    public async Task Without_its_server_a_probe_goes_on_by_what_it_was_told_and_hands_everything_over_later()
    {
        await using var listener = LoopbackServer.Saying("");
        var server = new Server { Checks = [Assignment(listener.Target)] };
        await RunAsync(server, _ => OneRun.UntilAsync(() => !server.Results.IsEmpty, "a first result"));
        var before = server.Results.Count;

        server.IsAway = true;
        await RunAsync(server, agent => OneRun.UntilAsync(() => agent.Health.Waiting >= 2, "results without a server"));
        server.Results.Count.ShouldBe(before);
        server.IsAway = false;
        await RunAsync(server, _ => OneRun.UntilAsync(() => server.Results.Count >= before + 2, "what was kept has arrived"));

        server.Results.Select(result => result.Sequence).ShouldBe(Enumerable.Range(1, server.Results.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task A_change_told_takes_effect_at_once()
    {
        await using var listener = LoopbackServer.Saying("");
        var server = new Server();

        await RunAsync(server, async agent =>
        {
            await OneRun.UntilAsync(() => server.Asked > 0, "asked once");
            server.Checks = [Assignment(listener.Target)];
            agent.ConfigurationMayHaveChanged();
            await OneRun.UntilAsync(() => !server.Results.IsEmpty, "the new check has run");
        });
    }

    [Fact]
    public async Task What_a_peer_says_is_handed_over_without_the_zero_character()
    {
        await using var listener = LoopbackServer.Saying("SSH-2.0-a\0b\r\n");
        var server = new Server { Checks = [Assignment(listener.Target, "ssh")] };

        await RunAsync(server, _ => OneRun.UntilAsync(() => !server.Results.IsEmpty, "a result"));

        server.Results.First().Text.ShouldStartWith("SSH-2.0-a\uFFFDb, ");
    }

    [Fact]
    public async Task A_configuration_of_another_version_is_neither_followed_nor_kept()
    {
        await using var listener = LoopbackServer.Saying("");
        var server = new Server { Checks = [Assignment(listener.Target)] };
        await RunAsync(server, _ => OneRun.UntilAsync(() => !server.Results.IsEmpty, "a first result"));
        var before = server.Asked;

        (server.Version, server.Checks) = (ProbeContract.Version + 1, []);
        await RunAsync(server, _ => OneRun.UntilAsync(() => server.Asked > before, "it was told of another version"));
        server.IsAway = true;

        await RunAsync(server, agent => OneRun.UntilAsync(() => agent.Scheduling.Checks == 1, "it goes on by the last that it knows"));
    }

    private static CheckAssignment Assignment(string target, string type = "tcp") => new()
    {
        Check = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        Definition = 1,
        Type = type,
        Target = target,
        Interval = Duration.FromSeconds(2),
        Timeout = Duration.FromSeconds(1),
        RetryInterval = Duration.FromSeconds(1),
    };

    private async Task RunAsync(Server server, Func<ProbeAgent, Task> act)
    {
        using var stopping = new CancellationTokenSource();
        await using var agent = new ProbeAgent(
            new ProbeOptions(Probe, folder.FullName), server, TimeProvider.System, SystemClock.Instance, NullLoggerFactory.Instance);
        var running = agent.RunAsync(stopping.Token);
        await act(agent);
        await stopping.CancelAsync();
        await running;
    }

    private sealed class Server : IServerLink
    {
        private ImmutableArray<CheckAssignment> checks = [];
        private int version;
        private int asked;

        public ConcurrentQueue<ProbeResult> Results { get; } = new();

        public ConcurrentQueue<ResultBatch> Batches { get; } = new();

        public int Asked => asked;

        public bool IsAway { get; set; }

        public int Version { get; set; } = ProbeContract.Version;

        public ImmutableArray<CheckAssignment> Checks
        {
            get => checks;
            set => (checks, version) = (value, version + 1);
        }

        public Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation)
        {
            Interlocked.Increment(ref asked);
            var tag = $"v{version}";
            return IsAway
                ? throw new HttpRequestException("away")
                : Task.FromResult(knownTag == tag ? null : new ProbeConfiguration(Version, tag, checks));
        }

        public Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation)
        {
            if (IsAway)
            {
                throw new HttpRequestException("away");
            }

            Batches.Enqueue(batch);
            foreach (var result in batch.Results)
            {
                if (!Results.Any(known => known.Sequence == result.Sequence))
                {
                    Results.Enqueue(result);
                }
            }

            return Task.FromResult(new BatchAcknowledgement(batch.Epoch, batch.FirstSequence + batch.Results.Length - 1));
        }
    }
}
