using Majordome.Probe.Discovery;
using Majordome.Probe.Machine;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>
/// At the start of an installation that has adopted nothing, looks at the machine the server runs on and keeps what was found; accepts
/// it at once where the start options say so.
/// </summary>
public sealed class FirstLook(ServerOptions options, Commands commands, IServiceScopeFactory scopes, TimeProvider time, ILogger<FirstLook> log) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Caller Caller = Caller.Program("probe");

    /// <summary>Looks, and keeps what was found.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await new LocalDiscovery(new MachineFiles(), time).LookAsync(cancellationToken);
        await commands.RunAsync(Caller, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, found, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            if (options.EmbeddedProbe && await IsOfferedAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
                await AdoptAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogError(exception, "This machine could not be looked at; it is looked at again at the next start");
        }
    }

    // The first administrator may still be on the way to their link.
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        while (options.AdoptThisMachine)
        {
            var adopted = await commands.RunAsync(Caller, (AdoptMachine c) => c.HandleAsync(new AdoptionForm(), cancellationToken), cancellationToken);
            if (adopted.IsAccepted || adopted.Refusals[0].Rule != "nobody-to-tell")
            {
                return;
            }

            await Task.Delay(Patience, time, cancellationToken);
        }
    }

    private async Task<bool> IsOfferedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        return await scope.ServiceProvider.GetRequiredService<AdoptionReader>().IsOfferedAsync(cancellationToken);
    }
}
