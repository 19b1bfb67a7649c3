using System.Collections.Immutable;
using System.Globalization;
using Majordome.Probe;
using Majordome.Probe.Contract;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Bench.Peers.Checks;

/// <summary>
/// Majordome's own part: a probe, as at a client's, with its queue on disk, and instead of the server one that takes every batch and keeps none. A process of
/// its own; for each line on its standard input it prints one: runs, late starts, worst delay in ms, results the server has acknowledged.
/// </summary>
internal static class EngineLoad
{
    /// <summary>Runs until its input ends.</summary>
    public static async Task<int> RunAsync(string folder, ImmutableArray<CheckAssignment> checks, TextReader input, TextWriter output)
    {
        var server = new TakingServer(new ProbeConfiguration(ProbeContract.Version, "load", checks));
        using var ending = new CancellationTokenSource();
        await using var probe = new ProbeAgent(
            new ProbeOptions(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), folder), server, TimeProvider.System, SystemClock.Instance, NullLoggerFactory.Instance);
        var working = probe.RunAsync(ending.Token);
        while (await input.ReadLineAsync(ending.Token) is not null)
        {
            var runs = probe.Scheduling;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{runs.Started} {runs.LateStarts} {runs.WorstDelay.TotalMilliseconds:0} {server.Acknowledged} {server.Failing}"));
            await output.FlushAsync(ending.Token);
        }

        await ending.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    /// <summary>One check a minute of each target of the load.</summary>
    public static ImmutableArray<CheckAssignment> Assignments(CheckLoad load) =>
    [
        .. load.Checks.Select((check, number) => Assignment(
            number,
            check.IsHttp ? "http" : "tcp",
            string.Create(CultureInfo.InvariantCulture, $"{(check.IsHttp ? "http://" : "")}{check.Address}:{load.Port}{(check.IsHttp ? "/" : "")}"),
            Duration.FromMinutes(1))),
    ];

    /// <summary>One check a second of each command line.</summary>
    public static ImmutableArray<CheckAssignment> PluginAssignments(IEnumerable<(string Name, string Command)> commands) =>
    [
        .. commands.Select((check, number) =>
        {
            var words = check.Command.Split(' ', 2);
            return Assignment(number, "plugin", check.Name, Duration.FromSeconds(1)) with
            {
                Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("command", words[0]).Add("arguments", words[1]),
            };
        }),
    ];

    private static CheckAssignment Assignment(int number, string type, string target, Duration interval) => new()
    {
        Check = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(number)),
        Definition = 1,
        Type = type,
        Target = target,
        Interval = interval,
        Timeout = Duration.Min(interval, Duration.FromSeconds(10)),
        RetryInterval = interval,
    };

    private sealed class TakingServer(ProbeConfiguration configuration) : IServerLink
    {
        private long acknowledged;
        private long failing;

        public long Acknowledged => Interlocked.Read(ref acknowledged);

        public long Failing => Interlocked.Read(ref failing);

        public Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation) =>
            Task.FromResult(knownTag == configuration.Tag ? null : configuration);

        public Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation)
        {
            Interlocked.Add(ref acknowledged, batch.Results.Length);
            Interlocked.Add(ref failing, batch.Results.Count(result => result.Status != Domain.Monitoring.CheckStatus.Ok));
            return Task.FromResult(new BatchAcknowledgement(batch.Epoch, batch.FirstSequence + batch.Results.Length - 1));
        }
    }
}
