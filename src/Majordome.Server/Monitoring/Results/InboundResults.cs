using Majordome.Domain;
using Majordome.Probe.Contract;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;

namespace Majordome.Server.Monitoring.Results;

/// <summary>The one way in for batches, from the probe in this process and from those elsewhere.</summary>
public sealed class InboundResults(Commands commands, LiveFeed live)
{
    /// <summary>Takes a batch, then tells open pages that there are new figures.</summary>
    public async Task<Result<BatchAcknowledgement>> TakeAsync(Caller caller, ResultBatch batch, CancellationToken cancellationToken)
    {
        var taken = await commands.RunAsync(caller, (TakeBatch c) => c.HandleAsync(batch, cancellationToken), cancellationToken);
        if (taken.IsAccepted && !batch.Results.IsEmpty)
        {
            // To the provider's people only: a batch may hold several clients' results, and a client's page of states follows its changes.
            live.Tell([new Change("check", null, "results")]);
        }

        return taken;
    }
}
