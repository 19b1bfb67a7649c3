using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Watch;

/// <summary>Looks whether the outbox drains, channel by channel: a message older than ten minutes still waits.</summary>
public sealed class OutboxWatched(AppDb db, IClock clock) : IWatched
{
    private static readonly Duration Longest = Duration.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "outbox";

    /// <inheritdoc/>
    public async Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetCurrentInstant() - Longest;
        var stuck = await db.Set<OutboxMessage>().Where(m => m.State == OutboxState.Pending && m.CreatedAt < before)
            .GroupBy(m => m.Channel).Select(g => new { Channel = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return [.. stuck.OrderBy(s => s.Channel, StringComparer.Ordinal).Select(s => Refusal.Of(s.Channel, $"outbox-stuck-{s.Channel}", s.Count.ToString(CultureInfo.InvariantCulture)))];
    }
}

/// <summary>Looks whether this process's background loops still turn.</summary>
public sealed class LoopsWatched(Heartbeats heartbeats, IClock clock) : IWatched
{
    /// <inheritdoc/>
    public string Name => "loops";

    /// <inheritdoc/>
    public Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<Refusal>>([.. heartbeats.Silent(clock.GetCurrentInstant()).Select(s => Refusal.Of(s.Loop, "loop-stopped", s.Loop))]);
}
