using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Domain.Time;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>Counts the review of a contract's month from the facts of the other rooms.</summary>
public sealed class CountReview(AppDb db, IReviewTickets tickets, IAvailability availability)
{
    /// <summary>Counts it.</summary>
    /// <param name="contract">The contract and the month.</param>
    /// <param name="all">All contracts of that client and month, by reference: the first also counts the tickets that none of them decided, so that none is lost.</param>
    /// <param name="histories">All contracts of the client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<ServiceReview>> CountAsync(
        ReviewedContract contract, IReadOnlyList<ReviewedContract> all, ImmutableArray<ContractHistory> histories, CancellationToken cancellationToken)
    {
        var touched = await tickets.OfAsync(contract.Version.Client, contract.Period.Start, contract.Cut, cancellationToken);
        var counted = touched.Where(t => IsOf(t, contract, all)).Select(t => t.Fact);
        return ServiceReview.Compute(contract.Citation, contract.Period, contract.Cut, counted, await MeasureAsync(contract, histories, cancellationToken));
    }

    private static bool IsOf(ReviewTicket ticket, ReviewedContract contract, IReadOnlyList<ReviewedContract> all) =>
        ticket.Contract == contract.Id || (contract.Id == all[0].Id && all.All(c => c.Id != ticket.Contract));

    private async Task<List<AvailabilityFigure>> MeasureAsync(ReviewedContract contract, ImmutableArray<ContractHistory> histories, CancellationToken cancellationToken)
    {
        var (client, window) = (contract.Version.Client, new Interval(contract.Period.Start, contract.Cut));
        var assets = await db.Set<Asset>().AsNoTracking().Where(a => a.ClientId == client).ToDictionaryAsync(a => a.Id, cancellationToken);
        var sites = await db.Set<Site>().AsNoTracking().Where(s => s.ClientId == client).ToDictionaryAsync(s => s.Id, cancellationToken);
        var hours = new ScopeHours(contract, histories, assets, sites);
        var measured = await availability.MeasureAsync(client, window, item => hours.Of(item) is { } calendar ? calendar.ServiceTime : NoTime, cancellationToken);
        return
        [
            .. from figure in measured
               where hours.Of(figure.Item) is not null
               select figure with { Name = $"{assets[figure.Item].Name}, {figure.Name}", Facts = FromStanding(figure.Facts, window.Start) },
        ];
    }

    private static Duration NoTime(Instant from, Instant to) => Duration.Zero;

    // What was recorded before the last state that already held at the start says nothing of the month.
    private static ImmutableArray<StateFact> FromStanding(ImmutableArray<StateFact> facts, Instant start)
    {
        var standing = facts.Length - 1;
        while (standing > 0 && facts[standing].Since > start)
        {
            standing--;
        }

        return standing <= 0 ? facts : facts[standing..];
    }

    /// <summary>
    /// The hours in which availability is due for the items of a contract: those in which it looks after an outage, that is, those
    /// promised for P1 by the line that covers the item.
    /// </summary>
    private sealed class ScopeHours(
        ReviewedContract contract, ImmutableArray<ContractHistory> histories, Dictionary<Guid, Asset> assets, Dictionary<Guid, Site> sites)
    {
        private readonly Dictionary<Guid, ServiceCalendar?> ofItems = [];
        private readonly Dictionary<(string, string?, string?), ServiceCalendar> opened = [];

        /// <summary>The hours of an item; <c>null</c>: the contract does not cover it.</summary>
        public ServiceCalendar? Of(Guid item) => ofItems.TryGetValue(item, out var known) ? known : ofItems[item] = Find(item);

        private ServiceCalendar? Find(Guid item)
        {
            if (!assets.TryGetValue(item, out var asset))
            {
                return null;
            }

            var question = new CoverageQuestion(contract.Version.Client, new EstateItem(asset.Id, asset.Class, asset.SiteId), Nature.Incident, Priority.P1, contract.LastInstant);
            var decision = Coverage.Decide(question, histories);
            if (decision.Contract?.Contract != contract.Id || !decision.ClocksRun || decision.Calendar is not { } promised)
            {
                return null;
            }

            var site = asset.SiteId is { } id ? sites.GetValueOrDefault(id) : null;
            var key = (promised.Calendar, site?.Zone, site?.Holidays);
            return opened.TryGetValue(key, out var calendar)
                ? calendar
                : opened[key] = contract.Version.CalendarAt(
                    promised.Calendar,
                    site is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.Zone),
                    site is null ? null : FrenchHolidays.Find(site.Holidays) is { IsAccepted: true, Value: var holidays } ? holidays : null);
        }
    }
}
