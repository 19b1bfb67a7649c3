using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Received;

/// <summary>What a list of received messages shows; what is <c>null</c> does not narrow it.</summary>
/// <param name="ClientId">Of one client.</param>
/// <param name="SourceId">Of one source.</param>
/// <param name="AssetId">About one item.</param>
/// <param name="Severity">At least so bad: 0 emergency to 7 debug.</param>
/// <param name="Text">Whose text, program or machine holds this, whatever the case (of ASCII letters on SQLite).</param>
/// <param name="Since">Received from then on, included; to the millisecond.</param>
/// <param name="Until">Received before then.</param>
public sealed record ReceivedFilter(
    Guid? ClientId = null, Guid? SourceId = null, Guid? AssetId = null, int? Severity = null, string? Text = null, Instant? Since = null, Instant? Until = null);

/// <summary>A received message with the names around it.</summary>
public sealed record ReceivedRow(ReceivedMessage Message, string ClientName, string SourceName, string? AssetName);

/// <summary>Reads received messages.</summary>
public sealed class ReceivedList(AppDb db)
{
    /// <summary>Messages, newest first. Not counted: there may be millions.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Those that follow this one: older.</param>
    /// <param name="before">Those that stand just before this one: newer.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<ReceivedRow>> ReadAsync(ReceivedFilter filter, Guid? after, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var messages = Filtered(filter);
        messages = after is { } last ? messages.Where(m => m.Id.CompareTo(last) < 0) : messages;
        messages = before is { } first ? messages.Where(m => m.Id.CompareTo(first) > 0).OrderBy(m => m.Id) : messages.OrderByDescending(m => m.Id);
        var rows = await (
            from message in messages.Take(limit)
            join client in db.Set<Client>() on message.ClientId equals client.Id
            join source in db.Set<Source>() on message.SourceId equals source.Id
            join asset in db.Set<Asset>() on message.AssetId equals asset.Id into assets
            from asset in assets.DefaultIfEmpty()
            select new ReceivedRow(message, client.Name, source.Name, asset == null ? null : asset.Name)).ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(row => row.Message.Id)];
    }

    private IQueryable<ReceivedMessage> Filtered(ReceivedFilter filter)
    {
        var messages = db.Set<ReceivedMessage>().AsNoTracking();
        messages = filter.ClientId is { } client ? messages.Where(m => m.ClientId == client) : messages;
        messages = filter.SourceId is { } source ? messages.Where(m => m.SourceId == source) : messages;
        messages = filter.AssetId is { } asset ? messages.Where(m => m.AssetId == asset) : messages;
        messages = filter.Severity is { } severity ? messages.Where(m => m.Severity <= severity) : messages;
        messages = filter.Since is { } since && Ids.FirstOf(since) is var first ? messages.Where(m => m.Id.CompareTo(first) >= 0) : messages;
        messages = filter.Until is { } until && Ids.FirstOf(until) is var end ? messages.Where(m => m.Id.CompareTo(end) < 0) : messages;
        if (filter.Text?.Trim().ToLowerInvariant() is { Length: > 0 } words)
        {
            messages = messages.Where(m => Sql.Lower(m.Text).Contains(words) || Sql.Lower(m.Application ?? "").Contains(words) || Sql.Lower(m.Host ?? "").Contains(words));
        }

        return messages;
    }
}
