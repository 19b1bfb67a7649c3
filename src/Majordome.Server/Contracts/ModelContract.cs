using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>
/// The model that a new contract starts from, as such contracts are usually written in France: office hours for all but the
/// critical, the product's default targets, incidents by the fee, requests from the prepaid hours, novelties by a quote.
/// </summary>
public sealed class ModelContract(AppDb db, ContractSigning signing, IClock clock) : IModelContract
{
    /// <summary>The calendar of P2 to P4: 8:00 to 18:00, Monday to Friday.</summary>
    public const string OfficeHours = "bureau";

    /// <summary>The calendar of P1: round the clock.</summary>
    public const string RoundTheClock = "continu";

    private static readonly Duration Acknowledge = Duration.FromMinutes(15);
    private static readonly Duration Prepaid = Duration.FromHours(10);

    /// <summary>The model, for a scope and recipients that are still to be named.</summary>
    /// <param name="reference">What people will call it.</param>
    /// <param name="zone">The client's zone.</param>
    /// <param name="firstDay">Its first day; the model has no last day.</param>
    public static ContractTerms Terms(string reference, string zone, LocalDate firstDay) => new()
    {
        Reference = reference,
        Zone = zone,
        Days = new(firstDay),
        Scope = [],
        Natures = new(
            Incident: new(Treatment.Included, "4.1"),
            Request: new(Treatment.Prepaid, "4.2"),
            Enhancement: new(Treatment.Quoted, "4.3"),
            Problem: new(Treatment.Included, "4.1"),
            Change: new(Treatment.Prepaid, "4.2")),
        Calendars = ImmutableSortedDictionary<string, CalendarTerms>.Empty
            .Add(RoundTheClock, new())
            .Add(OfficeHours, new() { Week = OfficeWeek() }),
        Promises = ServiceDefaults.Promises(RoundTheClock, OfficeHours),
        Pauses =
        [
            new(PauseReason.WaitingForClient, "7.1"),
            new(PauseReason.WaitingForAccess, "7.2"),
            new(PauseReason.DateAskedByClient, "7.3"),
            new(PauseReason.AgreedMaintenance, "7.4"),
        ],
        Recipients = [],
        PrepaidHours = Prepaid,
    };

    /// <inheritdoc/>
    public async Task<Result<Guid>> SignForAsync(Guid clientId, Guid assetId, IReadOnlyList<Guid> recipients, CancellationToken cancellationToken)
    {
        if (!db.Caller.May(Permission.ManageContracts, clientId))
        {
            return Refusals.Forbidden(Permission.ManageContracts);
        }

        // The client and its item may be of the same command: they are read back, and foreign keys name them.
        await db.SaveChangesAsync(cancellationToken);
        var client = await db.Set<Client>().SingleOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        var asset = await db.Set<Asset>().SingleOrDefaultAsync(a => a.ClientId == clientId && a.Id == assetId, cancellationToken);
        if (client is null || asset is null)
        {
            return Refusals.NotFound("id", client is null ? clientId : assetId);
        }

        var model = await StartAsync(client, clock.GetCurrentInstant(), cancellationToken);
        var signed = await signing.SignAsync(
            clientId,
            model with
            {
                Scope = [new ScopeLine("L1", new ScopeTarget.OneItem(assetId), new(model.Days.First), asset.Name)],
                Recipients = [.. recipients.Select(person => new Recipient(person, Acknowledge))],
            },
            cancellationToken);
        return signed.TryGet(out var version, out var refusals) ? version.Id : refusals;
    }

    /// <summary>The model as it would start today for a client, under the next free reference.</summary>
    public async Task<ContractTerms> StartAsync(Client client, Instant now, CancellationToken cancellationToken)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(client.Zone) ?? DateTimeZone.Utc;
        var today = now.InZone(zone).Date;
        return Terms(await FreeReferenceAsync(client, today.Year, cancellationToken), client.Zone, today);
    }

    // Its code, the year, a number from 01: LV-2026-01.
    private async Task<string> FreeReferenceAsync(Client client, int year, CancellationToken cancellationToken)
    {
        var taken = await db.Set<Contract>().Where(c => c.ClientId == client.Id).Select(c => c.Reference).ToListAsync(cancellationToken);
        return Enumerable.Range(1, taken.Count + 1)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"{client.Code}-{year}-{n:00}"))
            .First(reference => !taken.Contains(reference));
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> OfficeWeek() =>
        Enumerable.Range((int)IsoDayOfWeek.Monday, 5)
            .ToImmutableSortedDictionary(day => ServiceWeek.NameOf((IsoDayOfWeek)day), _ => ImmutableArray.Create("08:00-18:00"));
}
