using System.Collections.Immutable;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Notifications.Hooks;

/// <summary>An address that is told of events by signed HTTP requests (Standard Webhooks 1.0).</summary>
public sealed class WebhookEndpoint : IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is for, in the administrator's words.</summary>
    public required string Name { get; set; }

    /// <summary>Where requests go: http or https.</summary>
    public required string Url { get; set; }

    /// <summary>Which events, comma-separated; see <see cref="WebhookEvents"/>.</summary>
    public required string Events { get; set; }

    /// <summary>The key that signs, protected by the key ring.</summary>
    public required string ProtectedKey { get; set; }

    /// <summary>The key it replaces, also signing until <see cref="PreviousKeyUntil"/>.</summary>
    public string? ProtectedPreviousKey { get; set; }

    /// <summary>Until when the key before signs too.</summary>
    public Instant? PreviousKeyUntil { get; set; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Since when nothing is sent to it; <c>null</c>: it is in use.</summary>
    public Instant? DisabledAt { get; set; }

    /// <summary>Why it was disabled when no person did: <c>gone</c>, the receiver answered 410.</summary>
    public string? DisabledReason { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>Whether it wants the event.</summary>
    public bool Wants(string type) => DisabledAt is null && Events.Split(',').Contains(type, StringComparer.Ordinal);
}

/// <summary>What webhooks tell of.</summary>
public static class WebhookEvents
{
    /// <summary>Somebody was paged, or nobody could be.</summary>
    public const string Paged = "page.sent";

    /// <summary>Somebody acknowledged.</summary>
    public const string Acknowledged = "page.acknowledged";

    /// <summary>The problem is over.</summary>
    public const string Ended = "page.ended";

    /// <summary>A clock reached its attention threshold.</summary>
    public const string ClockAttention = "clock.attention";

    /// <summary>A clock passed its deadline.</summary>
    public const string ClockBreached = "clock.breached";

    /// <summary>Majordome found something wrong with itself.</summary>
    public const string WatchOpened = "watch.opened";

    /// <summary>That is over.</summary>
    public const string WatchClosed = "watch.closed";

    /// <summary>The heads of the event log's chains, once an hour: lines for a file that <c>audit verify --anchors</c> reads.</summary>
    public const string Heads = "audit.heads";

    /// <summary>A test that an administrator asked for; sent to every endpoint.</summary>
    public const string Test = "test";

    /// <summary>Those an endpoint can ask for.</summary>
    public static ImmutableArray<string> All { get; } = [Paged, Acknowledged, Ended, ClockAttention, ClockBreached, WatchOpened, WatchClosed, Heads];
}
