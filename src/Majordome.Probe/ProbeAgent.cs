using System.Text;
using System.Text.Json;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;
using Majordome.Probe.Queue;
using Majordome.Probe.Scheduling;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Probe;

/// <summary>What a probe needs to know at its start.</summary>
/// <param name="Probe">Who it is.</param>
/// <param name="Folder">Where it keeps its configuration and its queue; made when it does not exist.</param>
public sealed record ProbeOptions(Guid Probe, string Folder)
{
    /// <summary>How much it does at once.</summary>
    public SchedulerOptions Scheduler { get; init; } = new();

    /// <summary>Where plugins may be run from.</summary>
    public PluginDirectories Plugins { get; init; } = PluginDirectories.Usual;

    /// <summary>Largest size of its queue on disk, in bytes; 1 GiB by default.</summary>
    public long MostQueueBytes { get; init; } = 1L << 30;

    /// <summary>Makes the configuration unreadable on disk, where the server lends the probe its key ring; <c>null</c>: it is kept as it is.</summary>
    public ConfigurationSeal? Seal { get; init; }
}

/// <summary>What makes a text unreadable, and readable again.</summary>
/// <param name="Close">Seals it.</param>
/// <param name="Open">Reads it back; <c>null</c> when it cannot be.</param>
public sealed record ConfigurationSeal(Func<string, string> Close, Func<string, string?> Open);

/// <summary>
/// A probe: asks its server what to check, checks it, keeps the results until the server has them. It starts by the configuration it had last,
/// so that a server out of reach stops nothing.
/// </summary>
public sealed partial class ProbeAgent : IAsyncDisposable
{
    /// <summary>How often the configuration is asked for.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    private readonly ProbeOptions options;
    private readonly IServerLink server;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CheckCatalogue catalogue;
    private readonly ResultQueue queue;
    private readonly CheckScheduler scheduler;
    private readonly ResultSender sender;
    private readonly SemaphoreSlim mayHaveChanged = new(0);
    private string? tag;

    /// <summary>Opens the probe's folder; nothing runs yet.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public ProbeAgent(ProbeOptions options, IServerLink server, TimeProvider time, IClock clock, ILoggerFactory logs)
    {
        Directory.CreateDirectory(options.Folder);
        (this.options, this.server, this.time, log) = (options, server, time, logs.CreateLogger<ProbeAgent>());
        catalogue = new CheckCatalogue(time, new MachineFiles(), options.Plugins);
        queue = ResultQueue.Open(
            new QueueOptions(Path.Combine(options.Folder, "queue.db"), options.MostQueueBytes), time, clock, logs.CreateLogger<ResultQueue>());
        scheduler = new CheckScheduler(catalogue, options.Scheduler, time, clock, queue.Add, logs.CreateLogger<CheckScheduler>());
        sender = new ResultSender(options.Probe, queue, server, () => Health, time, clock, logs.CreateLogger<ResultSender>());
    }

    /// <summary>How the probe fares.</summary>
    public ProbeHealth Health
    {
        get
        {
            var (held, runs) = (queue.Figures, scheduler.Figures);
            return new ProbeHealth(held.Waiting, held.Lost, held.LastLost, runs.Running, runs.LateStarts, runs.WorstDelay);
        }
    }

    /// <summary>How its scheduler fares.</summary>
    public SchedulerFigures Scheduling => scheduler.Figures;

    private string ConfigurationFile => Path.Combine(options.Folder, "configuration.json");

    /// <summary>Asks for the configuration now: for a server in the same process, which knows when it has changed.</summary>
    public void ConfigurationMayHaveChanged() => mayHaveChanged.Release();

    /// <summary>Runs a check out of turn (<see cref="CheckScheduler.RunSoon"/>). False when this probe does not have it.</summary>
    public bool RunSoon(Guid check) => scheduler.RunSoon(check);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Restore();
        await Task.WhenAll(sender.RunAsync(cancellation), FollowConfigurationAsync(cancellation)).ConfigureAwait(false);
    }

    /// <summary>Ends the checks at work and stores every result.</summary>
    public async ValueTask DisposeAsync()
    {
        await scheduler.DisposeAsync().ConfigureAwait(false);
        await queue.DisposeAsync().ConfigureAwait(false);
        catalogue.Dispose();
        mayHaveChanged.Dispose();
    }

    private async Task FollowConfigurationAsync(CancellationToken cancellation)
    {
        var isReached = true;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var configuration = await server.FetchConfigurationAsync(tag, cancellation).ConfigureAwait(false);
                isReached = true;
                if (configuration is not null && Follow(configuration))
                {
                    Keep(configuration);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever keeps the server from answering, the checks go on as they were
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (isReached)
                {
                    LogUnreachable(failure);
                }

                isReached = false;
            }

            await WaitForChangeAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task WaitForChangeAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AskEvery, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        await mayHaveChanged.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (mayHaveChanged.Wait(0, CancellationToken.None))
        {
            // Several changes at once are one.
        }
    }

    /// <summary>Works by a configuration from now on; false when this probe does not know its version.</summary>
    private bool Follow(ProbeConfiguration configuration)
    {
        if (configuration.Version != ProbeContract.Version)
        {
            LogForeignVersion(configuration.Version, ProbeContract.Version);
            return false;
        }

        scheduler.Apply(configuration.Checks);
        tag = configuration.Tag;
        return true;
    }

    /// <summary>Keeps the configuration for the next start, whole or not at all, for the eyes of this user alone.</summary>
    private void Keep(ProbeConfiguration configuration)
    {
        var draft = ConfigurationFile + ".new";
        try
        {
            var access = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            var text = JsonSerializer.Serialize(configuration, ProbeJson.Default.ProbeConfiguration);
            using (var file = new FileStream(draft, access))
            {
                file.Write(Encoding.UTF8.GetBytes(options.Seal?.Close(text) ?? text));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, ConfigurationFile, overwrite: true);
        }
        catch (IOException full)
        {
            LogNotKept(full);
        }
    }

    private void Restore()
    {
        try
        {
            var kept = File.ReadAllText(ConfigurationFile);
            var text = options.Seal is { } seal ? seal.Open(kept) : kept;
            if (text is not null && JsonSerializer.Deserialize(text, ProbeJson.Default.ProbeConfiguration) is { } configuration)
            {
                Follow(configuration);
            }
        }
        catch (Exception absent) when (absent is IOException or JsonException or UnauthorizedAccessException)
        {
            // The first start, or a file of another time: the server will tell.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server does not answer; checks go on by the last configuration")]
    private partial void LogUnreachable(Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The configuration has version {Version}; this probe knows {Known}: update it")]
    private partial void LogForeignVersion(int version, int known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration could not be kept for the next start")]
    private partial void LogNotKept(Exception failure);
}
