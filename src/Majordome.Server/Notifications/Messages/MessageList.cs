using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Messages;

/// <summary>A message of the outbox as people and programs see it: never what it carries, which may name what others may not read.</summary>
public sealed record MessageRow(
    Guid Id, string Channel, Guid? ClientId, string Recipient, string Summary, OutboxState State, int Attempts, string? LastAnswer, Instant CreatedAt, Instant DueAt, Instant? EndedAt);

/// <summary>How many messages stand where.</summary>
public sealed record MessageCounts(int Pending, int Delivered, int Dead)
{
    /// <summary>In that state.</summary>
    public int this[OutboxState state] => state switch { OutboxState.Pending => Pending, OutboxState.Delivered => Delivered, _ => Dead };
}

/// <summary>Reads the outbox. For those who administer channels everywhere: a message may concern any client.</summary>
public sealed class MessageList(AppDb db)
{
    /// <summary>Messages, newest first.</summary>
    /// <param name="state">Only those; <c>null</c>: all.</param>
    /// <param name="channel">Only of that channel.</param>
    /// <param name="after">Those that follow this one: older.</param>
    /// <param name="before">Those that stand just before this one: newer.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<MessageRow>> ReadAsync(OutboxState? state, string? channel, Guid? after, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var query = Filtered(state, channel);
        query = after is { } last ? query.Where(m => m.Id.CompareTo(last) < 0) : query;
        query = before is { } first ? query.Where(m => m.Id.CompareTo(first) > 0).OrderBy(m => m.Id) : query.OrderByDescending(m => m.Id);
        var rows = await query.Take(limit)
            .Select(m => new MessageRow(m.Id, m.Channel, m.ClientId, m.Recipient, m.Summary, m.State, m.Attempts, m.LastAnswer, m.CreatedAt, m.DueAt, m.EndedAt))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.Id)];
    }

    /// <summary>How many messages match, and how many of them are newer than one: for « 51 – 100 of 312 ».</summary>
    public async Task<(long Total, long Newer)> CountAsync(OutboxState? state, string? channel, Guid? first, CancellationToken cancellationToken)
    {
        var query = Filtered(state, channel);
        var total = await query.LongCountAsync(cancellationToken);
        return (total, first is { } id ? await query.LongCountAsync(m => m.Id.CompareTo(id) > 0, cancellationToken) : 0);
    }

    /// <summary>How many messages stand where.</summary>
    public async Task<MessageCounts> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await db.Set<OutboxMessage>().GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        int Of(OutboxState state) => counts.SingleOrDefault(c => c.Key == state)?.Count ?? 0;
        return new MessageCounts(Of(OutboxState.Pending), Of(OutboxState.Delivered), Of(OutboxState.Dead));
    }

    private IQueryable<OutboxMessage> Filtered(OutboxState? state, string? channel)
    {
        var query = db.Set<OutboxMessage>().AsNoTracking();
        query = state is { } only ? query.Where(m => m.State == only) : query;
        return channel is { Length: > 0 } ? query.Where(m => m.Channel == channel) : query;
    }
}
