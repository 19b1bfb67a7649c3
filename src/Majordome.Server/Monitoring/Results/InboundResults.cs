using Majordome.Domain;
using Majordome.Probe.Contract;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>The one way in for results: batches of the probe in this process and of those elsewhere, results of passive checks.</summary>
public sealed class InboundResults(Commands commands, KeepFigures figures, LiveFeed live, IClock clock)
{
    /// <summary>Takes results of a passive check, and keeps their figures.</summary>
    public async Task<Result<long>> TakeAsync(Caller caller, Guid check, IReadOnlyList<OutsideResult> results, CancellationToken cancellationToken)
    {
        TakeResults? run = null;
        var taken = await commands.RunAsync(caller, (TakeResults c) => (run = c).HandleAsync(check, results, cancellationToken), cancellationToken);
        if (taken.IsAccepted)
        {
            await figures.WriteAsync(run!.Placed, cancellationToken);
        }

        return taken;
    }

    /// <summary>Takes a batch, keeps its figures, then tells open pages that there are new ones.</summary>
    public async Task<Result<BatchAcknowledgement>> TakeAsync(Caller caller, ResultBatch batch, CancellationToken cancellationToken)
    {
        TakeBatch? run = null;
        var arrivedAt = clock.GetCurrentInstant();
        var taken = await commands.RunAsync(caller, (TakeBatch c) => (run = c).HandleAsync(batch, arrivedAt, cancellationToken), cancellationToken);
        if (taken.IsAccepted && !batch.Results.IsEmpty)
        {
            await figures.WriteAsync(run!.Placed, cancellationToken);

            // To the provider's people only: a batch may hold several clients' results, and a client's page of states follows its changes.
            live.Tell([new Change("check", null, "results")]);
        }

        return taken;
    }
}
