using System.Text.Json;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Outbox;

/// <summary>Writes to the outbox within the running command.</summary>
public sealed class OutboxWriter(AppDb db, IClock clock)
{
    /// <summary>Writes one message, unless one with the same key was written before.</summary>
    /// <param name="channel">How it is delivered.</param>
    /// <param name="clientId">Whom it concerns.</param>
    /// <param name="deduplicationKey">What it says about what; unique for ever.</param>
    /// <param name="recipient">To whom, as a person reads it.</param>
    /// <param name="summary">What about, in one line.</param>
    /// <param name="payload">What is delivered; serialised as JSON.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it was written.</returns>
    public async Task<bool> AddAsync(
        string channel, Guid? clientId, string deduplicationKey, string recipient, string summary, object payload, CancellationToken cancellationToken)
    {
        var known = db.Set<OutboxMessage>().Local.Any(m => m.DeduplicationKey == deduplicationKey)
            || await db.Set<OutboxMessage>().AnyAsync(m => m.DeduplicationKey == deduplicationKey, cancellationToken);
        if (known)
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        db.Add(new OutboxMessage
        {
            Id = Ids.At(now),
            Channel = channel,
            ClientId = clientId,
            DeduplicationKey = deduplicationKey,
            Recipient = recipient,
            Summary = summary,
            Payload = JsonSerializer.Serialize(payload, Json.Options),
            CreatedAt = now,
            DueAt = now,
        });
        return true;
    }
}
