using Majordome.Domain;
using Majordome.Probe;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>Runs the probe in the server's process, with its own queue in the data folder, through the contract that a remote probe uses.</summary>
public sealed class EmbeddedProbe(
    ServerOptions options, Commands commands, LocalServerLink link, LiveFeed live, IDataProtectionProvider protection, TimeProvider time, IClock clock, ILoggerFactory logs)
    : BackgroundService
{
    private readonly ILogger log = logs.CreateLogger<EmbeddedProbe>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.EmbeddedProbe)
        {
            return;
        }

        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await commands.RunAsync(Caller.Program("probe"), (RegisterEmbeddedProbe c) => c.HandleAsync(stoppingToken), stoppingToken);
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, a defect of the probe does not take the server down: its silence is told.
                log.LogError(exception, "The probe in this process could not work; started again");
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        // What it keeps on disk for its next start holds secrets of checks.
        var secrets = new CheckSecrets(protection);
        var settings = new ProbeOptions(ProbeRow.Embedded, Path.Combine(options.Data, "probe")) { Seal = new ConfigurationSeal(secrets.Protect, secrets.Read) };
        await using var probe = new ProbeAgent(settings, link, time, clock, logs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var listening = ListenAsync(probe, stop.Token);
        try
        {
            await probe.RunAsync(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A change of a check works at once; what this broadcast loses, the probe finds when it asks.
    private async Task ListenAsync(ProbeAgent probe, CancellationToken stoppingToken)
    {
        await foreach (var change in live.ListenAsync(stoppingToken))
        {
            if (change is { Topic: "check", ClientId: not null })
            {
                probe.ConfigurationMayHaveChanged();
            }
        }
    }
}

/// <summary>Makes the row of the probe in the server's process.</summary>
[Requires(Permission.ManageChannels, Everywhere = true, Untraced = "every installation has this probe")]
public sealed class RegisterEmbeddedProbe(AppDb db, IClock clock)
{
    /// <summary>Makes it if it is not there.</summary>
    public async Task<Result<Done>> HandleAsync(CancellationToken cancellationToken)
    {
        await EmbeddedProbeRow.EnsureAsync(db, clock.GetCurrentInstant(), cancellationToken);
        return Done.Value;
    }
}
