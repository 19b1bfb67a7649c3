using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Messages;

/// <summary>Makes messages due at once.</summary>
internal static class OutboxRetries
{
    /// <summary>Makes all that waits on a channel due now: what kept them from leaving was mended.</summary>
    public static Task<int> RetryAllAsync(AppDb db, string channel, Instant now, CancellationToken cancellationToken) =>
        db.Set<OutboxMessage>().Where(m => m.Channel == channel && m.State == OutboxState.Pending && m.DueAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, now), cancellationToken);
}

/// <summary>
/// Tries one message again: one that waits for its next try, or one that was given up. It leaves under the same identifier, so that
/// a receiver that has it already knows it.
/// </summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class RetryMessage(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Makes it due now.</summary>
    /// <returns>Done, or <c>not-found</c>, <c>conflict</c> (it is delivered).</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var retried = await db.Set<OutboxMessage>().Where(m => m.Id == id && m.State != OutboxState.Delivered).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.State, OutboxState.Pending).SetProperty(m => m.DueAt, now).SetProperty(m => m.EndedAt, (Instant?)null), cancellationToken);
        if (retried == 0)
        {
            return await db.Set<OutboxMessage>().AnyAsync(m => m.Id == id, cancellationToken) ? Refusals.Conflict("id") : Refusals.NotFound("id", id);
        }

        log.Record(null, "retry-message", "message", id);
        return Done.Value;
    }
}
