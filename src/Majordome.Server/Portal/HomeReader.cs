using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Portal;

/// <summary>What a contact's first page shows.</summary>
/// <param name="Statement">The first line.</param>
/// <param name="Services">Their services, those that do not work first.</param>
/// <param name="Open">Their tickets that are not over, those that wait for them first.</param>
/// <param name="Over">The last ones that are over.</param>
/// <param name="Incident">The oldest open incident, with its steps.</param>
/// <param name="Kept">Restorations kept among those promised, over 30 days.</param>
/// <param name="LatestReview">The last month that was frozen.</param>
/// <param name="People">Who holds their contract at the provider.</param>
/// <param name="Desk">Where and when they call the desk.</param>
public sealed record Home(
    StatementKind Statement,
    ImmutableArray<Service> Services,
    ImmutableArray<ClientTicket> Open,
    ImmutableArray<ClientTicket> Over,
    ClientTicketDetail? Incident,
    Share Kept,
    YearMonth? LatestReview,
    ImmutableArray<string> People,
    DeskAnswers Desk);

/// <summary>The desk, as a client calls it.</summary>
/// <param name="Phone">Its number, as it is dialled; <c>null</c>: not told.</param>
/// <param name="Hours">When it answers, in words.</param>
public sealed record DeskAnswers(string? Phone, string? Hours);

/// <summary>Reads a contact's first page from the other rooms.</summary>
public sealed class HomeReader(AppDb db, IItemStates states, IClientTickets tickets, IReviewTickets facts, IFrozenReviews reviews, IClock clock)
{
    private const int MostRead = 200, MostOver = 3, DaysOfFigures = 30;

    /// <summary>Reads it for the caller's company.</summary>
    public async Task<Home> ReadAsync(Guid clientId, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var services = await ServicesAsync(clientId, now, cancellationToken);
        var all = await tickets.ListAsync(openOnly: false, MostRead, cancellationToken);
        ImmutableArray<ClientTicket> open =
        [
            .. all.Where(t => t.State is not ClientTicketState.Done).OrderByDescending(Statement.IsAsked).ThenByDescending(Statement.IsIncident).ThenByDescending(t => t.AskedAt),
        ];
        var incident = open.Where(Statement.IsIncident).MinBy(t => t.AskedAt);
        return new(
            Statement.Of(services, open),
            services,
            open,
            [.. all.Where(t => t.State is ClientTicketState.Done).OrderByDescending(t => t.Since).Take(MostOver)],
            incident is null ? null : await tickets.FindAsync(incident.Number, cancellationToken),
            await KeptAsync(clientId, now, cancellationToken),
            await reviews.LatestAsync(clientId, cancellationToken),
            await PeopleAsync(clientId, cancellationToken),
            await db.Set<Provider>().Select(p => new DeskAnswers(p.Phone, p.DeskHours)).SingleOrDefaultAsync(cancellationToken) ?? new(null, null));
    }

    private async Task<ImmutableArray<Service>> ServicesAsync(Guid clientId, Instant now, CancellationToken cancellationToken)
    {
        var items = await states.StatesAsync(clientId, cancellationToken);
        var names = await db.Set<Asset>().Where(a => a.ClientId == clientId && a.RetiredAt == null)
            .Select(a => new { a.Id, a.Name, a.Description }).ToDictionaryAsync(a => a.Id, a => string.IsNullOrWhiteSpace(a.Description) ? a.Name : a.Description, cancellationToken);
        return
        [
            .. from item in items
               where item.Checks > 0 && names.ContainsKey(item.AssetId)
               let state = Statement.StateOf(item, now)
               orderby state is ServiceState.Down descending, state is ServiceState.Watched descending, state is ServiceState.Unknown descending, names[item.AssetId]
               select new Service(names[item.AssetId], state, item.LastReadAt),
        ];
    }

    // As a review counts it: promised, ended in the time, after somebody took the ticket.
    private async Task<Share> KeptAsync(Guid clientId, Instant now, CancellationToken cancellationToken)
    {
        var from = now - Duration.FromDays(DaysOfFigures);
        var ended = (await facts.OfAsync(clientId, from, now, cancellationToken)).Select(t => t.Fact)
            .Where(f => f is { IsPromised: true, Clocks.Restoration.Target: not null } && f.Clocks.Restoration.EndedAt is { } at && at >= from && f.Taken <= at)
            .ToList();
        return new(ended.Count(f => f.Clocks.Restoration.State is not ClockState.Breached), ended.Count);
    }

    private async Task<ImmutableArray<string>> PeopleAsync(Guid clientId, CancellationToken cancellationToken) =>
    [
        .. await db.Users.Where(u => u.ClientId == null && u.DisabledAt == null
                && u.Grants.Any(g => g.Role == Role.DeliveryManager && (g.ClientId == null || g.ClientId == clientId)))
            .OrderBy(u => u.DisplayName).Select(u => u.DisplayName).ToListAsync(cancellationToken),
    ];
}
