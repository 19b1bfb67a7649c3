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
    /// <summary>The topic by which a device is said to tell that a link of its went down or came up; the subject is the item.</summary>
    public const string LinkTopic = "link";

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

    // A change of a check works at once, and a link is looked at when it is told of; what this broadcast loses, the probe finds when it asks and at the check's own turn.
    private async Task ListenAsync(ProbeAgent probe, CancellationToken stoppingToken)
    {
        await foreach (var change in live.ListenAsync(stoppingToken))
        {
            if (change is { Topic: "check", ClientId: not null })
            {
                probe.ConfigurationMayHaveChanged();
            }
            else if (change is { Topic: LinkTopic } && Guid.TryParse(change.Subject, out var item))
            {
                await LookAtLinksAsync(probe, item, stoppingToken);
            }
        }
    }

    private async Task LookAtLinksAsync(ProbeAgent probe, Guid item, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var check in await link.LinkChecksAsync(item, stoppingToken))
            {
                probe.RunSoon(check);
            }
        }
        catch (Exception away) when (away.OfDatabase() is not null)
        {
            log.LogWarning(away, "The links of {Item} could not be looked at out of turn", item);
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
