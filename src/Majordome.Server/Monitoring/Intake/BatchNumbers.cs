using Majordome.Server.Monitoring.Metrics;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Numbers the batches of senders that do not number them: each server's start is an epoch.</summary>
public sealed class BatchNumbers(IClock clock)
{
    private readonly long epoch = clock.GetCurrentInstant().ToUnixTimeTicks();
    private long last;

    /// <summary>The key of a sender's next batch.</summary>
    public BatchKey Next(Sender sender) => new(sender.ClientId, sender.SourceId, epoch, Interlocked.Increment(ref last));
}
