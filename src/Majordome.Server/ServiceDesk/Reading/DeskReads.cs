using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>Tickets for the pages of other rooms.</summary>
public sealed class DeskLists(AppDb db) : IDeskLists
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<DeskLine>> ListAsync(Guid? clientId, Guid? assetId, bool openOnly, int most, CancellationToken cancellationToken)
    {
        var filter = new TicketFilter { ClientId = clientId, AssetId = assetId };
        var (open, _) = await TicketRows.AfterAsync(db, filter with { Active = true }, new(TicketSortKey.Due), null, most, cancellationToken);
        if (openOnly || open.Count >= most)
        {
            return [.. open.Select(Shape)];
        }

        var (over, _) = await TicketRows.AfterAsync(db, filter with { Active = false }, new(TicketSortKey.Number, Descending: true), null, most - open.Count, cancellationToken);
        return [.. open.Concat(over).Select(Shape)];
    }

    /// <inheritdoc/>
    public Task<int> CountOpenAsync(Guid? clientId, Guid? assetId, CancellationToken cancellationToken) =>
        new TicketFilter { ClientId = clientId, AssetId = assetId, Active = true }.Apply(db).CountAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<DeskCounts> CountAsync(CancellationToken cancellationToken)
    {
        var me = db.Caller.UserId;
        var open = db.Set<Ticket>().Where(t => t.IsActive);
        return new(await open.CountAsync(t => t.AssigneeId == me, cancellationToken), await open.CountAsync(cancellationToken));
    }

    private static DeskLine Shape(TicketRow row)
    {
        var isOpen = row.State is not (TicketState.Resolved or TicketState.Closed);
        return new(
            row.Id, row.Reference, row.Subject, row.ClientId, row.AssetId, row.Nature, row.Priority, isOpen, row.RegisteredAt, row.AssigneeName,
            isOpen && row.SortAt < TicketCache.WithoutDeadline ? row.SortAt : null, row.RestoredAt);
    }
}
