using Majordome.Domain;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A signed webhook that was taken: the same again changes nothing. Kept for longer than its signature is good.</summary>
public sealed class WebhookReceipt : IClientOwned
{
    /// <summary>How long it is kept: senders try again for days (Standard Webhooks 1.0, «Retries»).</summary>
    public static readonly Duration Kept = Duration.FromDays(7);

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Whose.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>Its <c>webhook-id</c>.</summary>
    public required string MessageId { get; init; }

    /// <summary>When it was taken.</summary>
    public required Instant TakenAt { get; init; }
}

/// <summary>Keeps a webhook's receipt and its message.</summary>
[Requires(Permission.ManageEstate, Untraced = "the rows themselves tell what came; the check's own trace tells what it did")]
public sealed class KeepWebhook(AppDb db)
{
    /// <summary>Keeps both.</summary>
    public Task<Result<Done>> HandleAsync(WebhookReceipt receipt, ReceivedMessage message)
    {
        db.Add(receipt);
        db.Add(message);
        return Task.FromResult<Result<Done>>(Done.Value);
    }
}
